// SPDX-License-Identifier: Apache-2.0
#include "server/domain/view_reach.hpp"

#include "server/domain/escalation.hpp"
#include "server/domain/label.hpp"
#include "server/domain/metrics.hpp"

#include <algorithm>
#include <tuple>

namespace tocsin::domain {

namespace {

namespace cls = reader_class;

bool watches_reach(const Reader& reader) {
    return (reader.classes & (cls::approver | cls::secretariat | cls::auditor)) != 0;
}

bool sees_answers(const Reader& reader) {
    return (reader.classes & (cls::government | cls::secretariat | cls::auditor)) != 0;
}

// The best of a party's persons.
struct PartyReach {
    Rungs best;
    std::uint32_t persons = 0;
    std::uint32_t persons_without_key = 0;

    bool is_reached() const { return best.delivered != Instant{} || best.seen != Instant{}; }
};

void keep_earliest(Instant& best, Instant candidate) {
    if (candidate != Instant{} && (best == Instant{} || candidate < best)) best = candidate;
}

void add(PartyReach& reach, const State& state, const Alert& alert, const PersonId& person) {
    ++reach.persons;
    if (!state.coalition.has_active_key(*state.coalition.person(person), state.recorded_at))
        ++reach.persons_without_key;
    const auto rungs = alert.reach.find(person);
    if (rungs == alert.reach.end()) return;
    keep_earliest(reach.best.queued, rungs->second.queued);
    keep_earliest(reach.best.sent, rungs->second.sent);
    keep_earliest(reach.best.delivered, rungs->second.delivered);
    keep_earliest(reach.best.seen, rungs->second.seen);
    reach.best.told_by.insert(rungs->second.told_by.begin(), rungs->second.told_by.end());
    if (!rungs->second.failed_because.empty())
        reach.best.failed_because = rungs->second.failed_because;
}

std::map<PartyCode, PartyReach> reach_by_party(const State& state, const Alert& alert) {
    std::map<PartyCode, PartyReach> reach;
    for (const PartyCode& code : alert.addressees)
        reach[code]; // Also those with nobody.
    for (const PersonId& id : persons_addressed(state, alert.content, alert.addressees))
        add(reach[state.coalition.person(id)->party], state, alert, id);
    return reach;
}

// Of those who could be reached at all.
std::string why_unreached(const PartyReach& reach) {
    if (!reach.best.failed_because.empty()) return reach.best.failed_because;
    if (reach.best.sent != Instant{}) return "sent, and no receipt has come back";
    return "waiting: nobody of it has connected";
}

std::string why_not_reached(const PartyReach& reach) {
    if (reach.persons == 0) return "nobody is registered for it";
    if (reach.persons == reach.persons_without_key) return "nobody of it has a key yet";
    if (reach.persons_without_key == 0) return why_unreached(reach);
    return why_unreached(reach) + "; " + std::to_string(reach.persons_without_key) + " of its " +
           std::to_string(reach.persons) + " persons without a key";
}

bool has_acknowledged(const Alert& alert, const PartyCode& code) {
    const auto standing = alert.acknowledgements.find(code);
    return standing != alert.acknowledgements.end() && acknowledges(standing->second);
}

// What a reader may see of one party's line.
struct Shown {
    bool rungs = false;
    bool answer = false;
};

// What keeps it at the head of the list; empty: nothing that this reader may see.
std::string
why_first(const Alert& alert, const PartyCode& code, const PartyReach& reach, const Shown& shown) {
    if (shown.answer && alert.acknowledgements.contains(code))
        return has_acknowledged(alert, code) ? "" : "answered: cannot respond";
    return shown.rungs && !reach.is_reached() ? why_not_reached(reach) : "";
}

void set_rungs(v1::Reach& line, const PartyReach& reach) {
    line.set_queued_at(to_ms(reach.best.queued));
    line.set_sent_at(to_ms(reach.best.sent));
    line.set_delivered_at(to_ms(reach.best.delivered));
    line.set_seen_at(to_ms(reach.best.seen));
    for (const std::string& channel : reach.best.told_by)
        line.add_told_by(channel);
    line.set_persons(reach.persons);
    line.set_persons_without_key(reach.persons_without_key);
}

void set_answer(v1::Reach& line, const Alert& alert, const PartyCode& code) {
    const auto standing = alert.acknowledgements.find(code);
    line.set_owing(alert.owing.contains(code) && !has_acknowledged(alert, code));
    if (standing == alert.acknowledgements.end()) return;
    if (acknowledges(standing->second)) line.set_acknowledged_at(to_ms(standing->second.at));
    line.set_answer(standing->second.answer);
    line.set_answer_by(to_ms(standing->second.answer_by));
    line.set_answered_by(standing->second.person.str());
}

// Ordered by what the line shows, so that the order betrays no more than the line.
auto rank(const v1::Reach& line) {
    const bool cannot_respond = line.answer() == v1::AlertAcknowledged::CANNOT_RESPOND;
    const bool is_reached =
        line.delivered_at() != 0 || line.seen_at() != 0 || line.acknowledged_at() != 0;
    return std::make_tuple(
        is_reached && !cannot_respond, line.acknowledged_at() != 0, line.party()
    );
}

// As docs/REPORTS.md 2 has it.
void count_median(const Alert& alert, ReachCounts& counts) {
    std::vector<std::int64_t> took_ms;
    for (const auto& [code, since] : alert.asked_first)
        if (since != Instant{}) took_ms.push_back(to_ms(since) - to_ms(alert.issued_at));
    counts.median_of = static_cast<std::uint32_t>(took_ms.size());
    counts.median_ms = percentile(std::move(took_ms), 50).value_or(0);
}

} // namespace

ReachCounts counts_of(const State& state, const Alert& alert, const Reader& reader) {
    ReachCounts counts;
    if (sees_answers(reader)) {
        counts.owing = static_cast<std::uint32_t>(alert.owing.size());
        for (const auto& [code, given] : alert.acknowledgements)
            counts.acknowledged += acknowledges(given);
        count_median(alert, counts);
    }
    if (!watches_reach(reader)) return counts;
    for (const auto& [code, reach] : reach_by_party(state, alert)) {
        const bool is_answered = alert.acknowledgements.contains(code);
        if (kind_of(state, code) == v1::Party::GOVERNMENT && !reach.is_reached() && !is_answered)
            ++counts.not_reached;
    }
    return counts;
}

std::vector<v1::Reach> reach_of(const State& state, const Alert& alert, const Reader& reader) {
    std::vector<v1::Reach> lines;
    for (const auto& [code, reach] : reach_by_party(state, alert)) {
        const bool is_own = code == reader.party;
        const Shown shown{is_own || watches_reach(reader), is_own || sees_answers(reader)};
        if (!shown.rungs && !shown.answer) continue;
        v1::Reach line;
        line.set_party(code.text);
        if (const PartyRecord* party = state.coalition.party(code))
            line.set_name(party->facts.name());
        if (shown.rungs) set_rungs(line, reach);
        if (shown.answer) set_answer(line, alert, code);
        line.set_reason(why_first(alert, code, reach, shown));
        lines.push_back(std::move(line));
    }
    const auto before = [](const v1::Reach& left, const v1::Reach& right) {
        return rank(left) < rank(right);
    };
    std::sort(lines.begin(), lines.end(), before);
    return lines;
}

} // namespace tocsin::domain
