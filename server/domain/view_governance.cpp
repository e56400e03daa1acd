// How the Coalition is run, and how its members take part, as the reader may see it.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"
#include "server/domain/views.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::domain {

namespace {

bool sees_all(const Reader& reader) {
    return (reader.classes & reader_class::house) != 0;
}

void put_chair(const Coalition& coalition, Instant now, v1::CoalitionView& view) {
    const Chair* chair = coalition.chair_at(now);
    if (!chair) return;
    view.set_chair(chair->chair.text);
    view.set_past(chair->past.text);
    view.set_next(chair->next.text);
    view.set_chair_since(to_ms(chair->from));
}

// Set for later, in order of when each begins.
void put_coming(const Coalition& coalition, Instant now, v1::CoalitionView& view) {
    for (const Chair& chair : coalition.chairs) {
        if (chair.from <= now) continue;
        v1::ChairLine& line = *view.add_coming();
        line.set_chair(chair.chair.text);
        line.set_past(chair.past.text);
        line.set_next(chair.next.text);
        line.set_starts_at(to_ms(chair.from));
    }
}

void put_stand_ins(
    const Coalition& coalition, const Reader& reader, Instant now, v1::CoalitionView& view
) {
    for (const auto& [from, delegation] : coalition.delegations) {
        const PersonRecord* person = coalition.person(from);
        const bool is_own = person && person->party == reader.party;
        if (delegation.ends <= now || !(is_own || sees_all(reader))) continue;
        v1::StandIn& line = *view.add_stand_ins();
        line.set_from(from.str());
        line.set_to(delegation.to.str());
        line.set_starts(to_ms(delegation.starts));
        line.set_ends(to_ms(delegation.ends));
    }
}

// Of one government, what it did in a time.
struct Part {
    v1::ParticipationLine line;
    std::vector<std::int64_t> took_ms;
    Instant last{};
};

using Parts = std::map<PartyCode, Part>;

bool within(Instant at, Instant from, Instant until) {
    return at >= from && at < until;
}

void add_alert(Parts& parts, const Alert& alert, Instant from, Instant until) {
    if (alert.realm != v1::ACTUAL || !within(alert.issued_at, from, until)) return;
    for (const PartyCode& code : alert.owing) {
        const auto part = parts.find(code);
        if (part == parts.end()) continue;
        part->second.line.set_alerts_owed(part->second.line.alerts_owed() + 1);
        const auto answer = alert.acknowledgements.find(code);
        if (answer == alert.acknowledgements.end()) continue;
        part->second.line.set_alerts_acknowledged(part->second.line.alerts_acknowledged() + 1);
        part->second.took_ms.push_back(to_ms(answer->second.at) - to_ms(alert.issued_at));
        part->second.last = std::max(part->second.last, answer->second.at);
    }
}

void add_procedure(Parts& parts, const Procedure& procedure, Instant from, Instant until) {
    if (procedure.realm != v1::ACTUAL || !within(procedure.opened_at, from, until)) return;
    for (const PartyCode& code : procedure.entitled) {
        const auto part = parts.find(code);
        if (part == parts.end()) continue;
        v1::ParticipationLine& line = part->second.line;
        line.set_procedures_entitled(line.procedures_entitled() + 1);
        const auto answer = procedure.positions.find(code);
        if (answer == procedure.positions.end()) continue;
        line.set_answered(line.answered() + 1);
        if (has_signed(procedure, code)) line.set_signed_(line.signed_() + 1);
        part->second.last = std::max(part->second.last, answer->second.received);
    }
}

std::int64_t median(std::vector<std::int64_t> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::uint32_t acts(const v1::ParticipationLine& line) {
    return line.alerts_acknowledged() + line.answered();
}

bool may_read_signal(const Signal& signal, const Reader& reader) {
    return may_see(drafters(signal.person), reader);
}

} // namespace

v1::CoalitionView show_coalition(const State& state, const Reader& reader, Instant now) {
    const Coalition& coalition = state.coalition;
    v1::CoalitionView view;
    put_chair(coalition, now, view);
    for (const auto& [id, group] : coalition.groups)
        *view.add_groups() = group;
    const bool guest = (reader.classes & (reader_class::government | reader_class::house |
                                          reader_class::approver)) == 0;
    if (!guest)
        for (const auto& [id, playbook] : coalition.playbooks)
            *view.add_playbooks() = playbook;
    put_coming(coalition, now, view);
    *view.mutable_policy() = coalition.policy;
    if (const auto& shorter = coalition.shorter_cooling) {
        view.set_shorter_cooling_ms(shorter->cooling.count());
        view.set_shorter_cooling_by(shorter->by.str());
    }
    put_stand_ins(coalition, reader, now, view);
    const auto subscription = coalition.subscriptions.find(reader.person);
    if (subscription != coalition.subscriptions.end())
        *view.mutable_subscription() = subscription->second;
    view.set_two_persons(coalition.two_persons.contains(reader.party));
    return view;
}

v1::SignalList list_signals(
    const State& state, const Reader& reader, const v1::ListSignals& query, std::string& next_page
) {
    next_page.clear();
    v1::SignalList list;
    Index before = UINT64_MAX; // the page is the place in the log of the last line shown
    const std::string& page = query.page();
    std::from_chars(page.data(), page.data() + page.size(), before);
    std::vector<const Signal*> found;
    for (const auto& [id, signal] : state.signals) {
        const bool open = signal.raised_as.empty() && signal.dismissed_because.empty();
        if (signal.index < before && (open || query.all()) && may_read_signal(signal, reader))
            found.push_back(&signal);
    }
    std::sort(found.begin(), found.end(), [](const Signal* left, const Signal* right) {
        return left->index > right->index;
    });
    if (found.size() > view_lines_max) {
        found.resize(view_lines_max);
        next_page = std::to_string(found.back()->index);
    }
    for (const Signal* signal : found) {
        v1::SignalLine& line = *list.add_signals();
        line.set_signal_id(signal->id.text);
        line.set_realm(signal->realm);
        line.set_person(signal->person.str());
        line.set_at(to_ms(signal->at));
        *line.mutable_content() = signal->content;
        line.set_raised_as(signal->raised_as.text);
        line.set_dismissed_because(signal->dismissed_because);
    }
    return list;
}

std::optional<v1::ParticipationView> show_participation(
    const State& state, const Reader& reader, const v1::ShowParticipation& query, Instant now
) {
    const bool may = sees_all(reader) || (reader.classes & reader_class::approver) != 0;
    if (!may) return std::nullopt;
    const Instant from = from_ms(query.from());
    const Instant until = query.until() == 0 ? now : from_ms(query.until());
    Parts parts;
    for (const PartyCode& code : state.coalition.governments(until)) {
        Part& part = parts[code];
        part.line.set_party(code.text);
        part.line.set_name(state.coalition.party(code)->facts.name());
    }
    for (const auto& [id, alert] : state.alerts)
        if (may_read(alert, reader)) add_alert(parts, alert, from, until);
    for (const auto& [id, procedure] : state.procedures)
        if (may_read(procedure, reader) && may_see_positions(procedure, reader))
            add_procedure(parts, procedure, from, until);
    v1::ParticipationView view;
    view.set_from(to_ms(from));
    view.set_until(to_ms(until));
    for (auto& [code, part] : parts) {
        part.line.set_median_ms(median(std::move(part.took_ms)));
        part.line.set_last_act_at(to_ms(part.last));
        *view.add_governments() = std::move(part.line);
    }
    auto& lines = *view.mutable_governments();
    std::stable_sort(lines.begin(), lines.end(), [](const auto& left, const auto& right) {
        return acts(left) < acts(right);
    });
    return view;
}

} // namespace tocsin::domain
