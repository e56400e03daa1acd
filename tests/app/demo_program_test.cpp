// The real `tocsin-server demo` and `tocsin-admin`: seeding, keeping, importing, ending.
// SPDX-License-Identifier: Apache-2.0
#include "tests/app/served.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <csignal>

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

// Rows as the list has them, with made-up ids and dates.
void write_rows(const Folder& folder, int count) {
    std::string rows;
    for (int i = 0; i < count; ++i)
        rows += fmt::format(
            R"({{"id":"row-{0}","countries":["IR"],"country_name":"Iran",)"
            R"("area_text":"Área {0}","start":"2022-09-19","kind":["Shutdown"],)"
            R"("extent":["Full network"],"source_urls":["https://a.test/{0}"]}})"
            "\n",
            i
        );
    folder.write("rows.jsonl", rows);
}

int count_of(const Folder& folder, const char* name) {
    const auto stats = admin(folder, {"stats"});
    const auto value = line_of(stats.out, name);
    return value.empty() ? -1 : std::stoi(value);
}

} // namespace

TEST_CASE("a demo opens with a coalition in crisis and leaves its persons for the clients") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program demo(folder, "tocsin-server", demo_words(folder));
    REQUIRE(is_demonstrating(demo));

    const auto banner = demo.out();
    CHECK(
        banner.find("42 governments · 128 persons · 3 active alerts · 1 statement closing in 00:42:"
        ) != std::string::npos
    );
    CHECK(count_of(folder, "alerts") == 6);     // three live, two closed, one draft
    CHECK(count_of(folder, "procedures") == 2); // one open, one published
    CHECK(count_of(folder, "signals") == 10);
    const auto persons = boost::json::parse(folder.read("demo/persons.json")).as_array();
    CHECK(persons.size() == 128);
    for (const auto& person : persons) {
        const auto key = std::filesystem::path(std::string(person.at("key_file").as_string()));
        CHECK(std::filesystem::file_size(key) == 65);
        CHECK(
            (std::filesystem::status(key).permissions() & std::filesystem::perms::all) ==
            std::filesystem::perms(0600)
        );
    }
    const auto sign = boost::json::parse(folder.read("demo.json")).as_object();
    CHECK(sign.at("dir").as_string() == (folder.path() / "demo").string());
    CHECK(
        admin(folder, {"key", "export-public"}).out ==
        std::string(sign.at("log_key").as_string()) + "\n"
    );
}

TEST_CASE("a demo is there in a moment and ends with everything of its own removed") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto sign = (folder.path() / "demo.json").string();
    int waited_ms = 0;
    Program demo(
        folder, "tocsin-server", {"demo", "--port", "0", "--demo-file", sign, "--for", "1"}
    );
    REQUIRE(eventually(
        [&] {
            ++waited_ms;
            return !demo.out().empty();
        },
        30s
    ));
    WARN("the demo took about " << waited_ms * 5 << " ms to open");
    const auto directory = std::filesystem::path(
        std::string(boost::json::parse(folder.read("demo.json")).at("dir").as_string())
    );
    CHECK(waited_ms * 5 < 5'000); // the promise is 300 ms; machines that test are busy
    CHECK(std::filesystem::exists(directory));

    CHECK(demo.wait(15s) == 0);

    CHECK_FALSE(std::filesystem::exists(directory));
    CHECK_FALSE(std::filesystem::exists(sign));
}

TEST_CASE("a demo that was killed opens again with what was there and is not seeded twice") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    int entries = 0;
    std::string key;
    {
        Program demo(folder, "tocsin-server", demo_words(folder));
        REQUIRE(is_demonstrating(demo));
        entries = count_of(folder, "entries");
        key = admin(folder, {"key", "export-public"}).out;
        demo.signal(SIGKILL);
        REQUIRE(demo.wait(5s) == 128 + SIGKILL);
    }

    Program again(folder, "tocsin-server", demo_words(folder));
    REQUIRE(is_demonstrating(again));

    // Rungs of an escalation that fell due meanwhile are rung: a few entries, no second seeding.
    const int more = count_of(folder, "entries") - entries;
    CHECK((more >= 0 && more < 40));
    CHECK(count_of(folder, "persons") == 128);
    CHECK(admin(folder, {"key", "export-public"}).out == key);
    CHECK(again.out().find("3 active alerts") != std::string::npos);
}

