// tocsin-kills [TIMES] [SEED]: kills the real server with -9 at random moments under a load of
// acknowledgements and positions, and asks after every restart: is each answered command at its
// index, do the released checkpoints extend each other, did every client catch up by itself?
// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/kills/load.hpp"

#include <boost/asio/co_spawn.hpp>

#include <iostream>

int main(int argc, char** argv) {
    using namespace tocsin;
    const int times = argc > 1 ? std::stoi(argv[1]) : 200;
    const std::uint64_t seed = argc > 2 ? std::stoull(argv[2]) : 1;
    if (!storage::init_crypto()) return 70;

    asio::io_context io(1);
    RealClock clock;
    SystemRng rng;
    faults::Load load(
        io, clock, rng, std::filesystem::canonical("/proc/self/exe").parent_path(), seed
    );
    std::string failure;
    asio::co_spawn(io, load.run(times), [&](std::exception_ptr thrown, std::string said) {
        if (thrown) std::rethrow_exception(thrown);
        failure = std::move(said);
    });
    io.run();
    std::cout << "seed " << seed << ": " << load.summary() << "\n";
    if (!failure.empty()) std::cout << "FAILED: " << failure << "\n";
    std::cout << load.survived() << " passed, " << (failure.empty() ? 0 : 1) << " failed"
              << std::endl;
    return failure.empty() ? 0 : 1;
}
