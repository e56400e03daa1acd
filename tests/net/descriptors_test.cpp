// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <fcntl.h>
#include <sys/resource.h>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

// No descriptor beyond those in use, as long as it lives.
class NoMoreDescriptors {
public:
    NoMoreDescriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit now = before_;
        const int next = ::dup(0); // The lowest that is free.
        ::close(next);
        now.rlim_cur = static_cast<rlim_t>(next);
        ::setrlimit(RLIMIT_NOFILE, &now);
    }

    ~NoMoreDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

    NoMoreDescriptors(const NoMoreDescriptors&) = delete;
    NoMoreDescriptors& operator=(const NoMoreDescriptors&) = delete;

private:
    rlimit before_{};
};

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace

TEST_CASE(
    "fault 104: without descriptors new peers are turned away and nothing spins", "[net][accept]"
) {
#ifdef __SANITIZE_ADDRESS__
    WARN("the sanitizer needs descriptors of its own");
    return;
#endif
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client present(house.port());
    present.log_in(house, person);
    Peer early(house.port(), Peer::Unconnected());
    Peer later(house.port(), Peer::Unconnected());
    // Until the checkpoint of what was just written is kept: its file takes a descriptor for a
    // moment, and gives it back.
    std::this_thread::sleep_for(1200ms);

    {
        const NoMoreDescriptors none;
        early.connect();
        later.connect();
        CHECK(early.ends(2s));
        CHECK(later.ends(2s));
        const double before = cpu_seconds();
        std::this_thread::sleep_for(500ms);
        CHECK(cpu_seconds() - before < 0.2);
        v1::Query query;
        query.mutable_who_am_i();
        CHECK(present.ask(query).has_who_am_i());
    }

    CHECK(Client(house.port()).answer.status == 101);
    CHECK(house.counters().no_descriptors >= 1);
    CHECK(house.logged("cannot accept connections"));
}
