// The real `tocsin-server serve`: first start, refusals with their exit codes, signals.
// SPDX-License-Identifier: Apache-2.0
#include "tests/app/served.hpp"
#include "tests/support/places.hpp"

#include <csignal>
#include <sys/stat.h>

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

std::string code_of(const Folder& folder) {
    auto code = folder.read("data/claim");
    if (code.ends_with('\n')) code.pop_back();
    return code;
}

// Starts, waits until it serves, ends it: a data directory of a log that is founded.
void found_log(const Folder& folder) {
    Program server(folder, "tocsin-server", serve_words(folder));
    REQUIRE(is_serving(server));
    server.signal(SIGTERM);
    REQUIRE(server.wait(10s) == 0);
}

} // namespace

TEST_CASE(
    "the first start shows the claim link on a terminal and in a private file and never logs it"
) {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program on_terminal(folder, "tocsin-server", serve_words(folder), Program::Screen::terminal);
    REQUIRE(is_serving(on_terminal));
    const auto first = code_of(folder);
    CHECK(first.size() >= 32);
    CHECK(on_terminal.err().find("/claim#" + first) != std::string::npos);

    struct stat status {};

    REQUIRE(::stat((folder.path() / "data/claim").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    on_terminal.signal(SIGTERM);
    REQUIRE(on_terminal.wait(10s) == 0);

    Program in_background(folder, "tocsin-server", serve_words(folder));
    REQUIRE(is_serving(in_background));
    const auto second = code_of(folder);

    CHECK(second != first); // minted anew at each start
    CHECK(in_background.err().find(second) == std::string::npos);
    CHECK(in_background.err().find("claim.offered") != std::string::npos);
}

TEST_CASE("the log of operations says that a data directory is new and with which key") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program server(folder, "tocsin-server", serve_words(folder));
    REQUIRE(is_serving(server));

    const auto key = admin(folder, {"key", "export-public"}, "data");

    CHECK(key.exit == 0);
    CHECK(server.err().find("house.founded") != std::string::npos);
    CHECK(server.err().find(key.out.substr(0, key.out.find('\n'))) != std::string::npos);
}

TEST_CASE("fault 98: a second server on the same data exits 75 and names the first") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program first(folder, "tocsin-server", serve_words(folder));
    REQUIRE(is_serving(first));

    const auto second = run(folder, "tocsin-server", serve_words(folder));

    CHECK(second.exit == 75);
    CHECK(second.err.find(std::to_string(first.pid())) != std::string::npos);
}

TEST_CASE("a data directory open to everybody exits 77 with its path") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    std::filesystem::create_directory(folder.path() / "data");
    std::filesystem::permissions(folder.path() / "data", std::filesystem::perms::all);

    const auto ended = run(folder, "tocsin-server", serve_words(folder));

    CHECK(ended.exit == 77);
    CHECK(ended.err.find((folder.path() / "data").string()) != std::string::npos);
}

TEST_CASE("fault 100: a database of a newer program exits 78 and stays as it is") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    found_log(folder);
    {
        // SQLite's user_version: four bytes, big-endian, at offset 60.
        std::fstream file(
            folder.path() / "data/tocsin.db", std::ios::in | std::ios::out | std::ios::binary
        );
        file.seekp(60);
        file.write("\0\0\0\x63", 4);
    }
    const auto before = folder.read("data/tocsin.db");

    const auto ended = run(folder, "tocsin-server", serve_words(folder));

    CHECK(ended.exit == 78);
    CHECK(folder.read("data/tocsin.db") == before);
}

TEST_CASE("a log whose key is missing or another exits 78 instead of becoming another log") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    found_log(folder);
    std::filesystem::remove(folder.path() / "data/log.key");
    CHECK(run(folder, "tocsin-server", serve_words(folder)).exit == 78);

    std::string seed(64, 'a');
    seed += '\n';
    folder.write("data/log.key", seed);
    std::filesystem::permissions(folder.path() / "data/log.key", std::filesystem::perms(0600));
    CHECK(run(folder, "tocsin-server", serve_words(folder)).exit == 78);
}

