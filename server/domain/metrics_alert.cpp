// Figures of one alert: whom it reached and when, who answered, how far it had to climb.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/metrics_parts.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Event = v1::Event;
using Found = std::optional<Instant>;

constexpr std::int64_t coverage_after_ms[] = {900'000, 3'600'000, 86'400'000};

bool ends(const Event& event) {
    return event.has_alert_closed() || event.has_alert_cancelled() || event.has_alerts_merged();
}

AlertFigures::State state_after(const Event& event) {
    if (event.has_alert_closed()) return AlertFigures::State::closed;
    if (event.has_alert_cancelled()) return AlertFigures::State::cancelled;
    return AlertFigures::State::merged;
}

void keep_first(Found& kept, Instant at) {
    if (!kept || at < *kept) kept = at;
}

// One government's answers in order, up to and with an instant: since when one stands that is one.
Found standing_since(const Events& events, const PartyCode& party, Instant until) {
    Found since;
    for (const ReadEntry* entry : events) {
        const Event& event = *entry->event;
        if (time_of(*entry) > until) continue;
        if (event.has_alert_acknowledged() && event.alert_acknowledged().party() == party.text) {
            if (event.alert_acknowledged().answer() == v1::AlertAcknowledged::CANNOT_RESPOND)
                since.reset();
            else if (!since)
                since = time_of(*entry);
        }
        if (event.has_acknowledgement_retracted() &&
            event.acknowledgement_retracted().party() == party.text)
            since.reset();
    }
    return since;
}

// What was said of the crisis, by whichever message or report came last.
class Telling {
public:
    void take(const ReadEntry& entry, AlertFigures& figures) {
        const Event& event = *entry.event;
        if (event.has_alert_issued()) take(event.alert_issued().content(), figures);
        if (event.has_alert_updated()) take(event.alert_updated().content(), figures);
        if (event.has_alert_closed()) take(event.alert_closed().situation(), time_of(entry));
        if (event.has_situation_reported())
            take(event.situation_reported().situation(), time_of(entry));
    }

    std::optional<CrisisEnd> end() const { return is_reported_ ? reported_ : claimed_; }

private:
    static CrisisEnd end_of(const v1::When& when) {
        return {from_ms(when.at()), when.precision() == v1::When::DATE};
    }

    void take(const v1::AlertContent& content, AlertFigures& figures) {
        if (content.onset().at() != 0) figures.onset = from_ms(content.onset().at());
        if (content.end().at() != 0) claimed_ = end_of(content.end());
    }

    void take(const v1::Situation& situation, Instant at) {
        const auto status = situation.status();
        if (status == v1::Situation::STATUS_UNSPECIFIED || status == v1::Situation::UNKNOWN) return;
        is_reported_ = true;
        reported_.reset();
        if (status != v1::Situation::RESTORED) return;
        reported_ = situation.when().at() != 0 ? end_of(situation.when()) : CrisisEnd{at, false};
    }

    bool is_reported_ = false;
    std::optional<CrisisEnd> reported_, claimed_;
};

// One alert under way to its figures.
class Counting {
public:
    Counting(const Cases& cases, AlertFigures& figures, Index after, Index before)
        : cases_(cases), figures_(figures), after_(after), before_(before) {}

    void run(const Events& events) {
        for (const ReadEntry* entry : events) {
            if (entry->index <= after_ || entry->index >= before_) continue;
            counted_.push_back(entry);
            take(*entry);
        }
        for (GovernmentReach& government : figures_.governments)
            government.acknowledged = standing_since(counted_, government.party, Instant::max());
        if (cases_.lacks({Event::kDeliveryRecorded}, after_, before_))
            figures_.deliveries_known = false;
        figures_.answers_known = !cases_.lacks({Event::kAlertAcknowledged}, after_, before_);
        figures_.folds_known = !cases_.lacks(
            {Event::kAlertAcknowledged, Event::kAcknowledgementRetracted}, after_, before_
        );
        figures_.rungs_known = !cases_.lacks({Event::kEscalated}, after_, before_);
        for (const std::int64_t after_ms : coverage_after_ms)
            figures_.coverage.push_back(coverage(after_ms));
    }

private:
    void take(const ReadEntry& entry) {
        const Event& event = *entry.event;
        if (event.has_delivery_recorded())
            for (const v1::Delivery& delivery : event.delivery_recorded().deliveries())
                take(delivery, entry.index);
        if (event.has_alert_acknowledged()) take(event.alert_acknowledged(), time_of(entry));
        if (event.has_acknowledgement_retracted())
            if (auto* government = find(PartyCode{event.acknowledgement_retracted().party()}))
                government->answer.reset();
        if (event.has_escalated()) take(event.escalated(), time_of(entry));
    }

    void take(const v1::Delivery& delivery, Index index) {
        const bool is_seen = delivery.rung() == v1::Delivery::SEEN;
        if (delivery.alert_id() != figures_.id) return;
        if (!is_seen && delivery.rung() != v1::Delivery::DELIVERED) return;
        const auto party = cases_.roster.party_of(delivery.person(), index);
        if (!party) figures_.deliveries_known = false;
        GovernmentReach* government = party ? find(*party) : nullptr;
        if (!government) return;
        keep_first(government->delivered, from_ms(delivery.at()));
        if (is_seen) keep_first(government->seen, from_ms(delivery.at()));
    }

    void take(const v1::AlertAcknowledged& given, Instant at) {
        GovernmentReach* government = find(PartyCode{given.party()});
        if (!government) return;
        if (!government->answered) government->answered = at;
        government->answer = given.answer();
    }

    void take(const v1::Escalated& escalated, Instant at) {
        figures_.rungs.push_back(
            {escalated.rung(),
             escalated.whom(),
             at,
             escalated.owing_size(),
             escalated.persons_size()}
        );
    }

    GovernmentReach* find(const PartyCode& party) {
        for (GovernmentReach& government : figures_.governments)
            if (government.party == party) return &government;
        return nullptr;
    }

    Coverage coverage(std::int64_t after_ms) const {
        Coverage coverage;
        coverage.after_ms = after_ms;
        const Instant until = figures_.issued + std::chrono::milliseconds(after_ms);
        coverage.is_due = until <= cases_.as_of;
        if (!coverage.is_due) return coverage;
        std::size_t reached = 0, delivered = 0, seen = 0, acknowledged = 0;
        const auto by_then = [until](Found at) { return at && *at <= until; };
        for (const GovernmentReach& government : figures_.governments) {
            if (!cases_.roster.is_member(government.party, until)) continue;
            ++coverage.of;
            reached += by_then(government.reached());
            delivered += by_then(government.delivered);
            seen += by_then(government.seen);
            acknowledged += standing_since(counted_, government.party, until).has_value();
        }
        if (figures_.reach_known()) coverage.reached = reached;
        if (figures_.deliveries_known) coverage.delivered = delivered;
        if (figures_.deliveries_known) coverage.seen = seen;
        if (figures_.folds_known) coverage.acknowledged = acknowledged;
        return coverage;
    }

    const Cases& cases_;
    AlertFigures& figures_;
    Index after_, before_;
    Events counted_;
};

void show(const v1::AlertContent& content, AlertFigures& figures) {
    figures.headline = content.headline();
    figures.countries = {content.countries().begin(), content.countries().end()};
}

void name_asked(const v1::AlertIssued& issued, AlertFigures& figures) {
    const std::set<std::string> asked(issued.owing().begin(), issued.owing().end());
    for (const std::string& code : asked) {
        figures.governments.emplace_back();
        figures.governments.back().party = PartyCode{code};
    }
}

template <class Which>
std::optional<Spread> spread_of(const AlertFigures& figures, bool is_known, Which which) {
    if (!is_known) return std::nullopt;
    std::vector<std::int64_t> took_ms;
    for (const GovernmentReach& government : figures.governments)
        if (const Found at = which(government)) took_ms.push_back((*at - figures.issued).count());
    Spread spread;
    spread.count = took_ms.size();
    spread.median_ms = percentile(took_ms, 50);
    spread.p90_ms = percentile(took_ms, 90);
    return spread;
}

} // namespace

