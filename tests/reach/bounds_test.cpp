// Which addresses a request may reach, by the address itself. SPDX-License-Identifier: Apache-2.0
#include "server/reach/egress.hpp"
#include "tests/engine/support.hpp"
#include "tests/reach/services.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <arpa/inet.h>

namespace tocsin::reach::test {

namespace {

std::string octets(const std::string& text) {
    char bytes[16];
    if (::inet_pton(AF_INET, text.c_str(), bytes) == 1) return {bytes, 4};
    REQUIRE(::inet_pton(AF_INET6, text.c_str(), bytes) == 1);
    return {bytes, 16};
}

// Through the real libcurl.
Answered ask(asio::io_context& io, CurlEgress& egress, Asked asked) {
    std::optional<Answered> answer;
    egress.send(std::move(asked), [&](Answered given) { answer = std::move(given); });
    io.restart(); // after an earlier one
    auto work = asio::make_work_guard(io);
    while (!answer)
        io.run_one();
    return *answer;
}

Answered ask(Asked asked) {
    asio::io_context io;
    CurlEgress egress(io.get_executor());
    return ask(io, egress, std::move(asked));
}

// Keeps a connection open for what else is asked.
class Witness final : public Loopback {
public:
    ~Witness() override { end(); }

private:
    void talk(Socket& socket) override {
        for (std::string heard;;) {
            asio::read_until(socket, asio::dynamic_buffer(heard), "\r\n\r\n");
            heard.clear();
            asio::write(
                socket, asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
            );
        }
    }
};

} // namespace

TEST_CASE("a person's address cannot lead into the house's own network", "[reach][bounds]") {
    for (const char* inside :
         {"127.0.0.1",
          "10.1.2.3",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.1.1",
          "169.254.169.254",
          "100.64.0.1",
          "0.0.0.0",
          "224.0.0.1",
          "255.255.255.255",
          "198.18.0.1",
          "::1",
          "::",
          "fe80::1",
          "fc00::1",
          "fd12::1",
          "::ffff:10.0.0.1",
          "::ffff:127.0.0.1",
          "64:ff9b::a00:1",
          "2002:7f00:1::",
          "2001:db8::1",
          "ff02::1"}) {
        CAPTURE(inside);
        CHECK(!is_within(Bounds::public_only, octets(inside)));
    }
    for (const char* outside :
         {"8.8.8.8",
          "172.32.0.1",
          "100.128.0.1",
          "193.0.0.1",
          "2a00:1450::1",
          "2606:4700::1",
          "::ffff:8.8.8.8"}) {
        CAPTURE(outside);
        CHECK(is_within(Bounds::public_only, octets(outside)));
    }
    CHECK(!is_within(Bounds::public_only, "")); // no family that we know
}

TEST_CASE("an exercise reaches this host and nothing else", "[reach][bounds]") {
    CHECK(is_within(Bounds::loopback, octets("127.0.0.1")));
    CHECK(is_within(Bounds::loopback, octets("::1")));
    CHECK(is_within(Bounds::loopback, octets("::ffff:127.0.0.1")));
    for (const char* beyond : {"8.8.8.8", "10.0.0.1", "2a00:1450::1", "::"})
        CHECK(!is_within(Bounds::loopback, octets(beyond)));
}

TEST_CASE("what is out of bounds is never connected to", "[reach][bounds]") {
    PushService service;
    Asked asked(Bounds::public_only);
    asked.url = service.endpoint("one");
    asked.body = "x";
    const Answered refused = ask(asked);
    CHECK(refused.status == 0);
    CHECK(refused.trouble == "its address is not one that may be reached from here");
    CHECK(service.posted().empty());

    asked.bounds = Bounds::loopback;
    CHECK(ask(asked).status == 201);
    CHECK(service.posted().size() == 1);
}

TEST_CASE("a person's address cannot ride on a connection to the operator's", "[reach][bounds]") {
    Witness witness;
    asio::io_context io;
    CurlEgress egress(io.get_executor());
    Asked asked(Bounds::any);
    asked.url = "http://" + witness.at() + "/checkpoint";
    REQUIRE(ask(io, egress, asked).status == 200);
    asked.bounds = Bounds::public_only;
    CHECK(ask(io, egress, asked).status == 0);
}

TEST_CASE("a redirect is an answer and is not followed", "[reach][bounds]") {
    PushService service, elsewhere;
    service.answers({"307 Elsewhere\r\nLocation: " + elsewhere.endpoint("two")});
    Asked asked(Bounds::loopback);
    asked.url = service.endpoint("one");
    asked.body = "x";
    CHECK(ask(asked).status == 307);
    CHECK(elsewhere.posted().empty());
}

} // namespace tocsin::reach::test
