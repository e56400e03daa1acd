// OpenSSH as a way to speak: real ssh-keygen, real server; its secret never enters our process.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/child.hpp"
#include "client/core/own_key.hpp"
#include "talk.hpp"
#include "town.hpp"

#include <catch2/catch.hpp>

#include <thread>
#include <unistd.h>

using namespace tocsin;
using namespace std::chrono_literals;
using test::Ran;
using test::Town;

namespace {

std::string ssh_key(const Town& town, const std::string& name) {
    const auto file = town.file(name);
    const std::vector<std::string> words{
        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file};
    const auto ended = client::run_child(words, "", 30s);
    REQUIRE(ended.has_value());
    REQUIRE(ended->exit_code == 0);
    return file;
}

// Another program by the name of ssh-keygen, first in the path.
class Impostor {
public:
    Impostor(const Town& town, const std::string& script) {
        const auto folder = std::filesystem::path(town.file("bin"));
        std::filesystem::create_directories(folder);
        const auto file = folder / "ssh-keygen";
        if (!script.empty()) {
            std::ofstream(file) << "#!/bin/sh\n" << script;
            std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        }
        path_.emplace("PATH", folder.string());
    }

private:
    std::optional<test::Setting> path_;
};

bool says(const Ran& ran, const std::string& words) {
    return ran.err.find(words) != std::string::npos;
}

} // namespace

TEST_CASE(
    "an OpenSSH key is let in, logs in and signs, and the export counts its position",
    "[client][cli][openssh]"
) {
    Town town;
    const auto key = ssh_key(town, "ghana_ed25519");
    const auto added = town.as("ghana", {"key", "add", "--ssh-key", key + ".pub", "--yes"});
    INFO(added.err);
    REQUIRE(added.code == 0);

    const auto in = Town::run({"login", town.url(), "--ssh-key", key});
    INFO(in.err);
    REQUIRE(in.code == 0);
    const auto id = town.open();
    CHECK(Town::run({"sign", id, "--dry-run"}).out.find("position sign\n") != std::string::npos);
    const auto signed_now = Town::run({"sign", id, "--yes", "--version", "1"});
    INFO(signed_now.err);
    REQUIRE(signed_now.code == 0);

    const auto file = town.file("log.ndjson");
    Ran verified;
    // An export ends at the last checkpoint, which comes at most once a second.
    for (int tries = 0; tries < 20; ++tries) {
        REQUIRE(town.as("auditor", {"export", "all", "-o", file}).code == 0);
        verified = Town::run({"verify", file, "--json"});
        if (verified.code != 0 || verified.json().at("positions") != 0) break;
        std::this_thread::sleep_for(200ms);
    }
    INFO(verified.out);
    CHECK(verified.code == 0);
    CHECK(verified.json().at("positions") == 1);
    CHECK(verified.json().at("positionsUnchecked") == 0);
    CHECK(Town::run({"amend", id, "--to", "abstain", "--yes", "--version", "1"}).code == 0);
}

TEST_CASE(
    "a signature by OpenSSH run again under its command id is recorded once",
    "[client][cli][openssh]"
) {
    Town town;
    const auto key = ssh_key(town, "id");
    REQUIRE(town.as("ghana", {"key", "add", "--ssh-key", key, "--yes"}).code == 0);
    const auto id = town.open();
    const std::vector<std::string> sign{
        "sign",
        id,
        "--yes",
        "--version",
        "1",
        "--json",
        "--command-id",
        "01936b3e-0000-7000-8000-000000000001"};

    const auto first = town.with_ssh(key, sign);
    const auto second = town.with_ssh(key, sign);

    INFO(second.err);
    REQUIRE(first.code == 0);
    REQUIRE(second.code == 0);
    CHECK(first.json().at("receipt").at("index") == second.json().at("receipt").at("index"));
}

TEST_CASE(
    "an OpenSSH key lets in a device key, and is let in by none of another person's",
    "[client][cli][openssh]"
) {
    Town town;
    const auto key = ssh_key(town, "id");
    REQUIRE(town.as("ghana", {"key", "add", "--ssh-key", key, "--yes"}).code == 0);
    const auto device = town.file("device.key");

    const auto added = Town::run(
        {"--server", town.url(), "--ssh-key", key, "key", "add", "--file", device, "--yes"}
    );

    INFO(added.err);
    CHECK(added.code == 0);
    CHECK(Town::run({"whoami", "--server", town.url(), "--key", device}).code == 0);
    CHECK(town.as("kenya", {"key", "add", "--ssh-key", key, "--yes"}).code != 0); // Ghana's.
}

