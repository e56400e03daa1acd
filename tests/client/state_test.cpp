// What the client keeps on disk, and its keys. SPDX-License-Identifier: Apache-2.0
#include "client/core/files.hpp"
#include "client/core/keys.hpp"
#include "client/core/state_dir.hpp"
#include "folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sys/stat.h>

using namespace tocsin;

namespace {

unsigned mode_of(const std::filesystem::path& path) {
    struct stat facts {};

    return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 0777u : 0u;
}

Digest digest_of(std::uint8_t number) {
    Digest digest;
    digest.octets[0] = number;
    return digest;
}

} // namespace

TEST_CASE("the state folder is private and one that is not is refused", "[client][state]") {
    const test::Folder folder;
    const test::Setting home("XDG_STATE_HOME", folder.path().string());

    const auto made = client::state_home();

    REQUIRE(made.has_value());
    CHECK(*made == folder / "tocsin");
    CHECK(mode_of(*made) == 0700);

    ::chmod(made->c_str(), 0750);
    const auto refused = client::state_home();
    REQUIRE(refused.has_error());
    CHECK(refused.error().exit_code == 77);
}

TEST_CASE("each server and each key has a folder of its own", "[client][state]") {
    const test::Folder folder;

    const auto one = *client::state_folder(folder.path(), "wss://foc.example/ws", digest_of(1));
    const auto other_key =
        *client::state_folder(folder.path(), "wss://foc.example/ws", digest_of(2));
    const auto plain = *client::state_folder(folder.path(), "ws://foc.example/ws", digest_of(1));

    CHECK(one != other_key);
    CHECK(one != plain);
    CHECK(one.parent_path() == folder.path());
}

TEST_CASE("cursor and checkpoint and log key are found again", "[client][state]") {
    const test::Folder folder;
    const client::StateDir state(folder.path());
    CHECK_FALSE(state.cursor()->has_value());

    REQUIRE(state.keep_cursor(std::string("\x00\xff\n", 3)).has_value());
    REQUIRE(state.keep_checkpoint("origin\n3\nroot\n\n— origin sig\n").has_value());
    REQUIRE(state.keep_log_key("origin+12345678+AAAA").has_value());

    CHECK(**state.cursor() == std::string("\x00\xff\n", 3));
    CHECK(**state.checkpoint() == "origin\n3\nroot\n\n— origin sig\n");
    CHECK(**state.log_key() == "origin+12345678+AAAA");
    CHECK(mode_of(folder / "cursor") == 0600);
}

TEST_CASE("fault 127: evidence of two logs is never overwritten", "[client][state]") {
    const test::Folder folder;
    const client::StateDir state(folder.path());

    const auto first = state.keep_evidence("first", "1");
    const auto second = state.keep_evidence("second", "1");

    REQUIRE(first.has_value());
    CHECK(*first == *second);
    CHECK(**client::read_small(*first) == "first");
}

TEST_CASE("a key file belongs to its owner alone and is not overwritten", "[client][keys]") {
    REQUIRE(storage::init_crypto());
    const test::Folder folder;
    SeededRng rng(5);

    const auto made = client::make_key(folder / "keys" / "device.key", rng);

    REQUIRE(made.has_value());
    CHECK(mode_of(folder / "keys" / "device.key") == 0600);
    const auto loaded = client::load_key(folder / "keys" / "device.key");
    REQUIRE(loaded.has_value());
    CHECK(loaded->public_key() == made->public_key());
    CHECK(client::make_key(folder / "keys" / "device.key", rng).has_error());

    ::chmod((folder / "keys" / "device.key").c_str(), 0640);
    CHECK(client::load_key(folder / "keys" / "device.key").has_error());
}

TEST_CASE("a fingerprint is read over the telephone as eight groups", "[client][keys]") {
    Digest digest;
    for (std::size_t i = 0; i < 32; ++i)
        digest.octets[i] = static_cast<std::uint8_t>(i);

    const std::string groups = client::in_groups(digest);

    CHECK(groups == "00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 18191a1b 1c1d1e1f");
}

TEST_CASE("a file too large to be ours is not read", "[client][state]") {
    const test::Folder folder;
    std::ofstream(folder / "big") << std::string(5000, 'x');

    CHECK(client::read_small(folder / "big", 4096).has_error());
    CHECK(client::read_small(folder / "big", 5000).has_value());
    CHECK_FALSE(client::read_small(folder / "missing")->has_value());
}
