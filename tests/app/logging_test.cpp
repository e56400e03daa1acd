// The operations log: forms, escaping, and that a stderr which takes nothing holds up nobody.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/logging.hpp"

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

using namespace tocsin;
using namespace tocsin::app;
using namespace std::chrono_literals;

namespace {

const Instant noon = *parse_utc("2026-11-21T12:00:00.120Z");

struct Pipe {
    Pipe() { REQUIRE(::pipe(ends) == 0); }

    ~Pipe() {
        ::close(ends[0]);
        ::close(ends[1]);
    }

    int ends[2];

    std::string drain() {
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        std::string all;
        char block[65536];
        for (ssize_t n = 0; (n = ::read(ends[0], block, sizeof block)) > 0;)
            all.append(block, static_cast<std::size_t>(n));
        return all;
    }
};

} // namespace

TEST_CASE("a line of the operations log carries time and level and component and event") {
    const LogLine line{LogLevel::info, "house", "ready", "ready on http", {{"port", "8080"}}};

    CHECK(
        render(line, LogFormat::text, noon, false) ==
        "2026-11-21T12:00:00.120Z INFO  house.ready ready on http port=8080"
    );
    CHECK(
        render(line, LogFormat::journal, noon, false) == "<6>house.ready ready on http port=8080"
    );
    const auto json = boost::json::parse(render(line, LogFormat::json, noon, false)).as_object();
    CHECK(json.at("time") == "2026-11-21T12:00:00.120Z");
    CHECK(json.at("component") == "house");
    CHECK(json.at("port") == "8080");
}

TEST_CASE("nobody can write a line or a colour of their own into the operations log") {
    const LogLine line{
        LogLevel::warn, "net", "refused", "a\nb\x1b[31mc\x7f", {{"who", "x\" y=\u202e\xff"}}};

    const auto text = render(line, LogFormat::text, noon, false);

    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("a\\nb\\x1b[31mc\\x7f") != std::string::npos);
    CHECK(text.find("\\xe2\\x80\\xae\\xff") != std::string::npos);
    CHECK_NOTHROW(boost::json::parse(render(line, LogFormat::json, noon, false)));
}

TEST_CASE("letters of every alphabet pass through the operations log unharmed") {
    CHECK(escaped("Côte d’Ivoire, မြန်မာ, 日本") == "Côte d’Ivoire, မြန်မာ, 日本");
}

TEST_CASE("bytes that are no letter of any alphabet are written down as numbers") {
    CHECK(escaped("\xe0\x8c\x9e") == "\\xe0\\x8c\\x9e");          // longer than it need be
    CHECK(escaped("\xed\xa0\x80") == "\\xed\\xa0\\x80");          // half of a pair
    CHECK(escaped("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80"); // beyond the last letter
    CHECK(escaped("a\u2028b") == "a\\xe2\\x80\\xa8b");            // ends a line for some
}

TEST_CASE("a line too long is cut at a letter and never in the middle of one") {
    std::string words;
    for (int i = 0; i < 3000; ++i)
        words += "é";
    const LogLine line{LogLevel::info, "x", "y", words, {}};

    const auto text = render(line, LogFormat::text, noon, false);

    CHECK(text.size() <= log_line_bytes_max);
    CHECK(escaped(text) == text);
    CHECK_NOTHROW(boost::json::parse(render(line, LogFormat::json, noon, false)));
}

TEST_CASE("fault 109: a blocked stderr drops and counts lines and holds up nobody") {
    Pipe pipe;
    const RealClock clock;
    const auto started = clock.mono();
    std::uint64_t dropped = 0;
    {
        Logging logging(clock, LogLevel::info, LogFormat::text, pipe.ends[1]);
        for (int i = 0; i < 20'000; ++i)
            logging.info("test", "line", std::string(200, 'x'));
        CHECK(clock.mono() - started < 2s);
        dropped = logging.dropped();
    }

    CHECK(clock.mono() - started < 5s);
    CHECK(dropped > 10'000);
}

TEST_CASE("lines that were dropped are told as soon as one gets through") {
    Pipe pipe;
    const RealClock clock;
    {
        Logging logging(clock, LogLevel::info, LogFormat::text, pipe.ends[1]);
        for (int i = 0; i < 20'000; ++i)
            logging.info("test", "line", std::string(200, 'x'));
        while (logging.dropped() == 0) {
        }
        (void)pipe.drain();
        logging.info("test", "after", "room again");
    }

    CHECK(pipe.drain().find("logging.dropped") != std::string::npos);
}

TEST_CASE("a level below the one asked for writes nothing") {
    Pipe pipe;
    const RealClock clock;
    {
        Logging logging(clock, LogLevel::warn, LogFormat::text, pipe.ends[1]);
        logging.info("test", "quiet", "");
        logging.warn("test", "loud", "");
    }

    const auto text = pipe.drain();
    CHECK(text.find("quiet") == std::string::npos);
    CHECK(text.find("loud") != std::string::npos);
}
