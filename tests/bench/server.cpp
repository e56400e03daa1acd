// tocsin-bench-server: the real rooms on a log made for the bench.
//   prepare DIR PERSONS PARTIES NOTES [CLEAR]
//                     makes the log; CLEAR: readable by class, not by name
//   serve DIR PORT    until SIGTERM, with the limits on connections lifted
//   serve DIR PORT TLS_PORT CERT KEY [limited]
//                     likewise, with TLS beside it; limited: with the limits in force
//   start DIR         times a start
//   read DIR          times reading and hashing the same
//   verifies          signatures of one core per second
// SPDX-License-Identifier: Apache-2.0
#include "storage/signature.hpp"
#include "tests/bench/server_log.hpp"
#include "tests/bench/server_serve.hpp"
#include "tests/bench/server_start.hpp"

#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace tocsin;

int complain(const Trouble& trouble) {
    std::fprintf(stderr, "tocsin-bench-server: %s\n", to_string(trouble).c_str());
    return 1;
}

int say(const Result<std::string>& line) {
    if (!line) return complain(line.error());
    std::puts(line->c_str());
    return 0;
}

int serve(std::span<const std::string> words) {
    bench::Doors doors;
    doors.port = static_cast<std::uint16_t>(std::stoi(words[1]));
    if (words.size() >= 5) {
        doors.tls_port = static_cast<std::uint16_t>(std::stoi(words[2]));
        doors.tls_cert = words[3];
        doors.tls_key = words[4];
        doors.limited = words.size() == 6 && words[5] == "limited";
    }
    const auto served = bench::serve(words[0], doors);
    return served ? 0 : complain(served.error());
}

int prepare(std::span<const std::string> words) {
    bench::Wanted wanted;
    wanted.directory = words[0];
    wanted.persons = std::stoull(words[1]);
    wanted.parties = std::stoull(words[2]);
    wanted.notes = std::stoull(words[3]);
    if (words.size() > 4) wanted.label = v1::CLEAR;
    const auto made = bench::make_log(wanted);
    return made ? 0 : complain(made.error());
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const std::span<const std::string> rest(words.begin() + !words.empty(), words.end());
    if (!storage::init_crypto()) return 70;
    if (!words.empty() && words[0] == "prepare" && rest.size() >= 4) return prepare(rest);
    if (!words.empty() && words[0] == "serve" &&
        (rest.size() == 2 || rest.size() == 5 || rest.size() == 6))
        return serve(rest);
    if (!words.empty() && words[0] == "start" && rest.size() == 1)
        return say(bench::time_start(rest[0]));
    if (!words.empty() && words[0] == "read" && rest.size() == 1)
        return say(bench::time_reading(rest[0]));
    if (!words.empty() && words[0] == "verifies") return say(bench::time_verifying());
    std::fputs(
        "tocsin-bench-server prepare|serve|start|read|verifies … (see server.cpp)\n", stderr
    );
    return 64;
}
