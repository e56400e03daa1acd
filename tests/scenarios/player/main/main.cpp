// tocsin-scenario NAME|all|FILE…: plays scenarios through the real server and real clients, prints
// what happens, ends with `N passed, N failed`, and exits 0 only if every expectation held.
// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/stage.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <iostream>

namespace {

using namespace tocsin;

bool play(const std::filesystem::path& file, const std::filesystem::path& programs) {
    auto script = scenario::read_script(file);
    if (!script) {
        std::cerr << "error: " << to_string(script.error()) << "\n";
        return false;
    }
    asio::io_context io(1);
    RealClock clock;
    SystemRng rng;
    scenario::Stage stage(io, clock, rng, programs, std::cout);
    bool whole = false;
    asio::co_spawn(io, stage.play(std::move(*script)), [&](std::exception_ptr failure, bool held) {
        if (failure) std::rethrow_exception(failure);
        whole = held;
    });
    io.run();
    std::cout << "  " << (whole ? "held: " : "did not hold after ") << stage.held() << " steps\n";
    return whole;
}

} // namespace

int main(int argc, char** argv) {
    const auto programs = std::filesystem::canonical("/proc/self/exe").parent_path();
    const std::filesystem::path scenarios = "tests/scenarios";
    if (argc < 2 || !storage::init_crypto()) {
        std::cerr << "usage: tocsin-scenario NAME|all…   (run from the root of the tree)\n";
        return 2;
    }
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name != "all") {
            files.push_back(
                name.ends_with(".scenario") ? std::filesystem::path(name)
                                            : scenarios / (name + ".scenario")
            );
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator(scenarios)) {
            if (entry.path().extension() == ".scenario") files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    std::size_t passed = 0;
    for (const auto& file : files)
        passed += play(file, programs);
    std::cout << passed << " passed, " << files.size() - passed << " failed" << std::endl;
    return passed == files.size() && !files.empty() ? 0 : 1;
}