TEST_CASE(
    "hours later an act that binds is proven once more by the OpenSSH key", "[client][openssh]"
) {
    Town town;
    const auto key = ssh_key(town, "id");
    REQUIRE(town.as("support", {"key", "add", "--ssh-key", key, "--yes"}).code == 0);
    const client::SshKey loaded = *client::SshKey::load(key);
    auto options = test::options_for(town.house, town.person("support"));
    options.key = loaded;
    test::Talk talk(options, &town.house.time);
    REQUIRE(talk.live());
    const auto before = talk.connection.welcome().verified_until();
    town.house.inside([&] { town.house.time.pass(16min); });

    v1::Command invite;
    invite.mutable_invite_person()->set_party("GH");
    invite.mutable_invite_person()->add_roles(v1::FOCAL_POINT);
    invite.mutable_invite_person()->set_code_sha256(std::string(32, 'c'));
    const auto verdict = talk.command(invite);

    CHECK(verdict.has_receipt());
    CHECK(talk.connection.welcome().verified_until() > before);

    town.house.inside([&] { town.house.time.pass(16min); });
    const Impostor refusing(town, "echo 'agent refused operation' >&2\nexit 255\n");
    invite.mutable_invite_person()->set_code_sha256(std::string(32, 'd'));
    const auto unproven = talk.command(invite);
    CHECK(unproven.refusal().code() == v1::Refusal::VERIFICATION_REQUIRED);
    CHECK(unproven.refusal().what().find("ssh-keygen signed nothing") != std::string::npos);
}

TEST_CASE(
    "when ssh-keygen is missing or fails, the command line says what to do",
    "[client][cli][openssh]"
) {
    Town town;
    const auto key = ssh_key(town, "id");
    const auto other = ssh_key(town, "other");
    REQUIRE(town.as("ghana", {"key", "add", "--ssh-key", key, "--yes"}).code == 0);
    const auto who = [&] { return town.with_ssh(key, {"whoami"}); };

    {
        const Impostor missing(town, "");
        const auto ran = who();
        CHECK(ran.code == 1);
        CHECK(says(ran, "cannot run ssh-keygen"));
        CHECK(says(ran, "hint: install it"));
    }
    {
        const Impostor refusing(town, "echo 'agent refused operation' >&2\nexit 255\n");
        const auto ran = who();
        CHECK(ran.code == 4);
        CHECK(says(ran, "ssh-keygen signed nothing with " + key));
        if (::isatty(STDERR_FILENO) == 0) CHECK(says(ran, "agent refused operation"));
    }
    {
        const Impostor another(
            town, "exec /usr/bin/ssh-keygen -Y sign -n \"$4\" -f '" + other + "'\n"
        );
        const auto ran = who();
        CHECK(ran.code == 7);
        CHECK(says(ran, "not a signature by " + key + ".pub"));
    }
    CHECK(who().code == 0);
}

TEST_CASE("only the two Ed25519 types of OpenSSH are taken", "[client][cli][openssh]") {
    Town town;
    const auto file = town.file("rsa");
    const std::vector<std::string> words{
        "ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-C", "x", "-f", file};
    REQUIRE(client::run_child(words, "", 30s)->exit_code == 0);

    const auto ran = town.with_ssh(file, {"whoami"});

    CHECK(ran.code == 2);
    CHECK(says(ran, "it is no ssh-ed25519 key"));
    const auto gone = town.with_ssh(town.file("nowhere"), {"whoami"});
    CHECK(gone.code != 0);
    CHECK(says(gone, "ssh-keygen -y -f"));
    CHECK(Town::run({"whoami", "--ssh-key", file, "--key", file}).code == 2);
}

TEST_CASE("a child of ours has nothing open but its three streams", "[client][child]") {
    const auto listed = client::run_child({"/bin/sh", "-c", "ls /proc/self/fd | wc -l"}, "", 10s);
    REQUIRE(listed.has_value());
    CHECK(std::stoi(listed->out) <= 4); // The three, and the folder that ls reads.
    const auto echoed = client::run_child({"cat"}, "what was given\n", 10s);
    CHECK(echoed->out == "what was given\n");
    const auto stuck = client::run_child({"sleep", "30"}, "", 50ms);
    REQUIRE(stuck.has_error());
    CHECK(stuck.error().what == "sleep did not end");
}
