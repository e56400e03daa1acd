// SPDX-License-Identifier: Apache-2.0
#include "server/base/result.hpp"

#include "server/base/check.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace tocsin;

namespace {

Result<int> half(int number) {
    if (number % 2 == 0) return number / 2;
    Trouble trouble;
    trouble.what = "cannot halve it";
    trouble.why = "it is odd";
    trouble.next = "Add one";
    return trouble;
}

// The signal that ended a child which ran `act`, with its stderr closed; 0: it lived.
template <class Act>
int signal_that_ended(Act act) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);
        ::close(STDERR_FILENO);
        act();
        _exit(0);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

} // namespace

TEST_CASE("a result is a value or a trouble in words", "[base]") {
    CHECK(half(4).value() == 2);
    const auto odd = half(3);
    REQUIRE(!odd);
    CHECK(odd.error().fate == Trouble::Fate::failed);
    CHECK(to_string(odd.error()) == "cannot halve it: it is odd. Add one");
    CHECK(to_string(Trouble{Trouble::Fate::failed, 1, "only this", "", ""}) == "only this");
}

TEST_CASE("a broken promise of our own ends the process and a kept one does not", "[base]") {
    CHECK(signal_that_ended([] { TOCSIN_CHECK(1 + 1 == 3); }) == SIGABRT);
    CHECK(signal_that_ended([] { TOCSIN_CHECK(1 + 1 == 2); }) == 0);
    CHECK(signal_that_ended([] { (void)half(3).value(); }) == SIGABRT);
}
