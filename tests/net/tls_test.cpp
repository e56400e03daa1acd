// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/certificate.hpp"
#include "tests/net/support/client.hpp"
#include "tests/net/support/tls_offer.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

Options with_certificate(const Folder& folder) {
    make_certificate(folder.path(), 1);
    Options options;
    options.https = "127.0.0.1:0";
    options.tls_cert = (folder.path() / "cert.pem").string();
    options.tls_key = (folder.path() / "key.pem").string();
    return options;
}

} // namespace

TEST_CASE("over TLS a log-in is bound to its connection", "[net][tls]") {
    const Folder folder;
    House house(with_certificate(folder));
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.tls_port(), {}, Peer::Tls::newest);

    REQUIRE(client.answer.status == 101);
    CHECK(client.peer.exporter().size() == 32);
    CHECK(client.log_in(house, person).party() == "GH");
    CHECK(client.follow().resume() == v1::Following::REPLAY);
    client.send({Frame::ping, "hello"});
    bool ponged = false;
    while (!ponged) {
        const auto next = client.frame();
        REQUIRE(next);
        ponged = next->opcode == Frame::pong && next->payload == "hello";
    }
}

TEST_CASE("fault 61: a log-in made for another TLS connection is refused", "[net][tls]") {
    const Folder folder;
    House house(with_certificate(folder));
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    // A machine in the middle: the victim signs for its own connection, plain to the attacker, who
    // passes the challenge and the answer on.
    Client attacker(house.tls_port(), {}, Peer::Tls::newest);
    wire::AuthText text;
    text.origin = house.origin;
    text.server_nonce = *wire::ServerNonce::from(attacker.challenge().nonce());
    text.key = person.fingerprint;
    text.time_seconds = to_ms(RealClock().wall()) / 1000;
    text.client_nonce.octets.fill(1);
    text.exporter.emplace().octets.fill(9);
    v1::ClientFrame message;
    v1::Authenticate& proof = *message.mutable_authenticate();
    proof.set_key_fingerprint(person.fingerprint.str());
    proof.set_client_nonce(text.client_nonce.str());
    proof.set_time_seconds(text.time_seconds);
    proof.set_signature(person.key->sign(wire::render(text)).str());
    proof.set_protocol(1);

    attacker.send(message);

    CHECK(attacker.verdict()->refusal().code() == v1::Refusal::AUTH_FAILED);
    CHECK(attacker.close_code() == 4401);
}

TEST_CASE(
    "fault 3: random bytes to the TLS port end that connection and log one line", "[net][tls]"
) {
    const Folder folder;
    House house(with_certificate(folder));

    for (int i = 0; i < 20; ++i) {
        Peer another(house.tls_port());
        another.send(std::string(64, '\x55'));
        CHECK(another.ends());
    }

    CHECK(house.comes_true([&] { return house.listener().counters().connections == 0; }));
    // One line a minute for a source, which is cut short.
    CHECK(house.log_lines() == std::vector<std::string>{"from 127.0.0.0/24: no TLS was agreed"});
    house.inside([&] { house.time.pass(1min); });
    Peer later(house.tls_port());
    later.send(std::string(64, '\x55'));
    CHECK(later.ends());
    CHECK(house.comes_true([&] { return house.log_lines().size() == 2; }));
    CHECK(Client(house.tls_port(), {}, Peer::Tls::newest).answer.status == 101);
}

TEST_CASE("fault 4: TLS 1.2 is refused", "[net][tls]") {
    const Folder folder;
    House house(with_certificate(folder));

    const Peer old(house.tls_port(), Peer::Tls::only_1_2);
    CHECK_FALSE(old.tls_works());
    CHECK(old.tls_failure().find("protocol version") != std::string::npos); // the alert
    CHECK(Peer(house.tls_port(), Peer::Tls::newest).tls_works());
}

TEST_CASE("fault 5: plain HTTP to the TLS port is closed without an answer in HTTP", "[net][tls]") {
    const Folder folder;
    House house(with_certificate(folder));
    Peer peer(house.tls_port());

    peer.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");

    CHECK(peer.ends());
    CHECK(peer.heard().find("HTTP/") == std::string::npos);
}

TEST_CASE("TLS agrees to nothing but what was chosen and leaves no ticket", "[net][tls]") {
    const Folder folder;
    House house(with_certificate(folder));
    const auto agreed = [&](const char* ciphers, const char* groups) {
        return tls_offer(house.tls_port(), ciphers, groups);
    };
    constexpr const char* any = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:"
                                "TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256";

    const auto usual = agreed(any, "X448:P-521:X25519");
    CHECK(usual.works);
    CHECK(usual.cipher == "TLS_AES_256_GCM_SHA384");
    CHECK(usual.group == "X25519");
    CHECK(usual.tickets == 0);
    CHECK(agreed("TLS_AES_128_GCM_SHA256", "P-256").works);
    CHECK(agreed("TLS_CHACHA20_POLY1305_SHA256", "P-384").works);
    CHECK_FALSE(agreed("TLS_AES_128_CCM_SHA256", "X25519").works);
    CHECK_FALSE(agreed(any, "P-521").works);
    CHECK_FALSE(agreed(any, "X448").works);
    CHECK_FALSE(agreed(any, "ffdhe2048").works);
}