std::optional<Instant> GovernmentReach::reached() const {
    Found first;
    for (const Found& at : {delivered, seen, answered})
        if (at) keep_first(first, *at);
    return first;
}

std::optional<Spread> AlertFigures::reached() const {
    return spread_of(*this, reach_known(), [](const auto& one) { return one.reached(); });
}

std::optional<Spread> AlertFigures::delivered() const {
    return spread_of(*this, deliveries_known, [](const auto& one) { return one.delivered; });
}

std::optional<Spread> AlertFigures::seen() const {
    return spread_of(*this, deliveries_known, [](const auto& one) { return one.seen; });
}

std::optional<Spread> AlertFigures::acknowledged() const {
    return spread_of(*this, folds_known, [](const auto& one) { return one.acknowledged; });
}

std::vector<PartyCode> AlertFigures::never_reached() const {
    std::vector<PartyCode> parties;
    for (const GovernmentReach& government : governments)
        if (!government.reached()) parties.push_back(government.party);
    return parties;
}

AlertFigures alert_figures(const Cases& cases, const std::string& id, const ReadEntry& issued) {
    const v1::AlertIssued& issue = issued.event->alert_issued();
    AlertFigures figures;
    figures.id = id;
    figures.is_exercise =
        issued.realm == v1::EXERCISE || issue.content().status() != v1::AlertContent::STATUS_ACTUAL;
    figures.issued = time_of(issued);
    show(issue.content(), figures);
    figures.label = issue.content().label();
    name_asked(issue, figures);

    Index end = no_end;
    Telling telling;
    const Events& events = cases.events.at(id);
    for (const ReadEntry* entry : events) {
        const Event& event = *entry->event;
        if (entry->index < issued.index) continue;
        telling.take(*entry, figures);
        if (event.has_relabelled()) figures.label = event.relabelled().label();
        if (event.has_alert_updated()) {
            figures.asks += event.alert_updated().material() ? 1 : 0;
            figures.label = event.alert_updated().content().label();
            show(event.alert_updated().content(), figures);
        }
        if (end != no_end || !ends(event)) continue;
        end = entry->index;
        figures.ended = time_of(*entry);
        figures.state = state_after(event);
    }
    figures.crisis_end = telling.end();
    Counting(cases, figures, issued.index, end).run(events);
    return figures;
}

} // namespace tocsin::domain
