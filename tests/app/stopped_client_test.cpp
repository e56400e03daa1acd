// Fault 37: the real program of a client, stopped in the middle of a burst and woken again.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"
#include "tests/app/served.hpp"
#include "tests/net/support/house.hpp"

#include <boost/json/parse.hpp>

#include <csignal>
#include <cstdlib>
#include <sstream>

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t burst = 10'000;

// All of them in the sequencer's inbox at once; true when each has its receipt.
bool write_burst(
    net::test::House& house, const net::test::Person& person, const std::string& subject
) {
    std::uint32_t written = 0;
    house.inside([&] {
        for (std::uint32_t i = 0; i < burst; ++i) {
            engine::Submission submission;
            std::string id(16, 'n');
            for (std::size_t octet = 0; octet < 4; ++octet)
                id[octet] = static_cast<char>(i >> (8 * octet));
            submission.command.set_command_id(id);
            submission.command.mutable_add_note()->set_subject(subject);
            submission.command.mutable_add_note()->set_text(std::string(800, 'x'));
            submission.request_sha256 = storage::sha256({id});
            submission.asker = {person.id, person.fingerprint};
            submission.received_at = house.time.wall();
            house.engine().submit(std::move(submission), [&](const v1::Verdict& verdict) {
                if (verdict.has_receipt()) ++written;
            });
        }
    });
    return house.comes_true([&] { return written == burst; });
}

// The indices that a `watch --json` printed, in the order of its lines.
std::vector<std::uint64_t> indices_in(const std::string& lines) {
    std::vector<std::uint64_t> indices;
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line) && !stream.eof();) {
        const auto object = boost::json::parse(line).as_object();
        if (const auto* index = object.if_contains("index"))
            indices.push_back(index->to_number<std::uint64_t>());
    }
    return indices;
}

} // namespace

TEST_CASE("fault 37: a client that was stopped in a burst is cut and resumes without a gap") {
    if (!Program::is_built("tocsin")) {
        WARN("the program is not built");
        return;
    }
    const Folder folder;
    net::Options options;
    options.rate_limits = false;
    options.send_buffer_bytes = 16 * 1024;
    options.timeouts.write = 1s;
    net::test::House house(options);
    const auto auditor = house.seat("support-unit", {v1::AUDITOR, v1::SUPPORT});
    const auto ghana = house.seat("GH", {v1::FOCAL_POINT});
    const auto alert = house.issue_alert("Networks down");
    REQUIRE(auditor.key->save(folder.path() / "auditor.key").has_value());
    ::setenv("XDG_STATE_HOME", (folder.path() / "state").c_str(), 1);
    Program watch(
        folder,
        "tocsin",
        {"watch",
         "--json",
         "--from",
         "start",
         "--server",
         "ws://127.0.0.1:" + std::to_string(house.port()) + "/ws",
         "--key",
         (folder.path() / "auditor.key").string()}
    );
    REQUIRE(eventually([&] { return !indices_in(watch.out()).empty(); }, 10s));

    watch.signal(SIGSTOP);
    const bool written = write_burst(house, ghana, alert);
    const bool cut =
        house.comes_true([&] { return house.listener().counters().slow_consumers == 1; });
    const auto while_stopped = indices_in(watch.out()).size();
    watch.signal(SIGCONT);
    const auto head = house.ask<std::uint64_t>([&] { return house.engine().feed().head(); });
    const bool resumed = eventually(
        [&] {
            return watch.out().find("\"index\":" + std::to_string(head - 1)) != std::string::npos;
        },
        10s
    );

    REQUIRE(written);
    CHECK(cut);
    CHECK(while_stopped < burst);
    CHECK(resumed);
    const auto indices = indices_in(watch.out());
    REQUIRE(indices.size() == head);
    for (std::size_t i = 0; i < indices.size(); ++i)
        REQUIRE(indices[i] == i);
    CHECK(house.counters().sessions == 1);
}
