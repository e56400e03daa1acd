// A secretariat of which one person is left: its printed code, carried in by whoever runs the host.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/cli.hpp"
#include "client/core/child.hpp"
#include "tests/app/served.hpp"
#include "tests/support/places.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <unistd.h>

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

// A server that nobody is enrolled at yet, and the command line beside it.
class Office {
public:
    Office() : words_(serve_words(folder_)), server_(folder_, "tocsin-server", words_) {
        ::setenv("XDG_STATE_HOME", (folder_.path() / "state").c_str(), 1);
        REQUIRE(is_serving(server_));
    }

    // As the person of this key file, or as a stranger.
    Ended tocsin(const std::string& key, std::vector<std::string> words) const {
        words.insert(words.end(), {"--server", url(), "--key", file(key)});
        std::ostringstream out, err;
        Ended ended;
        ended.exit = cli::run_cli(words, out, err);
        ended.out = out.str();
        ended.err = err.str();
        return ended;
    }

    // `code` on its stdin, as somebody types it.
    client::ChildEnded break_glass(const std::string& fingerprint, const std::string& code) const {
        const auto program = (test::binary_dir() / "tocsin-admin").string();
        const auto ended = client::run_child(
            {program, "break-glass", fingerprint, "--data-dir", (folder_.path() / "data").string()},
            code + "\n",
            20s
        );
        REQUIRE(ended.has_value());
        return *ended;
    }

    // Somebody who has shown a code; gives the fingerprint.
    std::string enrol(const std::string& key, const std::string& code) const {
        const auto ended = tocsin(key, {"enrol", code, "--json"});
        INFO(ended.err);
        REQUIRE(ended.exit == 0);
        return std::string(boost::json::parse(ended.out).at("fingerprint").as_string());
    }

    std::string claim() const { return first_line(folder_.read("data/claim")); }

private:
    std::string url() const {
        return "ws://" + *(std::find(words_.begin(), words_.end(), "--listen.http") + 1) + "/ws";
    }

    std::string file(const std::string& key) const { return (folder_.path() / key).string(); }

    Folder folder_;
    std::vector<std::string> words_;
    Program server_;
};

} // namespace

TEST_CASE("the last person of the secretariat and the sheet of paper let a second one in") {
    TOCSIN_NEEDS_PROGRAMS();
    const Office office;
    office.enrol("first.key", office.claim());
    const auto who = office.tocsin("first.key", {"whoami", "--json"});
    INFO(who.err);
    REQUIRE(who.exit == 0);
    const std::string party(boost::json::parse(who.out).at("party").as_string());
    const std::vector<std::string> invite{"person", "invite", party, "--role", "support"};
    const auto approve = [&](const std::string& by, const std::string& fingerprint) {
        const auto keys = office.tocsin(by, {"key", "list", "--json"});
        const auto listed = boost::json::parse(keys.out); // outlives the walk through it
        for (const auto& key : listed.at("keys").as_array())
            if (key.at("fingerprint") == boost::json::value(fingerprint))
                return office.tocsin(
                    by, {"person", "approve", std::string(key.at("person").as_string()), "--yes"}
                );
        return keys;
    };
    const auto second =
        office.enrol("second.key", first_line(office.tocsin("first.key", invite).out));
    REQUIRE(approve("first.key", second).exit == 0); // While it is alone it lets in its second.
    const auto printed = office.tocsin("second.key", {"code", "print", "--yes"});
    INFO(printed.err);
    REQUIRE(printed.exit == 0);
    const auto sheet = first_line(printed.out);

    // The first person is gone with its key.
    const auto keys =
        boost::json::parse(office.tocsin("second.key", {"key", "list", "--json"}).out);
    for (const auto& key : keys.at("keys").as_array())
        if (const std::string name(key.at("fingerprint").as_string()); name != second)
            REQUIRE(
                office.tocsin("second.key", {"key", "revoke", name, "--reason", "lost"}).exit == 0
            );
    const auto third =
        office.enrol("third.key", first_line(office.tocsin("second.key", invite).out));
    CHECK(office.break_glass(third, sheet).exit_code != 0); // Nobody has confirmed it.
    REQUIRE(approve("second.key", third).exit == 0);
    CHECK(approve("second.key", third).exit == 4); // One person alone lets nobody in.
    CHECK(office.tocsin("third.key", {"whoami"}).exit == 4);

    const auto wrong = office.break_glass(third, "0000-0000-0000-0000-0000-0000-0000-0000");
    CHECK(wrong.exit_code != 0);
    if (::isatty(STDERR_FILENO) == 0) // Else it was said there.
        CHECK(wrong.err.find("INVITATION_INVALID") != std::string::npos);
    CHECK(office.break_glass(third, "no code").exit_code != 0);
    const auto broken = office.break_glass(third, sheet);
    INFO(broken.err);
    REQUIRE(broken.exit_code == 0);
    CHECK(broken.out.find("let in " + third) == 0);

    CHECK(office.tocsin("third.key", {"whoami"}).exit == 0);
    CHECK(office.break_glass(third, sheet).exit_code != 0); // Once.
}
