// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_simulator.hpp"

#include "server/app/demo_acts.hpp"
#include "server/app/house_state.hpp"

#include <algorithm>
#include <array>

namespace tocsin::app {

namespace {

constexpr std::uint64_t pause_ms_min = 15'000;
constexpr std::uint64_t pause_ms_spread = 10'000;

constexpr std::array notes{
    "Our embassy confirms it from the ground.",
    "Two measurement projects agree on the onset.",
    "We have asked our operators for what they see.",
    "The regulator has not answered yet.",
};

} // namespace

awaitable<void> Simulator::run() {
    SteadyTimer timer(seeder_.house().executor());
    for (;;) {
        timer.expires_after(std::chrono::milliseconds(pause_ms_min + rng_.below(pause_ms_spread)));
        const auto [ec] = co_await timer.async_wait(no_throw);
        if (ec) co_return;
        act();
    }
}

bool Simulator::act() {
    switch (turn_++ % 3) {
    case 0: return acknowledge() || sign() || note();
    case 1: return sign() || acknowledge() || note();
    default: return note();
    }
}

bool Simulator::acknowledge() {
    for (const auto& [id, alert] : seeder_.house().shown().alerts) {
        if (alert.state != domain::Alert::State::live) continue;
        std::vector<domain::PartyCode> owing;
        for (const auto& party : alert.owing)
            if (!alert.acknowledgements.contains(party)) owing.push_back(party);
        if (owing.empty()) continue;
        const auto& party = owing[rng_.below(owing.size())];
        seeder_.act(
            seeder_.focal(party.text), acknowledgement(id.text, v1::AlertAcknowledged::INFORMED)
        );
        return true;
    }
    return false;
}

bool Simulator::sign() {
    const auto& shown = seeder_.house().shown();
    for (const auto& [id, procedure] : shown.procedures) {
        if (procedure.state != domain::Procedure::State::open ||
            procedure.deadline <= seeder_.now())
            continue;
        for (const auto& party : procedure.entitled) {
            const auto standing = procedure.positions.find(party);
            const bool answered = standing != procedure.positions.end() &&
                                  standing->second.stance != v1::Position::AWAITING_INSTRUCTIONS;
            // Not every government joins, and those that do take their time.
            if (answered || rng_.below(4) != 0) continue;
            const auto& who = seeder_.focal(party.text);
            seeder_.act(
                who, signed_position(shown, id.text, who, v1::Position::SIGN, seeder_.now(), rng_)
            );
            return true;
        }
    }
    return false;
}

bool Simulator::note() {
    std::vector<std::string> live;
    for (const auto& [id, alert] : seeder_.house().shown().alerts)
        if (alert.state == domain::Alert::State::live) live.push_back(id.text);
    if (live.empty()) return false;
    const auto& subject = live[rng_.below(live.size())];
    seeder_.act(seeder_.person("lead"), note_on(subject, notes[rng_.below(notes.size())]));
    return true;
}

} // namespace tocsin::app
