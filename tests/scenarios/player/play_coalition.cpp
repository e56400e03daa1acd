// Sentences about the Coalition, its connections and its server.
// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/stage.hpp"

#include <algorithm>

namespace tocsin::scenario {

using namespace std::chrono_literals;

awaitable<void> Stage::raise_curtain(const Step&, Match) {
    const auto started = server_.start();
    require(started.has_value(), started ? "" : to_string(started.error()));
    const auto read = cast_.read(server_.data(), server_.url(), server_.log_key());
    require(read.has_value(), read ? "" : to_string(read.error()));
    for (Actor* focal_point : cast_.focal_points()) {
        const bool there = co_await cast_.enter(*focal_point);
        require(there, focal_point->slug + " could not log in");
    }
    tell(
        "the server is up; " + std::to_string(cast_.focal_points().size()) + " governments follow"
    );
}

awaitable<void> Stage::kill_server(const Step&, Match) {
    server_.kill();
    tell("the server is killed");
    const auto started = server_.start();
    require(started.has_value(), started ? "" : to_string(started.error()));
    tell("the server is back on the same data");
    co_return;
}

awaitable<void> Stage::go_away(const Step&, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    co_await cast_.leave(*actor);
    tell(
        match[1].str() + " loses its network, at entry " +
        (actor->heard.empty() ? "none" : std::to_string(actor->heard.back().index))
    );
}

awaitable<void> Stage::come_back(const Step&, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    tell(match[1].str() + " is back as " + actor->slug);
}

awaitable<void> Stage::missed_nothing(const Step&, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    co_await pause(300ms);
    require(!actor->heard.empty(), "it heard nothing at all");
    const std::uint64_t until = actor->heard.back().index;
    std::vector<Heard> all = co_await cast_.hear_all(*actor, until);
    std::erase_if(all, [&](const Heard& heard) { return heard.index > until; }); // came meanwhile
    std::erase_if(actor->heard, [&](const Heard& heard) { return heard.index > until; });
    std::string missing;
    for (const Heard& heard : all) {
        if (std::find(actor->heard.begin(), actor->heard.end(), heard) != actor->heard.end())
            continue;
        missing += " #" + std::to_string(heard.index);
    }
    require(
        actor->heard == all,
        "missing:" + missing + "; it heard " + std::to_string(actor->heard.size()) +
            " entries; from the beginning there are " + std::to_string(all.size())
    );
    tell(
        match[1].str() + " heard all " + std::to_string(all.size()) +
        " entries, each once, in order"
    );
}

awaitable<void> Stage::let_in_no_more(const Step&, Match match) {
    Actor* actor = cast_.find(match[1]);
    require(actor != nullptr, "nobody is called " + match[1].str());
    bool there = true;
    for (int tries = 0; there && tries < 20; ++tries) { // its session ends within a second
        co_await pause(100ms);
        there = co_await cast_.enter(*actor);
    }
    require(!there, "it is still let in");
    tell(match[1].str() + " is no longer let in");
}

awaitable<void> Stage::leave_coalition(const Step& step, Match match) {
    Actor* support = co_await on_stage("support-1");
    v1::Command command;
    command.mutable_withdraw_party()->set_code(match[1]);
    (void
    )co_await send(*support, std::move(command), step, match[1].str() + " leaves the Coalition");
}

awaitable<void> Stage::count_members(const Step&, Match match) {
    Actor* support = co_await on_stage("support-1");
    v1::Query query;
    query.mutable_list_parties();
    v1::Answer answer = co_await ask(*support, std::move(query));
    const auto governments = std::to_string(answer.parties().governments());
    require(governments == match[1], "there are " + governments);
    tell("the Coalition has " + governments + " member governments");
}

awaitable<void> Stage::owes(const Step&, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Query query;
    query.mutable_inbox();
    v1::Answer answer = co_await ask(*actor, std::move(query));
    bool owes = false;
    for (const auto& owed : answer.inbox().owed())
        owes |= owed.subject() == id_of(match[3]);
    require(owes == (match[2] == "owes"), owes ? "it does" : "it does not");
    tell(match[1].str() + " " + match[2].str() + " " + match[3].str());
}

} // namespace tocsin::scenario