TEST_CASE("an empty demo has its coalition and no crisis") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program demo(folder, "tocsin-server", demo_words(folder, {"--empty"}));
    REQUIRE(is_demonstrating(demo));

    CHECK(count_of(folder, "persons") == 128);
    CHECK(count_of(folder, "parties") == 46);
    CHECK(count_of(folder, "alerts") == 0);
}

TEST_CASE("serve refuses a demo's folder and a demo refuses every other") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    {
        Program demo(folder, "tocsin-server", demo_words(folder, {"--empty", "--for", "0"}));
        REQUIRE(demo.wait(30s) == 0);
    }
    auto words = serve_words(folder);
    words[2] = (folder.path() / "demo").string();
    CHECK(run(folder, "tocsin-server", words).exit == 78);

    folder.write("plain/file", "not a demo");
    CHECK(
        run(folder, "tocsin-server", {"demo", "--keep", (folder.path() / "plain").string()}).exit ==
        78
    );
    CHECK(folder.read("plain/file") == "not a demo");
}

TEST_CASE("the metrics are told on loopback and the public port knows nothing of them") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program demo(folder, "tocsin-server", demo_words(folder));
    REQUIRE(is_demonstrating(demo));
    const auto banner = demo.out();
    const auto port_after = [&](const std::string& words) {
        return static_cast<unsigned short>(
            std::stoi(banner.substr(banner.find(words) + words.size()))
        );
    };

    const auto metrics = http_get(port_after("metrics http://127.0.0.1:"), "/metrics");
    const auto on_public_port = http_get(port_after("ws://127.0.0.1:"), "/metrics");

    for (const auto* name :
         {"tocsin_build_info",
          "tocsin_log_entries_total",
          "tocsin_alerts_active{severity=\"EXTREME\"} 1",
          "tocsin_procedures_open{kind=\"STATEMENT\"} 1",
          "tocsin_log_halted 0",
          "tocsin_procedure_deadline_timestamp_seconds",
          "process_resident_memory_bytes"})
        CHECK(metrics.find(name) != std::string::npos);
    CHECK(on_public_port.starts_with("HTTP/1.1 404"));
    CHECK(http_get(port_after("ws://127.0.0.1:"), "/readyz").starts_with("HTTP/1.1 200"));
}

TEST_CASE("an import is whole and running it again writes nothing twice") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program demo(folder, "tocsin-server", demo_words(folder, {"--empty"}));
    REQUIRE(is_demonstrating(demo));
    write_rows(folder, 200);
    const auto file = (folder.path() / "rows.jsonl").string();

    const auto first = admin(folder, {"import", "stop", file});
    const auto second = admin(folder, {"import", "stop", file});

    CHECK(first.exit == 0);
    CHECK(first.out == "200 rows: 200 signals, 0 there already, 0 refused\n");
    CHECK(second.out == "200 rows: 0 signals, 200 there already, 0 refused\n");
    CHECK(count_of(folder, "signals") == 200);
}

TEST_CASE("an import in an exercise raises and approves each row as two leads") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program demo(folder, "tocsin-server", demo_words(folder, {"--empty"}));
    REQUIRE(is_demonstrating(demo));
    write_rows(folder, 20);

    const auto issued =
        admin(folder, {"import", "stop", (folder.path() / "rows.jsonl").string(), "--issue"});

    CHECK(issued.out == "20 rows: 20 issued, 0 there already, 0 refused\n");
    CHECK(count_of(folder, "alerts") == 20);
}

