// The parts of the edge that need no socket.
// SPDX-License-Identifier: Apache-2.0
#include "server/net/admission.hpp"
#include "server/net/attendance.hpp"
#include "server/net/deadlines.hpp"
#include "server/net/frame_scan.hpp"
#include "server/net/rate.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace std::chrono_literals;

namespace {

class HandClock final : public Clock {
public:
    Instant wall() const override { return {}; }

    Mono mono() const override { return now; }

    Mono now = 1h;
};

struct Waiter final : Waiting {
    void expired(Wait wait) override { told.push_back(wait); }

    void cut() override { was_cut = true; }

    std::vector<Wait> told;
    bool was_cut = false;
};

} // namespace

TEST_CASE("who waits longest is told first and nobody before his time", "[net][deadlines]") {
    HandClock clock;
    Timeouts timeouts;
    timeouts.write = 2s;
    Deadlines deadlines(clock, timeouts);
    Waiter early;
    Waiter late;
    Deadline first(early);
    Deadline second(late);
    const auto pass = [&](std::chrono::milliseconds time) {
        for (; time > 0ms; time -= 100ms) {
            clock.now += 100ms;
            deadlines.sweep();
        }
    };

    deadlines.start(first, Wait::write);
    pass(1s);
    deadlines.start(second, Wait::write);
    CHECK(deadlines.longest(Wait::write) == &early);
    pass(1s);
    CHECK(early.told.empty());
    pass(1s);

    CHECK(early.told == std::vector<Wait>{Wait::write});
    CHECK(late.told.empty());
    CHECK_FALSE(first.running());
    second.stop();
    pass(5s);
    CHECK(late.told.empty());
}

TEST_CASE(
    "fault 108: an hour in which the house was stopped is nobody's silence", "[net][deadlines]"
) {
    HandClock clock;
    Deadlines deadlines(clock, Timeouts());
    Waiter waiter;
    Deadline deadline(waiter);
    deadlines.start(deadline, Wait::quiet);

    clock.now += 1h;
    deadlines.sweep();

    CHECK(waiter.told.empty());
    CHECK(deadline.running());
}

TEST_CASE("a wait ends with the one who waits", "[net][deadlines]") {
    HandClock clock;
    Deadlines deadlines(clock, Timeouts());
    Waiter waiter;

    {
        Deadline deadline(waiter);
        deadlines.start(deadline, Wait::handshake);
    }

    CHECK(deadlines.longest(Wait::handshake) == nullptr);
}

TEST_CASE("a burst is granted and then so many a minute", "[net][rate]") {
    Rate rate(100, 30);
    const Clock::Mono start = 1h;

    for (int i = 0; i < 30; ++i)
        CHECK(rate.take(start) == Clock::Mono::zero());
    const auto wait = rate.take(start);

    CHECK(wait == 600ms);
    CHECK(rate.take(start + 599ms) > Clock::Mono::zero());
    CHECK(rate.take(start + 600ms) == Clock::Mono::zero());
    CHECK(rate.take(start + 601ms) > Clock::Mono::zero());
}

TEST_CASE("who asks again when told to may stay and who does not wait must go", "[net][rate]") {
    const Options options;
    Attendance patient(PersonId{}, options), deaf(PersonId{}, options);

    for (int minute = 1; minute <= 30; ++minute) {
        const Clock::Mono now = std::chrono::minutes(minute);
        CHECK(!patient.refused(now, 6s));
        CHECK(!patient.refused(now + 6s, 6s)
        ); // It came when it was told to, and was too many again.
    }
    bool goes = false;
    for (int minute = 1; minute <= 30; ++minute) {
        const Clock::Mono now = std::chrono::minutes(minute);
        (void)deaf.refused(now, 6s);
        goes = deaf.refused(now + 1s, 5s) || goes;
    }
    CHECK(goes);
}

TEST_CASE("fragments are counted however the bytes are cut", "[net][frames]") {
    const std::string empty_fragment("\x00\x80\x01\x02\x03\x04", 6);
    const std::string begun("\x02\x81\x01\x02\x03\x04x", 7);
    std::string stream = begun;
    for (int i = 0; i < 63; ++i)
        stream += empty_fragment;

    for (const std::size_t piece : {1u, 5u, 64u, 4096u}) {
        FrameScan scan;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            REQUIRE(
                scan.scan(std::string_view(stream).substr(at, piece), 0) == FrameScan::Seen::fine
            );
        }
        CHECK(scan.scan(empty_fragment, 0) == FrameScan::Seen::too_many_fragments);
    }
}

TEST_CASE(
    "payloads of every length are passed over and pings counted by the second", "[net][frames]"
) {
    FrameScan scan;
    std::string stream("\x82\xfe\x01\x00mask", 8);
    stream += std::string(256, '\x09');
    stream += std::string("\x82\xff\0\0\0\0\0\1\0\0mask", 14);
    stream += std::string(65536, '\x09');
    CHECK(scan.scan(stream, 0) == FrameScan::Seen::fine);
    const std::string ping("\x89\x80mask", 6);

    for (int i = 0; i < 100; ++i)
        CHECK(scan.scan(ping, 1) == FrameScan::Seen::fine);
    CHECK(scan.scan(ping, 2) == FrameScan::Seen::fine);
    for (int i = 1; i < 100; ++i)
        CHECK(scan.scan(ping, 2) == FrameScan::Seen::fine);
    CHECK(scan.scan(ping, 2) == FrameScan::Seen::too_many_pings);
}

TEST_CASE("the last places are kept for governments that have fewer than two", "[net][admission]") {
    Options options;
    options.connections_max = 10;
    Admission admission(options);
    domain::State state;
    for (const char* code : {"GH", "NO"})
        state.coalition.parties[domain::PartyCode{code}].facts.set_code(code);
    for (auto& [code, party] : state.coalition.parties)
        party.facts.set_kind(v1::Party::GOVERNMENT);
    const domain::PartyCode ghana{"GH"};
    const domain::PartyCode adviser{"an-adviser"};
    const AddressBlock block = block_of(boost::asio::ip::make_address("192.0.2.1"));
    std::vector<std::unique_ptr<Place>> places;

    for (int i = 0; i < 6; ++i)
        places.push_back(std::make_unique<Place>(admission, block, Place::Of::stranger));
    CHECK(admission.may_log_in(state, adviser));
    places.push_back(std::make_unique<Place>(admission, block, Place::Of::stranger));
    CHECK_FALSE(admission.may_log_in(state, adviser));
    CHECK(admission.may_log_in(state, ghana));
    places[0]->logged_in(ghana);
    places[1]->logged_in(ghana);
    CHECK_FALSE(admission.may_log_in(state, ghana));
    CHECK(admission.may_log_in(state, domain::PartyCode{"NO"}));
}

TEST_CASE("addresses of one network of the sixth version count as one", "[net][admission]") {
    const auto block = [](const char* address) {
        return block_of(boost::asio::ip::make_address(address));
    };

    CHECK(block("2001:db8:1:2::1") == block("2001:db8:1:2:ffff::9"));
    CHECK(block("2001:db8:1:2::1") != block("2001:db8:1:3::1"));
    CHECK(block("192.0.2.1") != block("192.0.2.2"));
    CHECK(block("::ffff:192.0.2.1") == block("192.0.2.1"));
}
