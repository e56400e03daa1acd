// Who the Coalition is besides its roster: its chair, its task forces, working groups and networks,
// when a capital works. SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_parts.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

using Codes = google::protobuf::RepeatedPtrField<std::string>;

bool keeps_roster(const Asking& asking) {
    return asking.is_server() || asking.has(v1::SUPPORT);
}

const PartyRecord* member_at(const State& state, const std::string& code, Instant at) {
    const PartyRecord* party = state.coalition.party(PartyCode{code});
    return party && party->is_member(at) ? party : nullptr;
}

bool governs_at(const State& state, const std::string& code, Instant at) {
    const PartyRecord* party = member_at(state, code, at);
    return party && party->facts.kind() == v1::Party::GOVERNMENT;
}

// The hand-over in force just before `from`; a later one of the same instant replaces the earlier.
const Chair* chair_before(const Coalition& coalition, Instant from) {
    const Chair* before = nullptr;
    for (const Chair& chair : coalition.chairs)
        if (chair.from < from) before = &chair;
    return before;
}

std::optional<v1::Refusal>
bad_hand_over(const State& state, const v1::HandOverChair& command, Instant from) {
    const auto& chairs = state.coalition.chairs;
    if (!chairs.empty() && from < chairs.back().from)
        return refuse_field(
            "from",
            "not before the latest hand-over, " + print_utc(chairs.back().from),
            print_utc(from)
        );
    const std::string limit = "a government that is a member at " + print_utc(from);
    if (!governs_at(state, command.chair(), from))
        return refuse_field("chair", limit, command.chair());
    if (!command.next().empty() && !governs_at(state, command.next(), from))
        return refuse_field("next", limit, command.next());
    if (command.next() == command.chair())
        return refuse_field("next", "another government than the chair", command.next());
    const bool is_same = !chairs.empty() && chairs.back().chair.text == command.chair() &&
                         chairs.back().next.text == command.next();
    if (!is_same) return std::nullopt;
    return refuse_state(
        "HANDED OVER", "this very hand-over is recorded already", "Name another chair or next."
    );
}

// Governments and advisers lead; everybody of the Coalition may belong.
std::optional<v1::Refusal> bad_parties(
    const State& state, const Codes& codes, bool lead, const std::string& field, Instant at
) {
    std::set<std::string> known;
    for (const std::string& code : codes) {
        const PartyRecord* party = member_at(state, code, at);
        const bool may_lead = party && (party->facts.kind() == v1::Party::GOVERNMENT ||
                                        party->facts.kind() == v1::Party::ADVISER);
        if (!party || (lead && !may_lead))
            return refuse_field(
                field, lead ? "governments and advisers of today" : "parties of today", code
            );
        if (!known.insert(code).second) return refuse_field(field, "each party once", code);
    }
    return std::nullopt;
}

// Only a network has a post, and somebody there to call.
std::optional<v1::Refusal> bad_post(const State& state, const v1::Group& group, Instant at) {
    if (group.kind() != v1::Group::NETWORK) {
        if (!group.post().empty())
            return refuse_field("group.post", "of a network only", group.post());
        if (!group.contact().empty())
            return refuse_field("group.contact", "of a network only", to_hex(group.contact()));
        return std::nullopt;
    }
    if (group.post().empty()) return refuse_field("group.post", "the post of the network", "");
    const PersonRecord* contact =
        state.coalition.person(PersonId::from(group.contact()).value_or(PersonId{}));
    const bool is_there = contact && contact->post == group.post() &&
                          !contact->roles.contains(v1::SOURCE) &&
                          member_at(state, contact->party.text, at);
    if (is_there) return std::nullopt;
    return refuse_field("group.contact", "a person at " + group.post(), to_hex(group.contact()));
}

