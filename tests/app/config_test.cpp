// The configuration: who wins over whom, and what is refused with which words (operations.md 1.3).
// SPDX-License-Identifier: Apache-2.0
#include "server/app/config.hpp"

#include "server/app/arguments.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/setting_values.hpp"
#include "tests/app/folder.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::app;
using namespace std::chrono_literals;

namespace {

// What configure() makes of one file, an environment and flags.
Result<Configured> configured(
    const std::string& toml,
    Environment variables = {},
    std::vector<std::pair<std::string, std::string>> flags = {}
) {
    const Folder folder;
    folder.write("tocsin.toml", toml);
    Asked asked;
    asked.file = folder.path() / "tocsin.toml";
    asked.environment = std::move(variables);
    asked.flags = std::move(flags);
    return configure(asked);
}

Trouble trouble_of(const std::string& toml) {
    const auto result = configured(toml);
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

} // namespace

TEST_CASE("a flag wins over the environment and that over the file and that over the default") {
    const std::string file = "[log]\nlevel = \"warn\"\n";

    CHECK(configured("")->config.log_level == LogLevel::info);
    CHECK(configured(file)->config.log_level == LogLevel::warn);
    CHECK(configured(file, {{"TOCSIN_LOG__LEVEL", "error"}})->config.log_level == LogLevel::error);
    CHECK(
        configured(
            file, {{"TOCSIN_LOG__LEVEL", "error"}}, {{"log.level", "debug"}}
        )->config.log_level == LogLevel::debug
    );
}

TEST_CASE("files of conf.d lie over the main file in the order of their names") {
    const Folder folder;
    folder.write("tocsin.toml", "organisation = \"main\"\n[log]\nlevel = \"warn\"\n");
    folder.write("conf.d/20-b.toml", "organisation = \"second\"\n");
    folder.write("conf.d/10-a.toml", "organisation = \"first\"\n");
    Asked asked;
    asked.etc = folder.path();

    const auto result = configure(asked);

    REQUIRE(result.has_value());
    CHECK(result->files.size() == 3);
    CHECK(result->config.organisation == "second");
    CHECK(result->config.log_level == LogLevel::warn);
}

TEST_CASE("a secret comes from the file that an environment variable names") {
    const Folder folder;
    folder.write("secret", "4J7K-0000\n");

    const auto result =
        configured("", {{"TOCSIN_ADMIN__CLAIM_CODE_FILE", (folder.path() / "secret").string()}});

    REQUIRE(result.has_value());
    CHECK(result->config.claim_code == "4J7K-0000");
    CHECK(print_config(result->layers).find("4J7K") == std::string::npos);
}

TEST_CASE("fault 110: an unknown key is refused with its line and column and the nearest name") {
    const auto trouble = trouble_of("[listen]\nhttps = \"\"\nmetrix = \"127.0.0.1:1\"\n");

    CHECK(trouble.exit_code == exit_code::configuration);
    CHECK(trouble.what.find("tocsin.toml:3:1") != std::string::npos);
    CHECK(trouble.why == "unknown key \"listen.metrix\"");
    CHECK(trouble.next == "did you mean \"listen.metrics\"?");
}

TEST_CASE("an unknown section is refused and not passed over") {
    CHECK(trouble_of("[lisen]\nhttp = \"\"\n").next == "see tocsin-server print-config --default");
    CHECK(trouble_of("[log.level]\nx = 1\n").exit_code == exit_code::configuration);
}

TEST_CASE("a value of the wrong type is refused where it stands") {
    const auto trouble = trouble_of("[limits]\nmessages_per_minute = \"many\"\n");

    CHECK(trouble.what.find("tocsin.toml:2:") != std::string::npos);
    CHECK(trouble.why == "\"limits.messages_per_minute\" must be a whole number");
}

TEST_CASE("a file that is no TOML is refused with its line") {
    CHECK(trouble_of("public_url = \n").what.find(":1:") != std::string::npos);
}

TEST_CASE("a configuration may lower a limit and never raise it") {
    CHECK(configured("[limits]\nconnections_per_person = 2\n")->config.connections_per_person == 2);
    CHECK(
        trouble_of("[limits]\nconnections_per_person = 9\n").why == "must be a number from 1 to 8"
    );
    CHECK(trouble_of("[limits]\nconnections = 0\n").exit_code == exit_code::configuration);
}

TEST_CASE("metrics are refused on an address that others can reach") {
    CHECK(
        trouble_of("[listen]\nmetrics = \"0.0.0.0:9464\"\n").why.find("loopback") !=
        std::string::npos
    );
    CHECK(configured("[listen]\nmetrics = \"\"\n")->config.metrics.empty());
}

TEST_CASE("the log's name is the host of the public address unless it is given") {
    CHECK(
        configured("public_url = \"https://tocsin.test/\"\n")->config.origin == "tocsin.test/log1"
    );
    CHECK(configured("[store]\norigin = \"o.test/1\"\n")->config.origin == "o.test/1");
    CHECK(configured("")->config.origin == "tocsin.localhost/log1");
}

TEST_CASE("the data directory is the one of the store's address and nothing else is guessed") {
    const auto given = configured("[store]\nurl = \"sqlite:///srv/t/tocsin.db\"\n");
    CHECK(given->config.directory == "/srv/t");
    CHECK(given->config.admin_socket == "/srv/t/admin.sock");

    CHECK(trouble_of("[store]\nurl = \"postgres://db\"\n").exit_code == exit_code::configuration);
    CHECK(
        trouble_of("[store]\nurl = \"sqlite://tocsin.db\"\n").exit_code == exit_code::configuration
    );
}

TEST_CASE("TLS without its certificate and key is refused before anything listens") {
    CHECK(trouble_of("[listen]\nhttps = \"0.0.0.0:8443\"\n").why.find("PEM") != std::string::npos);
    CHECK(trouble_of("[listen]\nhttp = \"\"\n").exit_code == exit_code::configuration);
}

TEST_CASE("an unknown variable of ours in the environment is refused as a typing error would be") {
    const auto result = configured("", {{"TOCSIN_LISTEN__HTTPP", "x"}});

    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().next == "did you mean TOCSIN_LISTEN__HTTP?");
    CHECK(configured("", {{"TOCSIN_TOKEN_FILE", "x"}, {"TOCSIN_DEMO", "y"}}).has_value());
}

