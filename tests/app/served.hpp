// Server processes as the tests of whole programs need them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/app/program.hpp"

#include <catch2/catch.hpp>

#define TOCSIN_NEEDS_PROGRAMS()                                                                    \
    if (!Program::is_built("tocsin-server") || !Program::is_built("tocsin-admin")) {               \
        WARN("the programs are not built");                                                        \
        return;                                                                                    \
    }

namespace tocsin {

// `tocsin-server serve` on a free port, its data in folder/data.
inline std::vector<std::string>
serve_words(const Folder& folder, std::vector<std::string> more = {}) {
    std::vector<std::string> words{
        "serve",
        "--data-dir",
        (folder.path() / "data").string(),
        "--listen.http",
        "127.0.0.1:" + std::to_string(free_port()),
        "--listen.metrics",
        "",
        "--store.ballast",
        "0",
        "--log.format",
        "text"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

// `tocsin-server demo` in folder/demo, its sign in folder/demo.json.
inline std::vector<std::string>
demo_words(const Folder& folder, std::vector<std::string> more = {}) {
    std::vector<std::string> words{
        "demo",
        "--port",
        "0",
        "--keep",
        (folder.path() / "demo").string(),
        "--demo-file",
        (folder.path() / "demo.json").string(),
        "--quiet-sim"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

inline bool is_serving(const Program& server) {
    return eventually(
        [&] { return server.err().find("house.ready") != std::string::npos; },
        std::chrono::seconds(20)
    );
}

inline bool is_demonstrating(const Program& demo) {
    return eventually(
        [&] { return demo.out().find("Ctrl-C stops it") != std::string::npos; },
        std::chrono::seconds(30)
    );
}

struct Ended {
    int exit = -1;
    std::string out;
    std::string err;
};

inline Ended run(const Folder& folder, const std::string& program, std::vector<std::string> words) {
    Program process(folder, program, std::move(words));
    const auto exit = process.wait(std::chrono::seconds(60));
    return {exit.value_or(-1), process.out(), process.err()};
}

inline Ended
admin(const Folder& folder, std::vector<std::string> words, const char* data = "demo") {
    words.push_back("--data-dir");
    words.push_back((folder.path() / data).string());
    return run(folder, "tocsin-admin", std::move(words));
}

// The value of a line "name value" as tocsin-admin prints it.
inline std::string line_of(const std::string& text, const std::string& name) {
    const auto at = ("\n" + text).find("\n" + name + " ");
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
}

} // namespace tocsin
