// SPDX-License-Identifier: Apache-2.0
#include "storage/tiles.hpp"
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

Http get_as(unsigned short port, const std::string& target, const std::string& token) {
    Peer peer(port);
    peer.send(
        "GET " + target +
        " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + token +
        "\r\n\r\n"
    );
    return read_answer(peer);
}

std::string token_of(House& house, const Person& person, const std::string& token) {
    v1::Command mint;
    mint.mutable_mint_token()->set_token_sha256(storage::sha256({token}).str());
    mint.mutable_mint_token()->set_expires_at(to_ms(house.time.wall() + std::chrono::hours(1)));
    REQUIRE(house.does(person, std::move(mint)).has_receipt());
    return token;
}

// The last checkpoint, once it covers all that is there now.
storage::TreeHead released(House& house) {
    const auto size = house.ask<std::uint64_t>([&] { return house.engine().health().entries; });
    const auto key = house.ask<std::string>([&] { return house.engine().log_key().str(); });
    for (int tries = 0; tries < 200; ++tries) {
        const auto opened = storage::open_checkpoint(
            get(house.port(), "/checkpoint").body, *storage::VerifierKey::parse(key)
        );
        if (opened && opened->head.size >= size) return opened->head;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return {};
}

std::string path_of_all(storage::Index size, storage::TilePath::Of of) {
    storage::TilePath path = storage::bundle_of(0, size);
    path.of = of;
    return "/" + path.str();
}

} // namespace

TEST_CASE("anybody rebuilds the root of the checkpoint from the tiles", "[net][tiles]") {
    House house;
    (void)house.issue_alert("mobile data is cut off");
    const auto head = released(house);
    REQUIRE(head.size > 0);

    const Http tile = get(house.port(), path_of_all(head.size, storage::TilePath::Of::hashes));
    REQUIRE(tile.status == 200);
    CHECK(tile.field("Content-Type") == "application/octet-stream");
    CHECK(tile.field("Cache-Control") == "public, max-age=31536000, immutable");
    std::vector<Digest> leaves;
    for (std::size_t at = 0; at < tile.body.size(); at += Digest::size)
        leaves.push_back(*Digest::from(tile.body.substr(at, Digest::size)));
    REQUIRE(leaves.size() == head.size);
    CHECK(storage::root_of(leaves) == head.root);

    CHECK(
        get(house.port(), path_of_all(head.size + 1, storage::TilePath::Of::hashes)).status == 404
    );
    for (const char* path :
         {"/tile/0/0", "/tile/0/000.p/01", "/tile/64/000", "/tile/", "/tile/0/000.p/1?again=1"}) {
        INFO(path);
        CHECK(get(house.port(), path).status == 404);
    }
}

TEST_CASE("headers of entries are for auditors alone", "[net][tiles]") {
    House house;
    const Person auditor = house.seat("SE", {v1::AUDITOR});
    const Person focal = house.seat("GH", {v1::FOCAL_POINT});
    const std::string theirs = token_of(house, auditor, "token of an auditor, 256 bits of it");
    const std::string another = token_of(house, focal, "token of a focal point, 256 bits");
    const auto head = released(house);
    REQUIRE(head.size > 0);
    const std::string path = path_of_all(head.size, storage::TilePath::Of::entries);

    CHECK(get(house.port(), path).status == 401);
    Peer stranger(house.port()); // HEAD is GET without the body, and asks for log-in as that does.
    stranger.send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(read_answer(stranger, false).status == 401);
    CHECK(get(house.port(), path).field("WWW-Authenticate") == "Bearer");
    CHECK(get_as(house.port(), path, "no token of anybody").status == 401);
    CHECK(get_as(house.port(), path, another).status == 403);

    const Http bundle = get_as(house.port(), path, theirs);
    REQUIRE(bundle.status == 200);
    CHECK(bundle.field("Cache-Control").starts_with("private"));
    std::vector<Digest> leaves;
    for (std::size_t at = 0; at < bundle.body.size(); at += 2 + storage::header_bytes)
        leaves.push_back(storage::leaf_hash(bundle.body.substr(at + 2, storage::header_bytes)));
    REQUIRE(leaves.size() == head.size);
    CHECK(storage::root_of(leaves) == head.root);
    CHECK(get_as(house.port(), path + "?x", theirs).status == 404);
}

TEST_CASE("which bundles an auditor fetched is recorded as one stretch", "[net][tiles]") {
    House house;
    const Person support = house.seat("support-unit", {v1::SUPPORT});
    const std::string theirs =
        token_of(house, house.seat("SE", {v1::AUDITOR}), "token of an auditor, 256 bits of it");
    const auto head = released(house);
    const std::string path = path_of_all(head.size, storage::TilePath::Of::entries);
    for (int again = 0; again < 2; ++again)
        REQUIRE(get_as(house.port(), path, theirs).status == 200);

    house.reopen(); // What is gathered is recorded when the house closes.

    Client reader(house.port());
    reader.log_in(house, support);
    reader.follow();
    std::vector<v1::Reading> readings;
    while (readings.empty()) {
        const auto next = reader.message(2s);
        REQUIRE(next);
        for (const v1::Item& item : next->items())
            for (const v1::Reading& reading : item.event().reading_recorded().readings())
                readings.push_back(reading);
    }
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].what() == "tile/entries");
    CHECK(readings[0].count() == 2);
    CHECK(readings[0].from_index() == 0);
    CHECK(readings[0].to_index() == head.size);
}
