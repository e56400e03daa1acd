// An alert as its reader may see it, who was not reached first.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/escalation.hpp"
#include "server/domain/loudness.hpp"
#include "server/domain/next_steps.hpp"
#include "server/domain/view_reach.hpp"
#include "server/domain/views.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using View = v1::AlertView;

View::State state_of(const Alert& alert) {
    switch (alert.state) {
    case Alert::State::draft: return View::DRAFT;
    case Alert::State::live: return View::LIVE;
    case Alert::State::closed: return View::CLOSED;
    case Alert::State::cancelled: return View::CANCELLED;
    case Alert::State::merged: return View::MERGED;
    }
    return View::STATE_UNSPECIFIED;
}

Index index_of(const Alert& alert) {
    return alert.issued_index == 0 ? alert.drafted_index : alert.issued_index;
}

std::int64_t ms_or_zero(Instant at) {
    return to_ms(at);
} // The epoch means "not yet", as on the wire.

bool may_read(const Signal& signal, const Reader& reader) {
    return signal.person == reader.person ||
           (reader.classes & (reader_class::approver | reader_class::auditor)) != 0;
}

// One line of the list, with the index it is ordered by.
struct Listed {
    Index index = 0;
    const Alert* alert = nullptr;
    const Signal* signal = nullptr;

    const v1::AlertContent& content() const { return alert ? alert->content : signal->content; }
};

bool is_wanted(const Alert& alert, const v1::ListAlerts& query) {
    switch (alert.state) {
    case Alert::State::draft: return query.drafts();
    case Alert::State::live: return query.all() || !query.drafts();
    default: return query.all();
    }
}

bool matches(const v1::AlertContent& content, const v1::ListAlerts& query) {
    const auto& countries = content.countries();
    if (!query.country().empty() &&
        std::find(countries.begin(), countries.end(), query.country()) == countries.end())
        return false;
    // CAP counts from the gravest: EXTREME is 1, "unknown" comes last and is no degree.
    return query.at_least() == v1::AlertContent::SEVERITY_UNSPECIFIED ||
           content.severity() <= query.at_least();
}

std::vector<Listed>
newest_first(const State& state, const Reader& reader, const v1::ListAlerts& query) {
    std::vector<Listed> listed;
    for (const auto& [id, alert] : state.alerts)
        if (is_wanted(alert, query) && matches(alert.content, query) && may_read(alert, reader))
            listed.push_back({index_of(alert), &alert, nullptr});
    for (const auto& [id, signal] : state.signals)
        if (query.drafts() && signal.raised_as.empty() && matches(signal.content, query) &&
            may_read(signal, reader))
            listed.push_back({signal.index, nullptr, &signal});
    const auto newer = [](const Listed& left, const Listed& right) {
        return left.index > right.index;
    };
    std::sort(listed.begin(), listed.end(), newer);
    return listed;
}

// The page before ended at this index; nothing or nonsense: from the newest.
Index page_start(const std::string& page) {
    constexpr auto newest = ~Index{0};
    if (page.empty() || page.size() > 19) return newest;
    Index index = 0;
    for (const char digit : page) {
        if (digit < '0' || digit > '9') return newest;
        index = index * 10 + static_cast<Index>(digit - '0');
    }
    return index;
}

v1::AlertLine line_of(const State& state, const Listed& listed, const Reader& reader) {
    const v1::AlertContent& content = listed.content();
    v1::AlertLine line;
    line.set_headline(content.headline());
    *line.mutable_countries() = content.countries();
    line.set_severity(content.severity());
    line.set_precedence(content.precedence());
    line.set_label(content.label());
    if (listed.signal) {
        line.set_alert_id(listed.signal->id.text);
        line.set_state(View::SIGNAL);
        line.set_realm(listed.signal->realm);
        return line;
    }
    const Alert& alert = *listed.alert;
    const ReachCounts counts = counts_of(state, alert, reader);
    line.set_alert_id(alert.id.text);
    line.set_state(state_of(alert));
    line.set_realm(alert.realm);
    line.set_issued_at(ms_or_zero(alert.issued_at));
    line.set_owing(counts.owing);
    line.set_acknowledged(counts.acknowledged);
    line.set_not_reached(counts.not_reached);
    const auto mine = alert.acknowledgements.find(reader.party);
    if (mine != alert.acknowledgements.end() && acknowledges(mine->second)) {
        line.set_mine_acknowledged(true);
        line.set_mine_at(to_ms(mine->second.at));
    }
    line.set_message(alert.message);
    line.set_median_of(counts.median_of);
    line.set_median_ms(counts.median_ms);
    return line;
}

View view_of(const Signal& signal) {
    View view;
    view.set_alert_id(signal.id.text);
    view.set_state(View::SIGNAL);
    view.set_realm(signal.realm);
    *view.mutable_content() = signal.content;
    view.set_raiser(signal.person.str());
    view.set_drafted_at(ms_or_zero(signal.at));
    view.set_index(signal.index);
    return view;
}

