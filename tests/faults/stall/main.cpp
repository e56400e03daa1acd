// tocsin-stall [FOLLOWERS]: a reader that stops and one that pings without reading are cut off by their
// write deadline, while a thousand others see no change. Measures, in one run, how long an entry takes
// from its first follower to its last, with the two and without.
// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/stall/crowd.hpp"

#include <boost/asio/co_spawn.hpp>

#include <iostream>

int main(int argc, char** argv) {
    using namespace tocsin;
    const std::size_t followers = argc > 1 ? std::stoul(argv[1]) : 1000;
    if (!storage::init_crypto()) return 70;
    asio::io_context io(1);
    RealClock clock;
    SystemRng rng;
    faults::Crowd crowd(io, clock, rng, std::filesystem::canonical("/proc/self/exe").parent_path());
    std::string failure;
    asio::co_spawn(io, crowd.run(followers), [&](std::exception_ptr thrown, std::string said) {
        if (thrown) std::rethrow_exception(thrown);
        failure = std::move(said);
    });
    io.run();
    if (!failure.empty()) std::cout << "FAILED: " << failure << "\n";
    std::cout << (failure.empty() ? "1 passed, 0 failed" : "0 passed, 1 failed") << std::endl;
    return failure.empty() ? 0 : 1;
}
