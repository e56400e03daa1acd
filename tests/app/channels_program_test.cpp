// The real server with channels: the key by which push services know it is made once, its owner's
// alone, and never replaced unasked. SPDX-License-Identifier: Apache-2.0
#include "tests/app/program.hpp"
#include "tests/app/served.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

using namespace tocsin;

namespace {

std::string content(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

// Serves until it is ready, and ends in order.
void serve_once(const Folder& folder) {
    Program server(
        folder,
        "tocsin-server",
        serve_words(folder, {"--reach.push_contact", "mailto:duty@tocsin.example"})
    );
    REQUIRE(is_serving(server));
    server.signal(SIGTERM);
    REQUIRE(server.wait(std::chrono::seconds(20)) == 0);
}

} // namespace

TEST_CASE("the key that push services know is made once and is its owner's alone") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto file = folder.path() / "data" / "vapid.key";

    serve_once(folder);
    const std::string made = content(file);
    CHECK(made.starts_with("-----BEGIN PRIVATE KEY-----"));

    struct stat status {};

    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);

    serve_once(folder);
    CHECK(content(file) == made);
}

TEST_CASE("a push key that cannot be read stops the start, and is not replaced") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto file = folder.path() / "data" / "vapid.key";
    serve_once(folder);
    std::ofstream(file) << "nonsense";

    const auto ended =
        run(folder,
            "tocsin-server",
            serve_words(folder, {"--reach.push_contact", "mailto:duty@tocsin.example"}));
    CHECK(ended.exit == 78);
    CHECK(ended.err.find("every browser must subscribe again") != std::string::npos);
    CHECK(content(file) == "nonsense");
}
