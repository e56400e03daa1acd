// The program itself, without a server: parsing, exit codes, confirmation, verify, completion.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/cli.hpp"

#include "case_log.hpp"
#include "folder.hpp"
#include "storage/guard.hpp"
#include "storage/sqlite_log.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace tocsin;

namespace {

struct Ran {
    int code = 0;
    std::string out, err;
};

Ran run(const std::vector<std::string>& arguments) {
    std::ostringstream out, err;
    Ran ran;
    ran.code = cli::run_cli(arguments, out, err);
    ran.out = out.str();
    ran.err = err.str();
    return ran;
}

// A home of its own, so that no log-in of this machine is seen.
struct Home {
    test::Folder folder;
    test::Setting state{"XDG_STATE_HOME", folder.path().string()};
    test::Setting runtime{"XDG_RUNTIME_DIR", folder.path().string()};
    test::Setting demo{"TOCSIN_DEMO", ""};
    test::Setting server{"TOCSIN_SERVER", ""};
    test::Setting key{"TOCSIN_KEY", ""};
};

void write(const std::filesystem::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary) << content;
}

} // namespace

TEST_CASE("the version is data and an unknown verb is an error of use", "[client][cli]") {
    const Home home;
    CHECK(run({"version"}).out == "tocsin 0.1.0\n");
    CHECK(boost::json::parse(run({"version", "--json"}).out).at("version") == "0.1.0");

    const auto unknown = run({"sgin", "st-1"});
    CHECK(unknown.code == 2);
    CHECK(unknown.out.empty());
    CHECK(unknown.err.find("did you mean: sign") != std::string::npos);
    CHECK(run({"alerts", "--countri", "KE"}).err.find("--country") != std::string::npos);
    CHECK(run({}).code == 2);
}

TEST_CASE("help begins with examples and goes to stdout", "[client][cli]") {
    const Home home;
    const auto help = run({"--help"});

    CHECK(help.code == 0);
    CHECK(help.out.find("tocsin inbox") != std::string::npos);
    CHECK(help.err.empty());
    CHECK(run({"sign", "--help"}).out.find("--version") != std::string::npos);
}

TEST_CASE("without a log-in the program says what to do next", "[client][cli]") {
    const Home home;
    const auto ran = run({"alerts"});

    CHECK(ran.code == 4);
    CHECK(ran.err.find("error: not logged in") == 0);
    CHECK(ran.err.find("hint: tocsin login") != std::string::npos);
    CHECK(run({"--demo", "alerts"}).err.find("no demo runs here") != std::string::npos);
}

TEST_CASE("a script cannot sign a text that it has not pinned", "[client][cli]") {
    const Home home;
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"sign", "st-1"},
             {"sign", "st-1", "--yes"},
             {"sign", "st-1", "--version", "1"},
             {"decline", "st-1"},
             {"approve", "al-1"},
             {"publish", "st-1"},
             {"cancel", "al-1", "--reason", "in error"}}) {
        const auto ran = run(arguments);
        INFO(arguments[0]);
        CHECK(ran.code == 2);
        CHECK(ran.err.find("hint:") != std::string::npos);
    }
    // Pinned and agreed to: now it is the missing log-in that stops it.
    CHECK(run({"sign", "st-1", "--yes", "--version", "1"}).code == 4);
}

TEST_CASE("an alert without a label is refused before anything is sent", "[client][cli]") {
    const Home home;
    const auto ran = run(
        {"raise",
         "--yes",
         "--country",
         "KE",
         "--kind",
         "throttling",
         "--severity",
         "severe",
         "--headline",
         "Slow"}
    );
    CHECK(ran.code == 2);
    CHECK(ran.err.find("--tlp") != std::string::npos);
    CHECK(run({"raise", "--yes", "--tlp", "puce", "--headline", "x"}).code == 2);
    CHECK(
        run({"raise",
             "--yes",
             "--tlp",
             "green",
             "--headline",
             "x",
             "--country",
             "XX",
             "--kind",
             "throttling",
             "--severity",
             "severe"})
            .code == 2
    );
}

