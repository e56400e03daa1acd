// Figures of one procedure: how its names came together, what became of it, and when.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/metrics_parts.hpp"
#include "server/domain/procedure.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Event = v1::Event;

constexpr std::chrono::milliseconds day{86'400'000};

bool ends_round(const Event& event) {
    return event.has_procedure_closed() || event.has_procedure_broken() ||
           event.has_procedure_withdrawn();
}

// The names of a round, one event after the other.
class Names {
public:
    Names(Round& round, bool is_pledge_call)
        : round_(round), is_pledge_call_(is_pledge_call), counts_from_(round.opening.version()) {}

    void take(const ReadEntry& entry) {
        const Event& event = *entry.event;
        const Instant at = time_of(entry);
        if (event.has_position_taken()) take(event.position_taken(), at);
        if (event.has_text_added() && !event.text_added().editorial())
            ask_again(event.text_added().version());
        if (event.has_edit_contested()) ask_again(event.edit_contested().version());
        if (event.has_pledge_made()) pledge(event.pledge_made(), at);
        if (event.has_pledge_taken_back()) take_back(event.pledge_taken_back());
        const std::size_t threshold = round_.opening.threshold();
        if (threshold > 0 && !round_.threshold_met && round_.names.size() >= threshold)
            round_.threshold_met = at;
    }

    // At the end: of each party the last position on a text that counts is the one that stands.
    void mark_standing() {
        std::set<PartyCode> marked;
        for (auto at = round_.positions.rbegin(); at != round_.positions.rend(); ++at)
            if (at->version >= counts_from_) at->is_standing = marked.insert(at->party).second;
    }

private:
    void take(const v1::PositionTaken& position, Instant at) {
        const PartyCode party{position.party()};
        round_.positions.push_back({party, position.stance(), at, position.version(), false});
        if (is_pledge_call_) return;
        const bool counts = round_.entitled.contains(party) && position.version() >= counts_from_;
        if (counts && is_signature(position.stance()))
            name(party, position.version(), at);
        else
            drop(party);
    }

    void name(const PartyCode& party, std::uint32_t version, Instant at) {
        round_.names.emplace(party, at);
        versions_[party] = version;
        if (!round_.first_name) round_.first_name = at;
    }

    void drop(const PartyCode& party) {
        round_.names.erase(party);
        versions_.erase(party);
    }

    void ask_again(std::uint32_t version) {
        counts_from_ = version;
        if (is_pledge_call_) return;
        const auto versions = versions_;
        for (const auto& [party, of] : versions)
            if (of < version) drop(party);
    }

    void pledge(const v1::PledgeMade& made, Instant at) {
        if (!is_pledge_call_) return;
        const PartyCode party{made.party()};
        pledges_[party].insert(made.pledge().need_id());
        name(party, 0, at);
    }

    void take_back(const v1::PledgeTakenBack& taken) {
        const PartyCode party{taken.party()};
        const auto found = pledges_.find(party);
        if (!is_pledge_call_ || found == pledges_.end()) return;
        found->second.erase(taken.need_id());
        if (found->second.empty()) drop(party);
    }

    Round& round_;
    bool is_pledge_call_;
    std::uint32_t counts_from_;
    std::map<PartyCode, std::uint32_t> versions_;
    std::map<PartyCode, std::set<std::string>> pledges_; // needs for which one stands
};

const ReadEntry* last_opening(const Events& events) {
    const ReadEntry* last = nullptr;
    for (const ReadEntry* entry : events)
        if (entry->event->has_procedure_opened()) last = entry;
    return last;
}

Round round_of(const Cases& cases, const Events& events, const ReadEntry& opening) {
    Round round;
    round.opening = opening.event->procedure_opened();
    round.opened = time_of(opening);
    round.deadline = from_ms(round.opening.deadline());
    for (const std::string& code : round.opening.entitled())
        round.entitled.insert(PartyCode{code});
    const bool is_pledge_call = round.opening.kind() == v1::ProcedureDrafted::PLEDGE_CALL;
    Names names(round, is_pledge_call);
    Index end = no_end;
    for (const ReadEntry* entry : events) {
        const Event& event = *entry->event;
        if (entry->index <= opening.index) continue;
        // Extended by whatever entry: after the end there is none.
        if (event.has_deadline_extended())
            round.deadline = from_ms(event.deadline_extended().new_deadline());
        if (ends_round(event)) {
            end = entry->index;
            round.is_closed = event.has_procedure_closed();
            break;
        }
        names.take(*entry);
    }
    names.mark_standing();
    round.positions_known = !cases.lacks({Event::kPositionTaken}, opening.index, end);
    round.names_known =
        is_pledge_call
            ? !cases.lacks({Event::kPledgeMade, Event::kPledgeTakenBack}, opening.index, end)
            : !cases.lacks(
                  {Event::kTextAdded, Event::kPositionTaken, Event::kEditContested},
                  opening.index,
                  end
              );
    return round;
}

void adopt(const google::protobuf::RepeatedPtrField<std::string>& names, ProcedureFigures& of) {
    of.signatories.clear();
    for (const std::string& code : names)
        of.signatories.insert(PartyCode{code});
}

void close(const v1::ProcedureClosed& closed, Instant at, ProcedureFigures& figures) {
    const auto outcome = closed.outcome();
    figures.outcome = outcome == v1::ProcedureClosed::OUTCOME_UNSPECIFIED
                          ? ""
                          : v1::ProcedureClosed::Outcome_Name(outcome);
    if (outcome == v1::ProcedureClosed::ADOPTED) figures.adopted = at;
    adopt(closed.signatories(), figures);
}

