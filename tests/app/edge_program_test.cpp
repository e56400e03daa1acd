// The edge of the real `tocsin-server serve`: its certificate, and a proxy before it.
// SPDX-License-Identifier: Apache-2.0
#include "tests/app/served.hpp"
#include "tests/net/support/certificate.hpp"
#include "tests/net/support/peer.hpp"

#include <csignal>

using namespace tocsin;
using namespace std::chrono_literals;
using net::test::make_certificate;
using net::test::Peer;

TEST_CASE("fault 22: SIGHUP shows the new certificate and a broken one leaves the old") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    make_certificate(folder.path(), 1, 5 * 24h);
    const auto port = free_port();
    const auto metrics_port = free_port();
    Program server(
        folder,
        "tocsin-server",
        serve_words(
            folder,
            {"--listen.https",
             "127.0.0.1:" + std::to_string(port),
             "--listen.tls_cert",
             (folder.path() / "cert.pem").string(),
             "--listen.tls_key",
             (folder.path() / "key.pem").string(),
             "--listen.metrics",
             "127.0.0.1:" + std::to_string(metrics_port)}
        )
    );
    REQUIRE(is_serving(server));
    const auto shown = [&] { return Peer(port, Peer::Tls::newest).certificate_serial(); };
    const auto says = [&](const char* words) {
        return eventually([&] { return server.err().find(words) != std::string::npos; }, 5s);
    };
    const auto measured = [&](const std::string& line) {
        return http_get(metrics_port, "/metrics").find("\n" + line) != std::string::npos;
    };
    Peer before(port, Peer::Tls::newest);

    CHECK(shown() == 1);
    CHECK(says("ends on"));
    CHECK(says("in no more than 7 days"));
    CHECK(measured("tocsin_tls_certificate_expiry_timestamp_seconds "));
    CHECK(measured("tocsin_config_last_reload_successful 1"));

    folder.write("cert.pem", "not a certificate\n");
    CHECK(shown() == 1);
    server.signal(SIGHUP);
    CHECK(says("config.certificate-refused"));
    CHECK(shown() == 1);
    CHECK(measured("tocsin_config_last_reload_successful 0"));

    make_certificate(folder.path(), 2);
    CHECK(shown() == 1); // until it is asked for
    server.signal(SIGHUP);
    CHECK(eventually([&] { return shown() == 2; }, 5s));
    CHECK(measured("tocsin_config_last_reload_successful 1"));
    CHECK_FALSE(before.ends(0ms)); // Who is here is not disturbed.
    server.signal(SIGTERM);
    CHECK(server.wait(10s) == 0);
}

TEST_CASE("a server behind a proxy counts by client and says that its TLS ends there") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    folder.write("tocsin.toml", "[listen]\ntrusted_proxies = [\"127.0.0.1/32\"]\n");
    const auto words = serve_words(folder, {"--config", (folder.path() / "tocsin.toml").string()});
    Program server(folder, "tocsin-server", words);
    REQUIRE(is_serving(server));
    const auto port =
        static_cast<unsigned short>(std::stoi(words[4].substr(words[4].find(':') + 1)));
    const auto upgraded = [&](const std::string& client) {
        Peer peer(port);
        peer.send(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Protocol: tocsin.v1\r\nX-Forwarded-For: " +
            client + "\r\n\r\n"
        );
        REQUIRE(peer.await(12));
        return peer.heard().substr(9, 3);
    };

    CHECK(server.err().find("TLS ends at a proxy") != std::string::npos);
    CHECK(http_get(port, "/readyz?verbose").find("[!]tls-ends-at-proxy") != std::string::npos);
    for (int i = 0; i < 20; ++i)
        CHECK(upgraded("198.51.100.7") == "101");
    CHECK(upgraded("198.51.100.7") == "503");
    CHECK(upgraded("198.51.100.8") == "101");
    CHECK(server.err().find("198.51.100.7") == std::string::npos);
}