TEST_CASE("a log keeps the name it was founded with") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    found_log(folder);

    CHECK(
        run(folder, "tocsin-server", serve_words(folder, {"--store.origin", "other.test/log1"}))
            .exit == 78
    );
    Program moved(
        folder, "tocsin-server", serve_words(folder, {"--public_url", "https://moved.test"})
    );
    CHECK(is_serving(moved)); // a public address may change; the name stays
}

TEST_CASE("fault 110: a key nobody knows in the configuration exits 78 with line and nearest name"
) {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    folder.write("tocsin.toml", "[listen]\nhtpt = \"127.0.0.1:1\"\n");

    const auto ended =
        run(folder, "tocsin-server", {"check-config", (folder.path() / "tocsin.toml").string()});

    CHECK(ended.exit == 78);
    CHECK(ended.err.find("tocsin.toml:2:1") != std::string::npos);
    CHECK(ended.err.find("listen.http") != std::string::npos);
}

TEST_CASE("a wrong word on the command line exits 2 and offers the nearest") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;

    const auto verb = run(folder, "tocsin-server", {"serv"});
    const auto option = run(folder, "tocsin-server", {"demo", "--prot", "1"});

    CHECK(verb.exit == 2);
    CHECK(verb.err.find("did you mean serve?") != std::string::npos);
    CHECK(option.exit == 2);
    CHECK(option.err.find("did you mean --port?") != std::string::npos);
}

TEST_CASE("an address in use exits 69") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const Folder other;
    auto words = serve_words(folder);
    Program first(folder, "tocsin-server", words);
    REQUIRE(is_serving(first));
    words[2] = (other.path() / "data").string();

    CHECK(run(other, "tocsin-server", words).exit == 69);
}

TEST_CASE("witnesses that cannot be read are refused before anything runs") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto policy = (folder.path() / "witnesses").string();

    const auto words = serve_words(folder, {"--store.witness_policy", policy});
    const auto ended = run(folder, "tocsin-server", words);

    CHECK(ended.exit == 78);
    CHECK(ended.err.find(policy + " cannot be used") != std::string::npos);
    CHECK(ended.err.find("there is no such file") != std::string::npos);
}

TEST_CASE("an admin socket that cannot be had ends the start with its reason") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto path = (folder.path() / "nowhere" / "admin.sock").string();

    const auto ended =
        run(folder, "tocsin-server", serve_words(folder, {"--listen.admin_socket", path}));

    CHECK(ended.exit < 128);
    CHECK(ended.exit != 0);
    CHECK(ended.err.find(path) != std::string::npos);
}

TEST_CASE("what init writes can be checked and served") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto site = (folder.path() / "site").string();

    REQUIRE(run(folder, "tocsin-server", {"init", site}).exit == 0);

    CHECK(
        run(folder,
            "tocsin-server",
            {"check-config", site + "/tocsin.toml", "--listen.http", "127.0.0.1:0"})
            .exit == 0
    );
    CHECK(run(folder, "tocsin-server", {"init", site}).exit == 78); // nothing is overwritten
}

TEST_CASE("a reload that cannot be read keeps the old configuration and one that can is told") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto file = (folder.path() / "tocsin.toml").string();
    folder.write("tocsin.toml", "[log]\nlevel = \"info\"\n");
    Program server(folder, "tocsin-server", serve_words(folder, {"--config", file}));
    REQUIRE(is_serving(server));
    const auto says = [&](const char* words) {
        return eventually([&] { return server.err().find(words) != std::string::npos; }, 5s);
    };

    folder.write("tocsin.toml", "[log]\nlevle = \"debug\"\n");
    server.signal(SIGHUP);
    CHECK(says("config.reload-refused"));
    folder.write("tocsin.toml", "[log]\nlevel = \"debug\"\n");
    server.signal(SIGHUP);

    CHECK(says("log.level info→debug"));
    server.signal(SIGUSR2);
    CHECK(says("house.dump"));
}