// What became of it.
void take_fate(const Event& event, Instant at, ProcedureFigures& figures) {
    switch (event.event_case()) {
    case Event::kProcedureOpened:
        ++figures.rounds;
        figures.outcome.clear();
        figures.closed.reset();
        return;
    case Event::kProcedureClosed: close(event.procedure_closed(), at, figures); break;
    case Event::kProcedureIssued:
    case Event::kProcedureProceeded:
        figures.outcome = "ADOPTED";
        figures.adopted = at;
        if (event.has_procedure_proceeded())
            adopt(event.procedure_proceeded().signatories(), figures);
        return;
    case Event::kProcedureBroken:
        ++figures.broken_silences;
        figures.outcome = "BROKEN";
        break;
    case Event::kProcedureWithdrawn: figures.outcome = "WITHDRAWN"; break;
    default: return;
    }
    if (figures.rounds > 0 && !figures.closed) figures.closed = at;
}

void take_act(const Event& event, Instant at, ProcedureFigures& figures) {
    if (event.has_procedure_published() && !figures.published) figures.published = at;
    if (event.has_deadline_extended())
        figures.extensions.push_back(
            {at,
             from_ms(event.deadline_extended().old_deadline()),
             from_ms(event.deadline_extended().new_deadline())}
        );
    if (event.has_position_received_late())
        figures.late_positions = figures.late_positions.value_or(0) + 1;
    if (!event.has_list_amended()) return;
    const Amended amended{PartyCode{event.list_amended().party()}, at};
    if (event.list_amended().stance() == v1::Position::LATE_ASSOCIATION)
        figures.late_associations.push_back(amended);
    if (event.list_amended().stance() == v1::Position::DISSOCIATION)
        figures.dissociations.push_back(amended);
}

template <class Telling>
void name(const Telling& telling, ProcedureFigures& figures) {
    figures.kind = telling.kind();
    figures.mode = telling.mode();
    figures.title = telling.title();
    figures.alert_id = telling.alert_id();
}

// The opening tells more than the draft, and to more readers.
void name(const Events& events, ProcedureFigures& figures) {
    for (const ReadEntry* entry : events)
        if (entry->event->has_procedure_drafted()) name(entry->event->procedure_drafted(), figures);
    if (const ReadEntry* opening = last_opening(events))
        name(opening->event->procedure_opened(), figures);
}

const ReadEntry& first_reported(const Events& events) {
    return **std::find_if(events.begin(), events.end(), [](const ReadEntry* entry) {
        return entry->event->has_procedure_opened() || entry->event->has_procedure_issued();
    });
}

} // namespace

bool Round::has_answered(const PartyCode& party) const {
    if (names.contains(party)) return true;
    for (auto at = positions.rbegin(); at != positions.rend(); ++at)
        if (at->party == party)
            return at->stance != v1::Position::AWAITING_INSTRUCTIONS &&
                   at->stance != v1::Position::SIGN_AD_REFERENDUM;
    return false;
}

bool Round::is_silent(const PartyCode& party) const {
    return std::none_of(positions.begin(), positions.end(), [&](const PositionInRound& one) {
        return one.party == party;
    });
}

bool ProcedureFigures::has_names() const {
    return round && !is_silence() && round->names_known;
}

std::optional<Share> ProcedureFigures::last_tenth() const {
    if (!has_names() || !round->is_closed || round->names.empty()) return std::nullopt;
    const Instant from = round->deadline - (round->deadline - round->opened) / 10;
    Share share;
    share.of = round->names.size();
    for (const auto& [party, since] : round->names)
        share.count += since >= from;
    return share;
}

std::optional<Share> ProcedureFigures::silent_consent() const {
    if (!is_silence() || outcome != "ADOPTED" || !round || !round->positions_known)
        return std::nullopt;
    if (signatories.empty()) return std::nullopt;
    Share share;
    share.of = signatories.size();
    for (const PartyCode& party : signatories)
        share.count += round->is_silent(party);
    return share;
}

std::optional<bool> ProcedureFigures::published_before_end() const {
    if (!has_alert || !published) return std::nullopt;
    if (!crisis_end || *published < crisis_end->at) return true;
    if (crisis_end->is_date && *published < crisis_end->at + day) return std::nullopt;
    return false;
}

ProcedureFigures procedure_figures(const Cases& cases, const std::string& id) {
    const Events& events = cases.events.at(id);
    const ReadEntry& first = first_reported(events);
    ProcedureFigures figures;
    figures.id = id;
    figures.is_exercise = first.realm == v1::EXERCISE;
    name(events, figures);
    for (const ReadEntry* entry : events) {
        take_fate(*entry->event, time_of(*entry), figures);
        take_act(*entry->event, time_of(*entry), figures);
    }
    if (figures.outcome != "ADOPTED") figures.adopted.reset();
    if (const ReadEntry* opening = last_opening(events))
        figures.round = round_of(cases, events, *opening);
    const bool late_known = !cases.lacks({Event::kPositionReceivedLate}, first.index, no_end);
    figures.late_positions =
        late_known ? std::optional(figures.late_positions.value_or(0)) : std::nullopt;
    return figures;
}

} // namespace tocsin::domain
