// The program beside a real server with a few persons, each with a key file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/cli.hpp"
#include "folder.hpp"
#include "tests/net/support/house.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <sstream>

namespace tocsin::test {

struct Ran {
    int code = 0;
    std::string out, err;

    boost::json::value json() const { return boost::json::parse(out); }
};

// A server, persons with key files, and a home of its own for the program.
class Town {
public:
    Town() {
        seat("lead", "CA", {v1::LEAD, v1::PENHOLDER, v1::FOCAL_POINT});
        seat("second", "CA", {v1::LEAD, v1::FOCAL_POINT});
        seat("ghana", "GH", {v1::FOCAL_POINT});
        seat("kenya", "KE", {v1::FOCAL_POINT});
        seat("auditor", "support-unit", {v1::AUDITOR});
        seat("support", "support-unit", {v1::SUPPORT});
        seat("support-2", "support-unit", {v1::SUPPORT});
    }

    Ran as(const std::string& name, std::vector<std::string> arguments) {
        for (const auto& more :
             {std::string("--server"), url(), std::string("--key"), key_file(name)})
            arguments.push_back(more);
        return run(arguments);
    }

    // With an OpenSSH key instead of a device key.
    Ran with_ssh(const std::string& key, std::vector<std::string> arguments) {
        for (const auto& more : {std::string("--server"), url(), std::string("--ssh-key"), key})
            arguments.push_back(more);
        return run(arguments);
    }

    static Ran run(const std::vector<std::string>& arguments) {
        std::ostringstream out, err;
        Ran ran;
        ran.code = cli::run_cli(arguments, out, err);
        ran.out = out.str();
        ran.err = err.str();
        INFO(ran.err);
        return ran;
    }

    std::string url() const { return "ws://127.0.0.1:" + std::to_string(house.port()) + "/ws"; }

    std::string key_file(const std::string& name) const {
        return (folder / (name + ".key")).string();
    }

    std::string file(const std::string& name, const std::string& content = {}) const {
        if (!content.empty()) std::ofstream(folder / name, std::ios::binary) << content;
        return (folder / name).string();
    }

    std::string raise() {
        const auto raised =
            as("lead",
               {"raise",
                "--yes",
                "--country",
                "TD",
                "--kind",
                "full-shutdown",
                "--severity",
                "severe",
                "--headline",
                "Mobile data off",
                "--tlp",
                "amber-strict",
                "--source",
                "measurement=https://example.org/1",
                "--exercise"});
        INFO(raised.err);
        REQUIRE(raised.code == 0);
        const std::string id = raised.out.substr(0, raised.out.find('\n'));
        const auto issued = as("second", {"approve", id, "--yes"});
        INFO(issued.err);
        REQUIRE(issued.code == 0);
        return id;
    }

    std::string open() {
        const auto text =
            file("statement.en.md", "# On a shutdown\n\nWe ask that access be restored.\n");
        const auto opened =
            as("lead",
               {"open",
                "statement",
                "--yes",
                "--mode",
                "opt-in",
                "--text",
                text,
                "--country",
                "TD",
                "--closes",
                "+24h",
                "--min",
                "1",
                "--exercise"});
        INFO(opened.err);
        REQUIRE(opened.code == 0);
        return opened.out.substr(0, opened.out.find('\n'));
    }

    const net::test::Person& person(const std::string& name) const { return persons_.at(name); }

    net::test::House house;
    Folder folder;
    Setting state{"XDG_STATE_HOME", folder.path().string()};

private:
    void
    seat(const std::string& name, const std::string& party, std::initializer_list<v1::Role> roles) {
        const auto person = house.seat(party, roles);
        REQUIRE(person.key->save(key_file(name)).has_value());
        persons_.emplace(name, person);
    }

    std::map<std::string, net::test::Person> persons_;
};

} // namespace tocsin::test
