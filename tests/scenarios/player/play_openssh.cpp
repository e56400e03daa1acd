// Sentences about somebody whose only key is OpenSSH's, all through the real `tocsin` and the real
// ssh-keygen. SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/stage.hpp"

#include <boost/json.hpp>

namespace tocsin::scenario {

namespace {

namespace json = boost::json;

std::string text_of(const json::value& value, std::string_view name) {
    const auto* found = value.is_object() ? value.as_object().if_contains(name) : nullptr;
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

// Words for people stand in front of the data: standard output and error are one here.
json::value data_in(const std::string& out) {
    const auto begin = out.find('{');
    json::error_code ec;
    auto value = json::parse(out.substr(begin, out.find('\n', begin) - begin), ec);
    return ec ? json::value() : value;
}

} // namespace

std::string Stage::ssh_key_of(const std::string& name) const {
    return (server_.folder() / (name + "_ed25519")).string();
}

Server::Ran Stage::with_ssh_key(const std::string& name, std::vector<std::string> words) const {
    words.insert(words.end(), {"--server", server_.url(), "--ssh-key", ssh_key_of(name)});
    return server_.tocsin(words);
}

awaitable<void> Stage::invite_ssh(const Step&, Match match) {
    const std::string by = match[1], name = match[2], party = match[3];
    const auto made = server_.run(
        "/usr/bin/ssh-keygen", {"-q", "-t", "ed25519", "-N", "", "-C", name, "-f", ssh_key_of(name)}
    );
    require(made.exit_code == 0, "ssh-keygen: " + made.out);
    const auto invited = server_.tocsin(
        {"--demo", "--as", by, "person", "invite", party, "--role", "focal-point", "--json"}
    );
    require(invited.exit_code == 0, "tocsin person invite: " + invited.out);
    const auto invitation = data_in(invited.out);
    const auto enrolled = with_ssh_key(name, {"enrol", text_of(invitation, "code"), "--json"});
    require(enrolled.exit_code == 0, "tocsin enrol: " + enrolled.out);
    ids_[name] = text_of(data_in(enrolled.out), "fingerprint");
    tell(name + " of " + party + " enrols the OpenSSH key " + ids_[name].substr(0, 16));
    co_return;
}

awaitable<void> Stage::let_in_ssh(const Step& step, Match match) {
    const std::string by = match[1], name = match[2];
    const auto listed = server_.tocsin({"--demo", "--as", by, "person", "list", "--json"});
    require(listed.exit_code == 0, "tocsin person list: " + listed.out);
    std::string person;
    const auto list = data_in(listed.out); // outlives the walk through it
    for (const auto& line : list.at("persons").as_array())
        for (const auto& waiting : line.at("waiting").as_array())
            if (waiting == json::value(id_of(name))) person = text_of(line, "person");
    require(!person.empty(), "no such key is known");
    const auto approved =
        server_.tocsin({"--demo", "--as", by, "person", "approve", person, id_of(name), "--yes"});
    tell(by + " lets in the key of " + name + (approved.exit_code == 0 ? "" : "  → refused"));
    if (step.expectation.empty())
        require(approved.exit_code == 0, "tocsin person approve: " + approved.out);
    else
        require(
            approved.exit_code != 0 && step.expectation.starts_with("refused ") &&
                approved.out.find(step.expectation.substr(8)) != std::string::npos,
            "expected " + step.expectation + ": " + approved.out
        );
    co_return;
}

awaitable<void> Stage::not_let_in_ssh(const Step&, Match match) {
    const auto ran = with_ssh_key(match[1], {"whoami"});
    require(ran.exit_code == 4, "it is let in, or something else failed: " + ran.out);
    tell(match[1].str() + " is not let in yet");
    co_return;
}

awaitable<void> Stage::log_in_ssh(const Step&, Match match) {
    const std::string name = match[1];
    const auto ran = server_.tocsin({"login", server_.url(), "--ssh-key", ssh_key_of(name)});
    require(ran.exit_code == 0, "tocsin login: " + ran.out);
    const auto who = server_.tocsin({"whoami"}); // As the log-in has left it.
    require(who.exit_code == 0, "tocsin whoami: " + who.out);
    tell(name + " logs in with ssh-keygen's signature");
    co_return;
}

awaitable<void> Stage::sign_ssh(const Step&, Match match) {
    const std::string name = match[1], text = match[2];
    const auto version = std::to_string(opened(text).version);
    const auto ran = server_.tocsin({"sign", id_of(text), "--yes", "--version", version});
    require(ran.exit_code == 0, "tocsin sign: " + ran.out);
    tell(name + " signs " + text + " with ssh-keygen's signature");
    co_return;
}

} // namespace tocsin::scenario
