// The client's arithmetic: addresses, prefix proofs, pauses. SPDX-License-Identifier: Apache-2.0
#include "client/core/address.hpp"
#include "client/core/connection_state.hpp"
#include "client/core/prefix_proof.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace std::chrono_literals;

TEST_CASE("one server has one address however its URL is written", "[client][address]") {
    CHECK(client::parse_address("wss://foc.example")->url() == "wss://foc.example/ws");
    CHECK(client::parse_address("https://foc.example:443/")->url() == "wss://foc.example/ws");
    CHECK(client::parse_address("ws://localhost:8080/ws")->host_header() == "localhost:8080");
    CHECK(client::parse_address("ws://[::1]:8080/feed")->url() == "ws://[::1]:8080/feed");
    CHECK(client::parse_address("ws://[::1]:8080/feed")->host == "::1");
}

TEST_CASE("what is no address is refused", "[client][address]") {
    for (const auto* text :
         {"",
          "foc.example",
          "ftp://foc.example",
          "wss://",
          "wss://foc.example:0",
          "wss://foc.example:99999",
          "wss://foc.example:80x",
          "wss://a b/ws",
          "wss://::1/ws",
          "wss://user@foc.example/ws",
          "wss://foc.example/ws?x=1",
          "wss://foc.example/a\r\nb",
          "wss://[::1/ws"}) {
        INFO(text);
        CHECK_FALSE(client::parse_address(text).has_value());
    }
}

namespace {

storage::Tree tree_of(std::size_t size, std::uint8_t changed_at = 255) {
    storage::Tree tree;
    for (std::size_t i = 0; i < size; ++i) {
        Digest leaf;
        leaf.octets[0] = static_cast<std::uint8_t>(i);
        if (i == changed_at) leaf.octets[1] = 1;
        tree.append(leaf);
    }
    return tree;
}

bool proven(const storage::TreeHead& before, const storage::Tree& tree, storage::Index size) {
    const storage::TreeHead now{size, tree.root(size)};
    std::vector<std::vector<Digest>> paths;
    for (const auto index : client::prefix_indices(before, now))
        paths.push_back(tree.inclusion_proof(index, size));
    return client::proves_prefix(before, now, paths);
}

} // namespace

TEST_CASE("every earlier log is proven to be a prefix of every later one", "[client][prefix]") {
    const auto tree = tree_of(40);
    for (storage::Index size = 2; size <= 40; ++size)
        for (storage::Index before = 1; before < size; ++before) {
            INFO(before << " of " << size);
            CHECK(proven({before, tree.root(before)}, tree, size));
        }
}

TEST_CASE("a log whose past was changed is not proven", "[client][prefix]") {
    const auto honest = tree_of(40);
    for (const std::uint8_t changed :
         {std::uint8_t(0), std::uint8_t(7), std::uint8_t(16), std::uint8_t(20)}) {
        const auto rewritten = tree_of(40, changed);
        for (auto before = storage::Index(changed) + 1; before < 40; ++before) {
            INFO(int(changed) << " below " << before);
            CHECK_FALSE(proven({before, honest.root(before)}, rewritten, 40));
        }
    }
}

TEST_CASE("paths that are too short or of no length prove nothing", "[client][prefix]") {
    const auto tree = tree_of(9);
    const storage::TreeHead before{4, tree.root(4)}, now{9, tree.root(9)};
    std::vector<std::vector<Digest>> paths = {
        tree.inclusion_proof(3, 9), tree.inclusion_proof(2, 9)};
    REQUIRE(client::proves_prefix(before, now, paths));

    auto shorter = paths;
    shorter[0].pop_back();
    CHECK_FALSE(client::proves_prefix(before, now, shorter));
    CHECK_FALSE(client::proves_prefix(before, now, {}));
    CHECK_FALSE(client::proves_prefix(now, before, paths));
    CHECK_FALSE(client::proves_prefix({0, storage::empty_root()}, now, paths));
}

TEST_CASE(
    "fault 129: a lost client comes back after a random pause that grows to thirty seconds",
    "[client][backoff]"
) {
    SeededRng rng(3);
    std::chrono::milliseconds longest{};
    for (int i = 0; i < 1000; ++i) {
        CHECK(client::pause_after(rng, 0) <= 500ms);
        CHECK(client::pause_after(rng, 3) <= 4s);
        longest = std::max(longest, client::pause_after(rng, 40));
    }

    CHECK(longest <= 30s);
    CHECK(longest > 25s);
}

TEST_CASE(
    "fault 129: the pause a restarting server asks for is heard and has an end", "[client][backoff]"
) {
    CHECK(*client::retry_after("retry_after_ms=1234") == 1234ms);
    CHECK(*client::retry_after("restarting; retry_after_ms=7 bye") == 7ms);
    CHECK_FALSE(client::retry_after("restarting").has_value());
    CHECK(*client::retry_after("retry_after_ms=99999999999999999999") == 300'000ms);
}
