// A coalition that goes on acting: about every twenty seconds a seeded person acknowledges, signs
// or adds a note, whatever is still owed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/demo_seeder.hpp"

namespace tocsin::app {

class Simulator {
public:
    explicit Simulator(Seeder& seeder) : seeder_(seeder) {}

    // Ends when its nursery is cancelled.
    awaitable<void> run();
    // The next act; false: nothing is owed and nothing is open.
    bool act();

private:
    bool acknowledge();
    bool sign();
    bool note();

    Seeder& seeder_;
    SystemRng rng_;
    unsigned turn_ = 0;
};

} // namespace tocsin::app
