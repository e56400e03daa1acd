// What people do while there is trouble, and what befalls them.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/world.hpp"

#include <sqlite3.h>

namespace tocsin::sim {

namespace {

using namespace std::chrono_literals;

} // namespace

void World::begin_trouble() {
    using Dice = test::Dice;
    every("people", swarm_.thinking, [this](Dice& dice) { people_act(dice); });
    every("bounds", 10min, [this](Dice&) { check_bounds(); });
    every("cut", swarm_.cut, [this](Dice& dice) { kernel_.cut(somebody(dice).address()); });
    every("loss", swarm_.loss, [this](Dice& dice) { kernel_.lose(somebody(dice).address()); });
    every("stall", swarm_.stall, [this](Dice& dice) {
        const auto until = kernel_.now + dice.among<Length>({3s, 15s, 90s});
        kernel_.stall(somebody(dice).address(), until);
    });
    every("leaving", swarm_.leaving, [this](Dice& dice) { come_and_go(dice); });
    every("crash", swarm_.crash, [this](Dice& dice) { crash(dice, false); });
    every("power-cut", swarm_.power_cut, [this](Dice& dice) { crash(dice, true); });
    every("stop", swarm_.stop, [this](Dice& dice) { stop_server(dice); });
    every("full-disk", swarm_.full_disk, [this](Dice& dice) {
        break_disk(dice, disk_.write_answers, SQLITE_FULL);
    });
    every("broken-write", swarm_.broken_write, [this](Dice& dice) {
        break_disk(dice, disk_.write_answers, SQLITE_IOERR_WRITE);
    });
    every("broken-sync", swarm_.broken_sync, [this](Dice& dice) {
        break_disk(dice, disk_.sync_answers, SQLITE_IOERR_FSYNC);
    });
    every("clock-jump", swarm_.clock_jump, [this](Dice& dice) { set_clock(dice); });
}

void World::people_act(test::Dice& dice) {
    if (!node_) return;
    // A few at once, now and then.
    for (std::uint32_t left = 1 + (dice.one_in(5) ? dice.below(12) : 0); left > 0; --left) {
        Wish wish = town_.wish(node_->shown(), server_clock_.wall(), dice);
        Actor* actor = nullptr;
        for (const auto& one : actors_)
            if (one->number() == wish.person) actor = one.get();
        if (!actor) actor = &somebody(dice);
        if (!actor->sent().empty() && dice.one_in(8))
            actor->repeat(dice.of(actor->sent()));
        else
            actor->fulfil(std::move(wish));
        if (!dice.one_in(6)) continue;
        v1::Query query;
        if (dice.one_in(2))
            query.mutable_list_alerts();
        else
            query.mutable_list_procedures();
        actor->ask(std::move(query));
    }
}

void World::come_and_go(test::Dice& dice) {
    Actor& actor = somebody(dice);
    if (actor.is_here())
        actor.leave();
    else if (actor.is_gone())
        actor.come();
}

// Now, or in the middle of what is written next.
void World::crash(test::Dice& dice, bool power_cut) {
    if (!node_) return;
    if (dice.one_in(3)) return server_died(power_cut, dice.one_in(2));
    crash_cuts_power_ = power_cut;
    writes_until_crash_ = 1 + dice.below(60);
}

void World::break_disk(test::Dice& dice, int& answers, int code) {
    answers = code;
    after(dice.among<Length>({100ms, 20s, 4min}), [&answers] { answers = 0; });
}

// By an operator, or by a server of time that lies; set right again after a while.
void World::set_clock(test::Dice& dice) {
    server_clock_.off = dice.among<Length>({-3'600s, -5s, -1s, 1s, 5s, 86'400s});
    after(dice.among<Length>({30s, 10min}), [this] { server_clock_.off = {}; });
}

void World::heal() {
    trace("healed");
    disk_.heal();
    writes_until_crash_ = 0;
    server_clock_.off = {};
    kernel_.weather.delay_max = std::min<Length>(kernel_.weather.delay_max, 100ms);
    if (node_) node_->engine().clock_confirmed();
    for (auto& actor : actors_)
        if (actor->is_gone()) actor->come();
}

} // namespace tocsin::sim