TEST_CASE("fault 1: a TLS handshake that never comes is closed at the deadline", "[net][tls]") {
    const Folder folder;
    Options options = with_certificate(folder);
    options.timeouts.handshake = 300ms;
    House house(options);
    Peer peer(house.tls_port());

    CHECK(peer.ends(2s));
    CHECK(house.counters().handshake_timeouts == 1);
}

TEST_CASE("fault 22: a certificate changed on disk is shown once it is asked for", "[net][tls]") {
    const Folder folder;
    House house(with_certificate(folder));
    const auto shown = [&] {
        return Peer(house.tls_port(), Peer::Tls::newest).certificate_serial();
    };
    CHECK(shown() == 1);

    make_certificate(folder.path(), 2, 20 * 24h);
    CHECK(shown() == 1);
    house.inside([&] { CHECK(house.listener().reload_certificate().has_value()); });

    CHECK(shown() == 2);
    // In 20 days it ends: within the thirty that are told.
    CHECK(house.comes_true([&] { return house.logged("in no more than 30 days"); }));
    house.inside([&] { house.time.pass(14 * 24h); });
    CHECK(house.comes_true([&] { return house.logged("in no more than 7 days"); }));
    house.inside([&] { house.time.pass(5 * 24h + 1h); });
    CHECK(house.comes_true([&] { return house.logged("in no more than 1 day:"); }));
    house.inside([&] { house.time.pass(24h); });
    CHECK(house.comes_true([&] { return house.logged("ended on"); }));
    CHECK(house.log_lines().size() == 4);
}

TEST_CASE("fault 22: a broken new certificate leaves the old one in use", "[net][tls]") {
    const Folder folder;
    House house(with_certificate(folder));
    const auto reload = [&] {
        std::optional<Trouble> trouble;
        house.inside([&] {
            const auto reloaded = house.listener().reload_certificate();
            if (!reloaded) trouble = reloaded.error();
        });
        return trouble;
    };
    Client before(house.tls_port(), {}, Peer::Tls::newest);

    std::ofstream(folder.path() / "cert.pem") << "not a certificate\n";
    const auto trouble = reload();
    REQUIRE(trouble);
    CHECK(trouble->exit_code == 78);
    CHECK(Peer(house.tls_port(), Peer::Tls::newest).certificate_serial() == 1);

    // The pair of another key: readable, and does not match.
    const Folder other;
    make_certificate(other.path(), 2);
    std::filesystem::copy_file(
        other.path() / "cert.pem",
        folder.path() / "cert.pem",
        std::filesystem::copy_options::overwrite_existing
    );
    CHECK(reload());
    CHECK(Peer(house.tls_port(), Peer::Tls::newest).certificate_serial() == 1);

    make_certificate(folder.path(), 3);
    CHECK_FALSE(reload());
    CHECK(Peer(house.tls_port(), Peer::Tls::newest).certificate_serial() == 3);
    CHECK_FALSE(before.challenge().nonce().empty()); // Who is here is not disturbed.
}

TEST_CASE(
    "over TLS a stuck reader is cut as well and a slow one gets every frame whole", "[net][tls]"
) {
    const Folder folder;
    Options options = with_certificate(folder);
    options.rate_limits = false;
    options.send_buffer_bytes = 4096;
    options.timeouts.write = 1s;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    for (int i = 0; i < 12; ++i)
        house.issue_alert("Alert " + std::to_string(i), 8000);
    Client stuck(house.tls_port(), {}, Peer::Tls::newest, 4096);
    stuck.log_in(house, person);
    Client slow(house.tls_port(), {}, Peer::Tls::newest, 4096);
    slow.log_in(house, person);
    v1::ClientFrame follow;
    follow.mutable_follow();
    stuck.send(follow);
    slow.send(follow);
    std::this_thread::sleep_for(300ms);
    for (int i = 0; i < 5; ++i)
        slow.send({Frame::ping, std::to_string(i)});

    std::set<std::string> alerts;
    int pongs = 0;
    while (alerts.size() < 12 || pongs < 5) {
        const auto next = slow.frame(); // Throws when a frame is not whole.
        REQUIRE(next);
        if (next->opcode == Frame::pong) CHECK(next->payload == std::to_string(pongs++));
        if (next->opcode != Frame::binary) continue;
        const auto message = wire::parse_server_frame(next->payload, wire::Format::binary);
        REQUIRE(message);
        for (const auto& item : message->items()) {
            if (item.event().has_alert_issued())
                alerts.insert(item.event().alert_issued().alert_id());
        }
    }

    CHECK(house.comes_true([&] { return house.listener().counters().slow_consumers == 1; }));
    CHECK(house.comes_true([&] { return house.listener().counters().sessions == 1; }));
}