std::optional<v1::Refusal> bad_group(const State& state, const v1::Group& group, Instant at) {
    const auto known = state.coalition.groups.find(group.group_id());
    if (known != state.coalition.groups.end() && known->second.kind() != group.kind())
        return refuse_field(
            "group.kind",
            "as it was set up, " + v1::Group::Kind_Name(known->second.kind()),
            v1::Group::Kind_Name(group.kind())
        );
    if (group.until() != 0 && group.until() <= group.from())
        return refuse_field(
            "group.until",
            "after it begins, " + print_utc(from_ms(group.from())),
            print_utc(from_ms(group.until()))
        );
    if (group.kind() == v1::Group::TASK_FORCE && group.topics().empty())
        return refuse_field("group.topics", "at least one, of its mandate", "none");
    if (group.kind() == v1::Group::TASK_FORCE && group.co_chairs().empty())
        return refuse_field("group.co_chairs", "at least one", "none");
    if (auto refusal = bad_parties(state, group.co_chairs(), true, "group.co_chairs", at))
        return refusal;
    if (auto refusal = bad_parties(state, group.members(), false, "group.members", at))
        return refusal;
    return bad_post(state, group, at);
}

std::optional<v1::Refusal> bad_calendar(const v1::Calendar& calendar) {
    std::set<std::uint32_t> weekend;
    for (const std::uint32_t day : calendar.weekend())
        if (day < 1 || day > 7 || !weekend.insert(day).second)
            return refuse_field("calendar.weekend", "1 to 7, each once", std::to_string(day));
    for (const std::string& day : calendar.holidays())
        if (!parse_date(day))
            return refuse_field("calendar.holidays", "dates such as 2026-12-25", day);
    const bool is_usual = calendar.opens_minute() == 0 && calendar.closes_minute() == 0;
    if (is_usual || calendar.opens_minute() < calendar.closes_minute()) return std::nullopt;
    return refuse_field(
        "calendar.closes_minute",
        "after it opens, at minute " + std::to_string(calendar.opens_minute()),
        std::to_string(calendar.closes_minute())
    );
}

} // namespace

Decision decide(const State& state, const v1::HandOverChair& command, const Asking& asking) {
    if (!keeps_roster(asking))
        return refusing(
            refuse_forbidden("the secretariat records who chairs", "a person of the secretariat")
        );
    const Instant from = command.from() == 0 ? asking.received : from_ms(command.from());
    if (auto refusal = bad_hand_over(state, command, from)) return refusing(*refusal);

    Decision decision;
    v1::ChairHandedOver& handed = *decision.events.emplace_back().mutable_chair_handed_over();
    handed.set_chair(command.chair());
    handed.set_next(command.next());
    handed.set_from(to_ms(from));
    // A chair that goes on, with another one to follow, still follows the same one.
    const Chair* before = chair_before(state.coalition, from);
    if (before)
        handed.set_past(
            before->chair.text == command.chair() ? before->past.text : before->chair.text
        );
    return decision;
}

Decision decide(const State& state, const v1::SetGroup& command, const Asking& asking) {
    if (!keeps_roster(asking) && !asking.has(v1::CHAIR))
        return refusing(refuse_forbidden(
            "groups are set up by few", "a person of the secretariat, or the chair"
        ));
    v1::Group group = command.group();
    const auto known = state.coalition.groups.find(group.group_id());
    const bool is_known = known != state.coalition.groups.end();
    if (group.from() == 0) group.set_from(is_known ? known->second.from() : to_ms(asking.received));
    if (auto refusal = bad_group(state, group, asking.at)) return refusing(*refusal);

    Decision decision;
    *decision.events.emplace_back().mutable_group_set()->mutable_group() = group;
    return decision;
}

Decision decide(const State& state, const v1::SetCalendar& command, const Asking& asking) {
    const bool is_own = !asking.is_server() && asking.has(v1::FOCAL_POINT) &&
                        asking.reader.party.text == command.party();
    if (!keeps_roster(asking) && !is_own)
        return refusing(refuse_forbidden(
            "a capital says itself when it works",
            "a focal point of that party, or a person of the secretariat"
        ));
    if (!state.coalition.party(PartyCode{command.party()}))
        return refusing(refuse_field("party", "a party of the Coalition", command.party()));
    if (auto refusal = bad_calendar(command.calendar())) return refusing(*refusal);

    Decision decision;
    v1::CalendarSet& set = *decision.events.emplace_back().mutable_calendar_set();
    set.set_party(command.party());
    *set.mutable_calendar() = command.calendar();
    return decision;
}

} // namespace tocsin::domain