void add_reach(View& view, const State& state, const Alert& alert, const Reader& reader) {
    const ReachCounts counts = counts_of(state, alert, reader);
    view.set_owing(counts.owing);
    view.set_acknowledged(counts.acknowledged);
    view.set_not_reached(counts.not_reached);
    for (v1::Reach& line : reach_of(state, alert, reader))
        *view.add_reach() = std::move(line);
}

// A link betrays neither an alert nor a signal that its reader may not read.
void put_merged(View& view, const State& state, const Alert& alert, const Reader& reader) {
    const auto into = state.alerts.find(alert.merged_into);
    if (into != state.alerts.end() && may_read(into->second, reader))
        view.set_merged_into(into->first.text);
    for (const SignalId& id : alert.reports) {
        const auto report = state.signals.find(id);
        if (report != state.signals.end() && may_read(report->second, reader))
            view.add_reports(id.text);
    }
}

// For those who watch the reach, and are told of each rung.
void put_ladder(View& view, const State& state, const Alert& alert, const Reader& reader) {
    if ((reader.classes & (reader_class::approver | reader_class::house)) == 0) return;
    view.set_rung(alert.rung);
    for (const Timer& timer : state.timers.nearest_first())
        if (timer.kind == Timer::Kind::escalate && timer.subject == alert.id.text)
            view.set_next_rung_at(to_ms(timer.at));
}

View view_of(const State& state, const Alert& alert, const Reader& reader) {
    View view;
    view.set_alert_id(alert.id.text);
    view.set_state(state_of(alert));
    view.set_realm(alert.realm);
    *view.mutable_content() = alert.content;
    view.set_message(alert.message);
    view.set_raiser(alert.raiser.str());
    if (!alert.approver.is_zero()) view.set_approver(alert.approver.str());
    view.set_drafted_at(ms_or_zero(alert.drafted_at));
    view.set_issued_at(ms_or_zero(alert.issued_at));
    view.set_ended_at(ms_or_zero(alert.ended_at));
    view.set_ended_why(alert.ended_why);
    if (alert.situation.status() != v1::Situation::STATUS_UNSPECIFIED)
        *view.mutable_situation() = alert.situation;
    put_merged(view, state, alert, reader);
    put_ladder(view, state, alert, reader);
    view.set_index(index_of(alert));
    for (const ProcedureId& id : alert.procedures) {
        const auto found = state.procedures.find(id);
        if (found != state.procedures.end() && may_read(found->second, reader))
            view.add_procedures(id.text);
    }
    for (const Note& note : alert.notes) {
        v1::NoteView& line = *view.add_notes();
        line.set_person(note.person.str());
        line.set_at(to_ms(note.at));
        line.set_text(note.text);
    }
    add_reach(view, state, alert, reader);
    return view;
}

// Of a live alert, for a party that it was sent to: what is over, or only seen, rings for nobody.
bool is_loud(
    const Coalition& coalition,
    const Alert& alert,
    const Reader& reader,
    Instant now,
    const OffsetOf& offset_of
) {
    const bool is_nobody = reader.has(v1::AUDITOR) || reader.has(v1::SOURCE);
    if (is_nobody || !alert.addressees.contains(reader.party)) return false;
    if (alert.state != Alert::State::live) return false;
    v1::Subscription wanted; // everything, for who subscribed to nothing
    const auto subscribed = coalition.subscriptions.find(reader.person);
    if (subscribed != coalition.subscriptions.end()) wanted = subscribed->second;
    const PartyRecord* party = coalition.party(reader.party);
    if (wanted.zone().empty() && party) wanted.set_zone(party->facts.zone());
    return loudness(coalition, wanted, alert.content, now, offset_of) == Loudness::loud;
}

} // namespace

v1::AlertList list_alerts(
    const State& state, const Reader& reader, const v1::ListAlerts& query, std::string& next_page
) {
    v1::AlertList list;
    next_page.clear();
    const Index before = page_start(query.page());
    Index last = 0;
    for (const Listed& listed : newest_first(state, reader, query)) {
        if (listed.index >= before) continue;
        if (list.alerts_size() == static_cast<int>(view_lines_max)) {
            next_page = std::to_string(last);
            break;
        }
        *list.add_alerts() = line_of(state, listed, reader);
        last = listed.index;
    }
    return list;
}

std::optional<v1::AlertView> show_alert(
    const State& state,
    const Reader& reader,
    std::string_view id,
    Instant now,
    const OffsetOf& offset_of
) {
    const auto alert = state.alerts.find(AlertId{std::string(id)});
    if (alert != state.alerts.end() && may_read(alert->second, reader)) {
        View view = view_of(state, alert->second, reader);
        view.set_loud(is_loud(state.coalition, alert->second, reader, now, offset_of));
        for (std::string& step : next_steps(state, alert->second, reader, now))
            view.add_next_steps(std::move(step));
        return view;
    }
    const auto signal = state.signals.find(SignalId{std::string(id)});
    if (signal != state.signals.end() && may_read(signal->second, reader))
        return view_of(signal->second);
    return std::nullopt;
}

} // namespace tocsin::domain
