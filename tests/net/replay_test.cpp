// Fault 56: somebody reads everything from the beginning, and nobody else notices.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <unistd.h>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

constexpr int notes = 40'000;
constexpr int at_once = 4'000; // of the sequencer's inbox

// Many small entries that everybody of the Coalition may read.
void write_many(House& house, const Person& person, const std::string& subject) {
    std::uint32_t written = 0;
    for (std::uint32_t begun = 0; begun < notes; begun += at_once) {
        house.inside([&] {
            for (std::uint32_t i = begun; i < begun + at_once; ++i) {
                engine::Submission submission;
                std::string id(16, 'n');
                for (std::size_t octet = 0; octet < 4; ++octet)
                    id[octet] = static_cast<char>(i >> (8 * octet));
                submission.command.set_command_id(id);
                submission.command.mutable_add_note()->set_subject(subject);
                submission.command.mutable_add_note()->set_text("note " + std::to_string(i));
                submission.request_sha256 = storage::sha256({id});
                submission.asker = {person.id, person.fingerprint};
                submission.received_at = house.time.wall();
                house.engine().submit(std::move(submission), [&](const v1::Verdict& verdict) {
                    if (verdict.has_receipt()) ++written;
                });
            }
        });
        REQUIRE(house.comes_true([&] { return written == begun + at_once; }));
    }
}

long resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    long total = 0;
    long pages = 0;
    statm >> total >> pages;
    return pages * ::sysconf(_SC_PAGESIZE);
}

} // namespace

TEST_CASE("fault 56: a replay of everything delays nobody and holds no memory", "[net][replay]") {
    Options options;
    options.rate_limits = false;
    options.send_buffer_bytes = 64 * 1024;
    House house(options);
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    const Person auditor = house.seat("support-unit", {v1::AUDITOR});
    const std::string alert = house.issue_alert("Networks down");
    write_many(house, ghana, alert);
    Client live(house.port());
    live.log_in(house, ghana);
    v1::Follow from_now;
    from_now.set_from_now(true);
    live.follow(from_now);
    Client reader(house.port());
    reader.log_in(house, auditor);
    const long before = resident_bytes();
    v1::ClientFrame follow;
    follow.mutable_follow();
    reader.send(follow);

    // While the one reads tens of thousands, each new alert is with the other at once.
    std::vector<std::chrono::nanoseconds> waited;
    std::uint64_t replayed = 0;
    std::optional<std::uint64_t> last;
    const RealClock clock;
    for (int round = 0; round < 30; ++round) {
        for (int i = 0; i < 15; ++i) {
            const auto next = reader.message(0ms);
            if (!next) break;
            for (const auto& item : next->items()) {
                CHECK((!last || item.index() == *last + 1));
                last = item.index();
                ++replayed;
            }
        }
        v1::Command note;
        note.mutable_add_note()->set_subject(alert);
        note.mutable_add_note()->set_text("live " + std::to_string(round));
        const auto begun = clock.mono();
        REQUIRE(house.does(ghana, std::move(note)).has_receipt());
        REQUIRE(live.message(5s));
        waited.push_back(clock.mono() - begun);
    }
    const std::uint64_t replayed_meanwhile = replayed;
    while (replayed < notes) {
        const auto next = reader.message();
        REQUIRE(next);
        for (const auto& item : next->items()) {
            CHECK((!last || item.index() == *last + 1));
            last = item.index();
            ++replayed;
        }
    }

    CHECK(replayed_meanwhile > 1000);
    std::sort(waited.begin(), waited.end());
    CHECK(waited[waited.size() / 2] < 100ms);
    CHECK(waited.back() < 2s); // the hard limit of the promise
    // The sanitizers keep what is freed.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    CHECK(resident_bytes() - before < 64 * 1024 * 1024);
#endif
    CHECK(house.counters().slow_consumers == 0);
}
