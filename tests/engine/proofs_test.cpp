// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine::test {
namespace {

std::optional<std::string> bundle(World& world, const char* path) {
    std::optional<Result<std::optional<std::string>>> answer;
    world.engine().proofs().bundle(*storage::TilePath::parse(path), [&](auto given) {
        answer = std::move(given);
    });
    REQUIRE(world.run_until([&] { return answer.has_value(); }));
    REQUIRE(answer->has_value());
    return answer->value();
}

} // namespace

TEST_CASE(
    "a bundle gives back the leaves of its tile, and nothing beyond the release", "[engine][proofs]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    world.clock.pass(2s);
    world.engine().beat();
    const auto size = world.head().size;
    REQUIRE(world.run_until([&] { return world.engine().root_at(size).has_value(); }));

    storage::TilePath path = storage::bundle_of(0, size);
    REQUIRE(path.width == size);
    const auto bytes = bundle(world, path.str().c_str());
    REQUIRE(bytes);
    storage::TilePath hashes = path;
    hashes.of = storage::TilePath::Of::hashes;
    std::string leaves;
    for (std::size_t at = 0; at < bytes->size(); at += 2 + storage::header_bytes) {
        CHECK(bytes->substr(at, 2) == std::string("\0\x4c", 2));
        leaves += storage::leaf_hash(bytes->substr(at + 2, storage::header_bytes)).view();
    }
    CHECK(world.engine().proofs().hash_tile(hashes) == leaves);

    ++path.width;
    ++hashes.width;
    CHECK(!bundle(world, path.str().c_str()));
    CHECK(!world.engine().proofs().hash_tile(hashes));
    CHECK(!world.engine().proofs().consistency(1, size + 1));
    CHECK(world.engine().proofs().consistency(1, size));
}

} // namespace tocsin::engine::test