TEST_CASE("a folder that is not named is refused with its option") {
    const std::vector<std::string> nothing{"--data-dir="};
    const auto unnamed = parse_arguments(nothing, {}, true);

    REQUIRE_FALSE(unnamed.has_value());
    CHECK(unnamed.error().exit_code == exit_code::usage);
    CHECK(unnamed.error().what.find("--data-dir names no folder") != std::string::npos);
    REQUIRE(folder_of("--keep", "here/../there/").has_value());
    CHECK(*folder_of("--keep", "here/../there/") == std::filesystem::current_path() / "there/");
}

TEST_CASE("a named configuration that is missing is an input missing and not a default") {
    Asked asked;
    asked.file = "/nowhere/tocsin.toml";

    const auto result = configure(asked);

    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().exit_code == exit_code::input_missing);
}

TEST_CASE("what passkeys answer to and further pages are set and checked") {
    const auto config = configured("[identity]\nrp_id = \"tocsin.test\"\n"
                                   "origins = [\"https://console.tocsin.test\"]\n")
                            ->config;
    CHECK(config.rp_id == "tocsin.test");
    CHECK(config.origins == std::vector<std::string>{"https://console.tocsin.test"});

    CHECK(trouble_of("[identity]\nrp_id = \"https://tocsin.test\"\n").exit_code == 78);
    for (const char* wrong :
         {"https://tocsin.test/",
          "tocsin.test",
          "https://Tocsin.test",
          "https://",
          "ftp://a.test"}) {
        CAPTURE(wrong);
        const std::string line =
            std::string("[identity]\norigins = [\"").append(wrong).append("\"]\n");
        CHECK(trouble_of(line).why.find("https://tocsin.example") != std::string::npos);
    }
}

TEST_CASE("by what persons are told beside an open console is set and checked") {
    const auto config = configured("[reach]\npush_contact = \"mailto:duty@tocsin.example\"\n"
                                   "smtp_url = \"smtp://relay.tocsin.example:587\"\n"
                                   "smtp_from = \"tocsin@tocsin.example\"\n")
                            ->config;
    CHECK(config.push_contact == "mailto:duty@tocsin.example");
    CHECK(config.smtp_url == "smtp://relay.tocsin.example:587");
    CHECK(configured("")->config.push_contact.empty());
    CHECK(configured("")->config.smtp_url.empty());

    // A push service refuses a contact that leads nowhere, for each message.
    for (const char* wrong :
         {"duty@tocsin.example",
          "mailto:duty@localhost",
          "mailto:duty@tocsin.invalid",
          "http://tocsin.example",
          "https://localhost"}) {
        CAPTURE(wrong);
        const auto line = std::string("[reach]\npush_contact = \"").append(wrong).append("\"\n");
        CHECK(trouble_of(line).exit_code == 78);
    }
    const std::string from = "smtp_from = \"tocsin@tocsin.example\"\n";
    for (const char* wrong : {"relay:587", "http://relay", "smtp://", "smtp://user@relay"}) {
        CAPTURE(wrong);
        const auto line = std::string("[reach]\nsmtp_url = \"").append(wrong).append("\"\n");
        CHECK(trouble_of(line + from).exit_code == 78);
    }
    CHECK(
        trouble_of("[reach]\nsmtp_url = \"smtp://relay\"\n").why.find("mailbox") !=
        std::string::npos
    );
    CHECK(trouble_of("[reach]\nsmtp_user = \"tocsin\"\n").exit_code == 78);

    const auto secret = configured(
        "", {{"TOCSIN_REACH__SMTP_PASSWORD", "secret-word"}, {"TOCSIN_REACH__SMTP_USER", "tocsin"}}
    );
    CHECK(secret->config.smtp_password == "secret-word");
    CHECK(print_config(secret->layers).find("secret-word") == std::string::npos);
}