TEST_CASE("an import lists each row that cannot be taken over and goes on with the rest") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program demo(folder, "tocsin-server", demo_words(folder, {"--empty"}));
    REQUIRE(is_demonstrating(demo));
    write_rows(folder, 3);
    folder.write(
        "rows.jsonl", folder.read("rows.jsonl") + "{\"id\":\"row-x\",\"start\":\"soon\"}\n"
    );

    const auto ended = admin(folder, {"import", "stop", (folder.path() / "rows.jsonl").string()});

    CHECK(ended.exit == 1);
    CHECK(ended.out == "4 rows: 3 signals, 0 there already, 1 refused\n");
    CHECK(ended.err.find("line 4, row-x, start: must be a date") != std::string::npos);
}

TEST_CASE("fault 107: a server told to end under load ends well within five seconds and loses "
          "nothing it answered") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    write_rows(folder, 5'000);
    int answered = 0;
    {
        Program demo(folder, "tocsin-server", demo_words(folder, {"--empty"}));
        REQUIRE(is_demonstrating(demo));
        Program load(
            folder,
            "tocsin-admin",
            {"import",
             "stop",
             (folder.path() / "rows.jsonl").string(),
             "--data-dir",
             (folder.path() / "demo").string()}
        );
        REQUIRE(eventually([&] { return count_of(folder, "signals") > 100; }, 20s));

        demo.signal(SIGTERM);

        CHECK(demo.wait(5s) == 0);
        REQUIRE(load.wait(10s).has_value());
        const auto told = load.out();
        answered = std::stoi(told.substr(told.find(": ") + 2));
    }

    Program again(folder, "tocsin-server", demo_words(folder));
    REQUIRE(is_demonstrating(again));
    CHECK(count_of(folder, "signals") >= answered);
}

TEST_CASE("the data of a stopped server verifies and one changed byte is found") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    {
        Program demo(folder, "tocsin-server", demo_words(folder));
        REQUIRE(is_demonstrating(demo));
        CHECK(admin(folder, {"verify"}).exit == 75); // it is being written
        CHECK(admin(folder, {"drain"}).exit == 0);
        REQUIRE(demo.wait(10s) == 0);
    }

    const auto whole = admin(folder, {"verify"});
    CHECK(whole.exit == 0);
    CHECK(whole.out.find("\nverified\n") != std::string::npos);

    auto bytes = folder.read("demo/tocsin.db");
    const auto headline = bytes.find("Nationwide internet shutdown in Iran");
    REQUIRE(headline != std::string::npos);
    bytes[headline] = 'X';
    folder.write("demo/tocsin.db", bytes);
    const auto changed = admin(folder, {"verify"});
    CHECK(changed.exit == 1);
    CHECK(changed.err.find("its payload is not the one committed to") != std::string::npos);
}

TEST_CASE("fault 97: a log older than what was released is served and takes nothing more") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    write_rows(folder, 20);
    {
        Program demo(folder, "tocsin-server", demo_words(folder, {"--empty"}));
        REQUIRE(is_demonstrating(demo));
        demo.signal(SIGTERM);
        REQUIRE(demo.wait(10s) == 0);
    }
    const auto older = folder.read("demo/tocsin.db");
    const auto rows = (folder.path() / "rows.jsonl").string();
    {
        Program demo(folder, "tocsin-server", demo_words(folder));
        REQUIRE(is_demonstrating(demo));
        REQUIRE(admin(folder, {"import", "stop", rows}).exit == 0);
        demo.signal(SIGTERM); // the last checkpoint is released on the way out
        REQUIRE(demo.wait(10s) == 0);
    }
    folder.write("demo/tocsin.db", older);

    Program demo(folder, "tocsin-server", demo_words(folder));
    REQUIRE(is_demonstrating(demo));

    const auto health = admin(folder, {"health"});
    CHECK(health.exit == 1);
    CHECK(line_of(health.out, "halted") == "true");
    CHECK(admin(folder, {"import", "stop", rows}).exit == 1);
    CHECK(count_of(folder, "signals") == 0);
    demo.signal(SIGTERM);
    CHECK(demo.wait(10s) == 0);
    CHECK(admin(folder, {"verify"}).exit == 78);
}

TEST_CASE("nobody answering on the admin socket is a dependency unavailable") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;

    CHECK(admin(folder, {"health"}).exit == 69);
    CHECK(admin(folder, {"helth"}).exit == 2);
}