TEST_CASE("a server started with its standard descriptors closed keeps its database off them") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto program = (test::binary_dir() / "tocsin-server").string();
    std::string line = "exec " + program;
    for (const auto& word : serve_words(folder))
        line += " '" + word + "'";
    const auto pid_file = (folder.path() / "pid").string();
    const auto shell = "(echo \\$BASHPID >" + pid_file + "; " + line + ") <&- >&- 2>&- &";

    REQUIRE(std::system(("bash -c \"" + shell + "\"").c_str()) == 0);
    REQUIRE(eventually([&] { return admin(folder, {"health"}, "data").exit == 0; }, 20s));
    const auto pid = std::stoi(folder.read("pid"));
    for (const auto* descriptor : {"0", "1", "2"}) {
        std::error_code ec; // not root: our process is not to be looked into
        const auto link = "/proc/" + std::to_string(pid) + "/fd/" + descriptor;
        const auto target = std::filesystem::read_symlink(link, ec);
        if (!ec) CHECK(target == "/dev/null");
    }
    ::kill(pid, SIGTERM);
}

TEST_CASE("the log's key gives way to another and whoever trusted the old one is led to it") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto serve_once = [&] {
        Program server(folder, "tocsin-server", serve_words(folder));
        REQUIRE(is_serving(server));
        server.signal(SIGTERM);
        REQUIRE(server.wait(20s) == 0);
    };
    const auto key = [&] { return admin(folder, {"key", "export-public"}, "data").out; };
    const auto verified = [&](const std::string& trusted) {
        return run(folder,
                   "tocsin",
                   {"verify", (folder.path() / "data").string(), "--log-key", trusted})
            .exit;
    };
    const auto without_end = [](std::string line) { return line.substr(0, line.find('\n')); };
    serve_once();
    const std::string first = without_end(key());

    CHECK(admin(folder, {"key", "retire"}, "data").exit == 2); // nothing to retire
    REQUIRE(admin(folder, {"key", "rotate"}, "data").exit == 0);
    CHECK(admin(folder, {"key", "rotate"}, "data").exit == 78); // one at a time
    CHECK(admin(folder, {"key", "retire"}, "data").exit == 78); // not recorded yet
    serve_once();

    const std::string second = without_end(key());
    CHECK(second != first);
    const auto note = folder.read("data/released-checkpoint");
    CHECK(std::count(note.begin(), note.end(), '\n') == 6); // both sign
    CHECK(admin(folder, {"verify"}, "data").exit == 0);
    CHECK(verified(first) == 0);
    CHECK(verified(second) == 0);

    REQUIRE(admin(folder, {"key", "retire"}, "data").exit == 0);
    serve_once();
    CHECK(key() == second + "\n");
    CHECK(verified(second) == 0);
    CHECK(verified(first) == 0); // the change in the log leads there
}

TEST_CASE("a change of the log's key that broke off is brought to its end") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    const auto data = folder.path() / "data";
    const auto serve_once = [&] {
        Program server(folder, "tocsin-server", serve_words(folder));
        const bool served = is_serving(server);
        server.signal(SIGTERM);
        (void)server.wait(20s);
        return served;
    };
    REQUIRE(serve_once());
    REQUIRE(admin(folder, {"key", "rotate"}, "data").exit == 0);
    std::filesystem::rename(
        data / "log.key", data / "log.key.next"
    ); // as between the two renamings

    CHECK_FALSE(serve_once()); // log.key is missing
    REQUIRE(admin(folder, {"key", "rotate"}, "data").exit == 0);
    CHECK(serve_once());
    CHECK(admin(folder, {"verify"}, "data").exit == 0);
}
