// SPDX-License-Identifier: Apache-2.0
#include "server/engine/log_thread.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <string>

namespace tocsin::engine {
namespace {

TEST_CASE("fault 102: between two batches there is at most one slice", "[engine][log_thread]") {
    asio::io_context io;
    std::string order;
    {
        LogThread thread(io.get_executor(), [] {});
        std::promise<void> all_are_waiting;
        auto ready = all_are_waiting.get_future().share();
        thread.run(Desk::Kind::other, [ready] { ready.wait(); });

        for (int i = 0; i < 4; ++i)
            thread.run(Desk::Kind::slice, [&] { order += 's'; });
        for (int i = 0; i < 3; ++i)
            thread.run(Desk::Kind::batch, [&] { order += 'b'; });
        all_are_waiting.set_value();
    }

    CHECK(order.size() == 7);
    CHECK(order.find("ss") >= order.rfind('b'));
}

TEST_CASE("the log thread finishes every job before it goes", "[engine][log_thread]") {
    asio::io_context io;
    int done = 0;
    {
        LogThread thread(io.get_executor(), [] {});
        for (int i = 0; i < 100; ++i)
            thread.run(Desk::Kind::other, [&] { ++done; });
    }

    CHECK(done == 100);
}

TEST_CASE(
    "the shell does not go home while an answer of the log is still to come", "[engine][log_thread]"
) {
    asio::io_context io;
    LogThread thread(io.get_executor(), [] {});
    bool answered = false;
    thread.run(Desk::Kind::other, [&] { thread.post([&] { answered = true; }); });

    io.run();

    CHECK(answered);
}

TEST_CASE("the log keeps house when nothing is waiting", "[engine][log_thread]") {
    asio::io_context io;
    std::promise<void> rested;
    std::atomic<bool> told = false;
    LogThread thread(io.get_executor(), [&] {
        if (!told.exchange(true)) rested.set_value();
    });
    thread.run(Desk::Kind::other, [] {});

    const auto waited = rested.get_future().wait_for(std::chrono::seconds(10));
    CHECK(waited == std::future_status::ready);
}

} // namespace
} // namespace tocsin::engine
