// The house itself, in this process: from the moment it says that it is ready a signal ends it in
// order. SPDX-License-Identifier: Apache-2.0
#include "server/app/house.hpp"

#include "tests/app/folder.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace tocsin;
using namespace tocsin::app;
using namespace std::chrono_literals;

TEST_CASE("whoever is told that the server is ready may stop it that instant") {
    const int signal = GENERATE(SIGTERM, SIGINT);
    const Folder folder;
    const RealClock clock;
    SystemRng rng;
    Logging logging(clock, LogLevel::error, LogFormat::text);
    Plan plan;
    plan.directory = folder.path() / "data";
    plan.origin = "log.test.example/house";
    plan.net.http = "127.0.0.1:0";
    plan.admin_socket = folder.path() / "admin.sock";
    plan.grace = 10s;

    auto house = House::open(std::move(plan), clock, rng, logging);
    if (!house) FAIL(house.error().what);
    // Where a handler is missing this ends the tests.
    CHECK((*house)->run([signal] { ::raise(signal); }) == 0);
}
