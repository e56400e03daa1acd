// Puts commands into the engine as the seeded persons would have sent them: real commands, with
// real signatures where a position is taken, many at a time. The first refusal ends the seeding:
// a story that the rules refuse is a bug of ours.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/demo_clock.hpp"
#include "server/app/demo_persons.hpp"
#include "server/app/house.hpp"

#include <map>
#include <optional>

namespace tocsin::app {

class Seeder {
public:
    Seeder(House& house, DemoClock& clock, const std::vector<DemoPerson>& persons);

    const DemoPerson& person(std::string_view slug) const;
    const DemoPerson& focal(std::string_view party) const; // "GH" → focal-gh

    void wait_until(Instant instant) { clock_.forward_to(instant); }

    void pass(std::chrono::milliseconds time) { clock_.forward_to(clock_.wall() + time); }

    Instant now() const { return clock_.wall(); }

    void act(const DemoPerson& who, v1::Command command);
    void serve(v1::Command command); // the server's own act
    void deposit(const std::string& text);
    // Acts and is answered: the id of what came of it.
    Result<std::string> make(const DemoPerson& who, v1::Command command);

    // Every act so far is answered.
    Result<void> settle();
    // Closings that are due stand before whatever is asked next.
    void close_due();

    House& house() { return house_; }

private:
    void submit(v1::Command command, const domain::Asker& asker);
    void answered();

    House& house_;
    DemoClock& clock_;
    std::map<std::string, const DemoPerson*, std::less<>> by_slug_;
    SystemRng rng_;
    std::size_t waiting_ = 0;
    bool settled_ = true;
    std::string subject_; // of the last receipt
    std::optional<Trouble> trouble_;
};

// A position in the canonical text, signed with the person's device key (docs/PROTOCOL.md 5).
v1::Command signed_position(
    const domain::State& state,
    const std::string& procedure,
    const DemoPerson& who,
    v1::Position::Stance stance,
    Instant now,
    Rng& rng
);

} // namespace tocsin::app
