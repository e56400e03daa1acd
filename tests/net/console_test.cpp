// The console's files over HTTP: what a browser gets, keeps, and may do with it.
// SPDX-License-Identifier: Apache-2.0
#include "server/net/console.hpp"

#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

constexpr std::array files = {
    ConsoleFile{"/index.html", "text/html; charset=utf-8", "\"1\"", "<!doctype html>", {}, {}},
    ConsoleFile{"/a/main.0f.js", "text/javascript; charset=utf-8", "\"2\"", "long", "gz", "br"}};

Options with_console() {
    Options options;
    options.console = files;
    return options;
}

Http ask(House& house, const std::string& path, const std::string& fields = "") {
    return request(
        house.port(),
        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + "\r\n"
    );
}

const std::string page_wanted = "Accept: text/html,application/xhtml+xml\r\n";

} // namespace

TEST_CASE("the console's page comes under a policy that runs nothing but itself", "[net][http]") {
    House house(with_console());

    const Http page = ask(house, "/", page_wanted);

    CHECK(page.status == 200);
    CHECK(page.body == "<!doctype html>");
    CHECK(page.field("Cache-Control") == "no-cache");
    const std::string policy = page.field("Content-Security-Policy");
    CHECK(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    CHECK(policy.find("require-trusted-types-for 'script'") != std::string::npos);
    CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
    CHECK(
        policy.find("connect-src 'self' ws://localhost:" + std::to_string(house.port()) + ";") !=
        std::string::npos
    );
    // What a screen's address answers, and a file's, is under it as well.
    CHECK(ask(house, "/a/main.0f.js").field("Content-Security-Policy") == policy);
}

TEST_CASE(
    "each screen of the console has an address that can be sent and reloaded", "[net][http]"
) {
    House house(with_console());

    CHECK(ask(house, "/procedures/p-1", page_wanted).body == "<!doctype html>");
    CHECK(ask(house, "/procedures/p-1").status == 404);           // not a person's browser
    CHECK(ask(house, "/").body == "<!doctype html>");             // whoever asks
    CHECK(ask(house, "/", "Accept: */*\r\n").body == "<!doctype html>");
    CHECK(ask(house, "/a/old.0e.js", page_wanted).status == 404); // a file that is gone
    CHECK(ask(house, "/../etc/passwd", page_wanted).body == "<!doctype html>"); // reads no file
    CHECK(ask(house, "/livez", page_wanted).body == "ok\n"); // what is the server's stays so
    CHECK(ask(house, "/tile/0/999", page_wanted).status == 404);
}

TEST_CASE("a file that is named by its content is kept for ever and comes packed", "[net][http]") {
    House house(with_console());

    const Http packed = ask(house, "/a/main.0f.js", "Accept-Encoding: gzip, deflate, br\r\n");
    const Http smaller = ask(house, "/a/main.0f.js", "Accept-Encoding: br;q=0, gzip\r\n");
    const Http plain = ask(house, "/a/main.0f.js");

    CHECK(packed.field("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(packed.field("Content-Encoding") == "br");
    CHECK(packed.field("Vary") == "Accept-Encoding");
    CHECK(packed.body == "br");
    CHECK(smaller.body == "gz");
    CHECK(plain.body == "long");
    CHECK(plain.field("Content-Encoding").empty());
}

TEST_CASE("a file that a browser has already is not sent again", "[net][http]") {
    House house(with_console());

    const Http same = ask(house, "/a/main.0f.js", "If-None-Match: \"2\"\r\n");
    const Http other = ask(house, "/a/main.0f.js", "If-None-Match: \"1\"\r\n");

    CHECK(same.status == 304);
    CHECK(same.body.empty());
    CHECK(same.head.find("Content-Length") == std::string::npos);
    CHECK(same.field("ETag") == "\"2\"");
    CHECK(other.status == 200);
}

TEST_CASE("a server without console has no pages and says so", "[net][http]") {
    House house;

    CHECK(ask(house, "/", page_wanted).status == 404);
}

TEST_CASE("a folder is served as it is and one without a page is refused", "[net][http]") {
    const auto folder =
        std::filesystem::temp_directory_path() / ("tocsin-web-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "a");
    std::ofstream(folder / "a" / "x.css") << "p{}";
    const auto without = ConsoleFolder::read(folder);
    std::ofstream(folder / "index.html") << "<!doctype html>";
    const auto with = ConsoleFolder::read(folder);
    const auto nowhere = ConsoleFolder::read(folder / "nowhere");
    std::filesystem::remove_all(folder);

    REQUIRE(without.has_error());
    CHECK(without.error().why == "it holds no index.html");
    CHECK(nowhere.has_error());
    REQUIRE(with.has_value());
    CHECK(with->files().size() == 2);
    Options options;
    options.console = with->files();
    House house(options);
    CHECK(ask(house, "/a/x.css").field("Content-Type") == "text/css; charset=utf-8");
}

TEST_CASE(
    "a socket beside the page is named for browsers that do not count it to 'self'", "[net]"
) {
    CHECK(
        console_policy({"https://tocsin.example", "http://localhost:8080"})
            .find("connect-src 'self' wss://tocsin.example ws://localhost:8080;") !=
        std::string::npos
    );
}

TEST_CASE(
    "a ministry behind one address loads its console, and asks no more than others", "[net]"
) {
    House house(with_console(), House::Newcomers::as_given);
    int refused = 0;
    for (int i = 0; i < 400; ++i)
        refused += ask(house, "/a/main.0f.js").status == 429;
    CHECK(refused == 0);
    for (int i = 0; i < 400; ++i)
        refused += ask(house, "/livez").status == 429;
    CHECK(refused > 0);
}