TEST_CASE("what is printed can be read again and says where each value came from") {
    const auto first = configured(
        "public_url = \"https://a.test\"\n[listen]\ntrusted_proxies = [\"127.0.0.1/32\", "
        "\"::1/128\"]\n",
        {{"TOCSIN_SHUTDOWN__GRACE", "3s"}}
    );
    const auto printed = print_config(first->layers);

    CHECK(printed.find("(default)") != std::string::npos);
    CHECK(printed.find("($TOCSIN_SHUTDOWN__GRACE)") != std::string::npos);
    const auto second = configured(printed);
    REQUIRE(second.has_value());
    CHECK(second->config.grace == 3s);
    CHECK(second->config.trusted_proxies == first->config.trusted_proxies);
    CHECK(second->config.public_url == "https://a.test");
}

TEST_CASE("what the environment says is printed as a file may say it, or refused") {
    const auto odd = configured(
        "", {{"TOCSIN_LIMITS__CONNECTIONS", "007"}, {"TOCSIN_ORGANISATION", "a\x7f\"\n"}}
    );
    REQUIRE(odd.has_value());
    const auto again = configured(print_config(odd->layers));
    REQUIRE(again.has_value());
    CHECK(again->config.connections == 7);
    CHECK(again->config.organisation == "a\x7f\"\n");

    const auto broken = configured("", {{"TOCSIN_ORGANISATION", "caf\xe9"}});
    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().what == "$TOCSIN_ORGANISATION");
    CHECK(broken.error().why == "the value is not UTF-8");
    CHECK_FALSE(configured("", {}, {{"organisation", "caf\xe9"}}).has_value());
}

TEST_CASE("a reload says what changed at once and what needs a restart") {
    const auto before = configured("");
    const auto after = configured("[log]\nlevel = \"debug\"\n[listen]\nhttp = \"127.0.0.1:1\"\n"
                                  "trusted_proxies = [\"10.0.0.0/8\"]\n"
                                  "[limits]\nmessages_per_minute = 50\n");

    const auto changes = difference(before->layers, after->layers);

    REQUIRE(changes.applied.size() == 3);
    CHECK(changes.applied[0] == "listen.trusted_proxies →10.0.0.0/8");
    CHECK(changes.applied[1] == "limits.messages_per_minute 100→50");
    CHECK(changes.applied[2] == "log.level info→debug");
    CHECK(changes.needs_restart == std::vector<std::string>{"listen.http"});
}

TEST_CASE("durations and sizes are read with their unit and never without") {
    CHECK(parse_duration("45s") == 45s);
    CHECK(parse_duration("500ms") == 500ms);
    CHECK(parse_duration("1d") == 24h);
    CHECK_FALSE(parse_duration("45"));
    CHECK_FALSE(parse_duration("-1s"));
    CHECK_FALSE(parse_duration("99999999999999999d"));
    CHECK(parse_size("2MiB") == 2u * 1024 * 1024);
    CHECK(parse_size("0") == 0u);
    CHECK_FALSE(parse_size("2MB"));
    CHECK_FALSE(parse_size("2"));
}

TEST_CASE("an address is a host and a port and IPv6 stands in brackets") {
    CHECK(parse_host_port("127.0.0.1:8080")->port == 8080);
    CHECK(parse_host_port("[::1]:1")->host == "::1");
    CHECK(parse_host_port("[::1]:1")->is_loopback());
    CHECK(parse_host_port("localhost:0")->is_loopback());
    CHECK_FALSE(parse_host_port("0.0.0.0:1")->is_loopback());
    CHECK_FALSE(parse_host_port("::1:80"));
    CHECK_FALSE(parse_host_port("127.0.0.1"));
    CHECK_FALSE(parse_host_port("127.0.0.1:65536"));
}
