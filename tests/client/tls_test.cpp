// The same conversation over TLS 1.3. SPDX-License-Identifier: Apache-2.0
#include "folder.hpp"
#include "talk.hpp"
#include "tests/net/support/certificate.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using net::test::House;
using test::Talk;

namespace {

net::Options with_certificate(const test::Folder& folder) {
    net::test::make_certificate(folder.path(), 1);
    net::Options options;
    options.https = "127.0.0.1:0";
    options.tls_cert = (folder / "cert.pem").string();
    options.tls_key = (folder / "key.pem").string();
    return options;
}

client::Options over_tls(const House& house, const net::test::Person& person) {
    client::Options options;
    options.url = "wss://localhost:" + std::to_string(house.tls_port()) + "/ws";
    options.key = person.key.get();
    return options;
}

} // namespace

TEST_CASE("over TLS the log-in names its own connection and is believed", "[client][tls]") {
    const test::Folder folder;
    House house(with_certificate(folder));
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    auto options = over_tls(house, person);
    options.ca_file = (folder / "cert.pem").string();
    Talk talk(options);

    REQUIRE(talk.live());

    house.issue_alert("over TLS");
    CHECK(talk.run_until([&] { return talk.alerts() == 1; }));
}

TEST_CASE("a server whose certificate nobody here trusts is told nothing", "[client][tls]") {
    const test::Folder folder;
    House house(with_certificate(folder));
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    Talk talk(over_tls(house, person));

    REQUIRE(talk.run_until([&] { return talk.last_status == client::Status::waiting; }));

    CHECK(talk.last_words.find("TLS") != std::string::npos);
    CHECK(talk.connection.connections() == 0);
}

TEST_CASE("a trusted certificate of another name is not believed", "[client][tls]") {
    const test::Folder folder;
    House house(with_certificate(folder));
    const auto person = house.seat("GH", {v1::FOCAL_POINT});
    auto options = over_tls(house, person);
    options.ca_file = (folder / "cert.pem").string();
    options.url = "wss://127.0.0.1:" + std::to_string(house.tls_port()) + "/ws";
    Talk talk(options);

    REQUIRE(talk.run_until([&] { return talk.last_status == client::Status::waiting; }));

    CHECK(talk.connection.connections() == 0);
}
