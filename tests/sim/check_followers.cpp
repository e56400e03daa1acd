// Who may see an entry changes as the log goes on (a draft is issued, a label is raised), and what
// a follower is sent was judged at some moment between the entry's coming and now. So an entry must
// have been seen by who might see it at every such moment, and must not by who might at none.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/audience.hpp"
#include "server/engine/entry_reading.hpp"
#include "storage/sha256.hpp"
#include "tests/sim/checks.hpp"

#include <map>

namespace tocsin::sim {

namespace {

// One entry and one follower about whom the first look said too little.
struct Doubt {
    std::uint64_t index = 0;
    const Follower* follower = nullptr;
    bool was_seen = false;
    std::uint64_t until = 0; // moments after the folding of [index, until) are asked about
    bool always = true, ever = false;
};

bool sees(const domain::State& state, const v1::Event& event, const domain::Asker& who) {
    const auto reader = domain::reader_of(state, who.person, state.recorded_at);
    return reader && may_come(state, who) &&
           domain::may_see(domain::visibility_of(state, event), *reader);
}

std::string words(const Doubt& doubt) {
    return "client " + std::to_string(doubt.follower->actor->number()) +
           (doubt.was_seen ? " was shown entry " : " was not shown entry ") +
           std::to_string(doubt.index);
}

// The bytes are the log's, and of entries that are there.
void check_bytes(const Reading& log, const Follower& follower, const Violated& violated) {
    for (const Seen& seen : follower.actor->seen()) {
        const std::string who = "client " + std::to_string(follower.actor->number());
        if (seen.index >= log.told.size()) {
            violated(
                'a', who + " was shown entry " + std::to_string(seen.index) + " that is not there"
            );
            continue;
        }
        const engine::Told& told = log.told[seen.index];
        const bool same = told.event && told.facts.leaf_hash == seen.leaf_hash &&
                          storage::sha256({told.event->SerializeAsString()}) == seen.event;
        if (!same) violated('d', who + " was shown another entry " + std::to_string(seen.index));
    }
}

std::vector<Doubt> doubts_about(const Reading& log, const std::vector<Follower>& followers) {
    std::vector<Doubt> doubts;
    std::vector<std::size_t> places(followers.size(), 0);
    domain::State state;
    for (const engine::Told& told : log.told) {
        engine::fold(state, told);
        if (!told.event) continue;
        const auto visibility = domain::visibility_of(state, *told.event);
        const std::uint64_t index = told.facts.index;
        for (std::size_t i = 0; i < followers.size(); ++i) {
            const auto& seen = followers[i].actor->seen();
            std::size_t& place = places[i];
            while (place < seen.size() && seen[place].index < index)
                ++place;
            const bool was_seen = place < seen.size() && seen[place].index == index;
            const auto reader =
                domain::reader_of(state, followers[i].who.person, state.recorded_at);
            const bool may = reader && domain::may_see(visibility, *reader);
            if (was_seen == may || (!was_seen && !followers[i].caught_up)) continue;
            const std::uint64_t until = was_seen ? seen[place].head : log.told.size();
            doubts.push_back({index, &followers[i], was_seen, std::max(until, index + 1)});
        }
    }
    return doubts;
}

void settle(const Reading& log, std::vector<Doubt>& doubts) {
    domain::State state;
    for (const engine::Told& told : log.told) {
        engine::fold(state, told);
        for (Doubt& doubt : doubts) {
            if (told.facts.index < doubt.index || told.facts.index >= doubt.until) continue;
            if (doubt.was_seen ? doubt.ever : !doubt.always) continue;
            const bool may = sees(state, *log.told[doubt.index].event, doubt.follower->who);
            doubt.always = doubt.always && may;
            doubt.ever = doubt.ever || may;
        }
    }
}

} // namespace

bool may_come(const domain::State& state, const domain::Asker& who) {
    const auto* key = state.coalition.key(who.key);
    return key && key->is_active(state.recorded_at) &&
           domain::reader_of(state, who.person, state.recorded_at).has_value();
}

void check_followers(
    const Reading& log,
    const std::vector<Follower>& followers,
    Instant arrived,
    const Violated& violated
) {
    for (const Follower& follower : followers)
        check_bytes(log, follower, violated);
    std::vector<Doubt> doubts = doubts_about(log, followers);
    if (!doubts.empty()) settle(log, doubts);
    for (const Doubt& doubt : doubts) {
        if (doubt.was_seen && !doubt.ever) violated('h', words(doubt) + " and never might see it");
        const bool is_young = log.told[doubt.index].facts.recorded_at > arrived;
        if (!doubt.was_seen && doubt.always && !is_young) violated('d', words(doubt));
    }
}

} // namespace tocsin::sim