TEST_CASE("a demo file that others may write is not believed", "[client][cli]") {
    const Home home;
    const auto file = home.folder / "demo.json";
    write(file, R"({"url":"ws://localhost:1/ws","dir":"/nowhere","log_key":""})");
    const test::Setting named("TOCSIN_DEMO", file.string());
    std::filesystem::permissions(file, std::filesystem::perms(0644));

    const auto ran = run({"--demo", "alerts"});

    CHECK(ran.code == 77);
    CHECK(ran.err.find("chmod") != std::string::npos);
}

TEST_CASE("a server that is not there ends in exit code eight", "[client][cli]") {
    const Home home;
    SeededRng rng(1);
    REQUIRE(storage::init_crypto());
    REQUIRE(storage::SigningKey::generate(rng).save(home.folder / "device.key").has_value());

    const auto ran = run(
        {"--server",
         "ws://127.0.0.1:1/ws",
         "--key",
         (home.folder / "device.key").string(),
         "--timeout",
         "1",
         "whoami"}
    );

    CHECK(ran.code == 8);
    CHECK(ran.err.find("UNAVAILABLE") != std::string::npos);
}

TEST_CASE("verify tells a sound export from a broken one by its exit code", "[client][cli]") {
    const Home home;
    const test::CaseLog log;
    auto lines = log.lines();
    write(home.folder / "log.ndjson", test::joined(lines));
    lines.erase(lines.end() - 2);
    write(home.folder / "cut.ndjson", test::joined(lines));

    const auto sound = run({"verify", (home.folder / "log.ndjson").string()});
    CHECK(sound.code == 0);
    CHECK(sound.out.find("SOUND") == 0);
    CHECK(sound.err.find("trusted on first use") != std::string::npos);

    const auto given =
        run({"verify", (home.folder / "log.ndjson").string(), "--log-key", log.vkey(), "--json"});
    CHECK(given.code == 0);
    CHECK(given.err.empty());
    CHECK(boost::json::parse(given.out).at("sound") == true);

    const auto cut = run({"verify", (home.folder / "cut.ndjson").string(), "--json"});
    CHECK(cut.code == 7);
    CHECK(boost::json::parse(cut.out).at("firstWrong") == log.size() - 1);
    CHECK(run({"verify", (home.folder / "missing").string()}).code == 74);
}

TEST_CASE(
    "verify reads the data of a stopped server and its last released checkpoint", "[client][cli]"
) {
    const Home home;
    REQUIRE(storage::init_crypto());
    SeededRng rng(11);
    const auto key = storage::SigningKey::generate(rng);
    const storage::VerifierKey named{"stopped.example/log", key.public_key()};
    const auto place = home.folder / "data";
    storage::SqliteLog::Options options;
    options.directory = place;
    storage::Checkpoint checkpoint{named.name, {}};
    {
        auto log = *storage::SqliteLog::open(options, rng);
        v1::Event event;
        event.mutable_log_founded()->set_origin(named.name);
        event.mutable_log_founded()->set_log_key(key.public_key().str());
        storage::NewEntry founding;
        founding.kind = v1::Event::kLogFounded;
        founding.received_at = from_ms(1'790'000'000'000);
        event.set_received_at(1'790'000'000'000);
        founding.payload = event.SerializeAsString();
        checkpoint.head = *log->append(0, {}, [&](storage::Pen& pen) {
            pen.append(founding);
            pen.remember(founding.actor, founding.command_id, {Digest(), 0});
        });
    }
    storage::Guard guard(place, {}, {named});
    REQUIRE(guard.release(storage::sign_checkpoint(checkpoint, key)).has_value());

    const auto sound = run({"verify", place.string(), "--log-key", named.str(), "--json"});
    INFO(sound.out << sound.err);
    CHECK(sound.code == 0);
    CHECK(boost::json::parse(sound.out).at("entries") == 1);

    checkpoint.head.root.octets[0] ^= 1;
    write(place / "released-checkpoint", storage::sign_checkpoint(checkpoint, key));
    CHECK(run({"verify", place.string(), "--log-key", named.str()}).code == 7);
}

TEST_CASE("completion knows every verb there is", "[client][cli]") {
    const Home home;
    for (const auto* shell : {"bash", "zsh", "fish"}) {
        const auto ran = run({"completion", shell});
        CHECK(ran.code == 0);
        for (const auto* word : {"sign", "alerts", "mint", "severity", "complete"})
            CHECK(ran.out.find(word) != std::string::npos);
    }
    CHECK(run({"completion", "csh"}).code == 2);
}
