// tocsin-bench-load: one thread, raw WebSockets on one epoll, against a bench server or, with
// --plain, the servers it is compared with. Prints one line of JSON.
//   --port P [--tls P | --plain] [--pid P] --connections N [--text-bytes B]
//   [--single N] [--burst N] [--rush N [--sign] [--waits]] [--isolation N] [--restart COMMAND]
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load_stages.hpp"

#include <cstdio>
#include <exception>
#include <map>

namespace {

int complain(const char* what) {
    std::fprintf(stderr, "tocsin-bench-load: %s\n", what);
    return 1;
}

tocsin::bench::Asked asked_by(const std::map<std::string, std::string>& options) {
    const auto number = [&options](const char* name, int otherwise) {
        const auto found = options.find(name);
        return found == options.end() ? otherwise : std::stoi(found->second);
    };
    tocsin::bench::Asked asked;
    asked.port = static_cast<std::uint16_t>(number("--port", 0));
    asked.tls_port = static_cast<std::uint16_t>(number("--tls", 0));
    asked.plain = options.contains("--plain");
    asked.server = number("--pid", 0);
    asked.connections = static_cast<std::size_t>(number("--connections", 100));
    asked.text_bytes = static_cast<std::size_t>(number("--text-bytes", 1024));
    asked.singles = number("--single", 0);
    asked.burst = number("--burst", 0);
    asked.rushes = number("--rush", 0);
    asked.rush_signs = options.contains("--sign");
    asked.waits = options.contains("--waits");
    asked.isolation = number("--isolation", 0);
    if (const auto found = options.find("--restart"); found != options.end())
        asked.restart = found->second;
    return asked;
}

} // namespace

int main(int argc, char** argv) {
    std::map<std::string, std::string> options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const bool flag = name == "--plain" || name == "--sign" || name == "--waits";
        if (!flag && i + 1 == argc) return complain("an option without its value");
        options[name] = flag ? "" : argv[++i];
    }
    if (!options.contains("--port")) return complain("--port is missing; see load.cpp");
    if (!tocsin::storage::init_crypto()) return 70;
    try {
        tocsin::bench::Stages stages(asked_by(options));
        std::puts(stages.run().c_str());
        return 0;
    } catch (const std::exception& error) {
        return complain(error.what());
    }
}
