// SPDX-License-Identifier: Apache-2.0
#include "client/core/outbox.hpp"

#include "folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sys/stat.h>

using namespace tocsin;
using client::Outbox;

namespace {

CommandId id_of(std::uint8_t number) {
    CommandId id;
    id.octets[0] = number;
    return id;
}

} // namespace

TEST_CASE(
    "a command given before a crash is still there afterwards with the same bytes",
    "[client][outbox]"
) {
    const test::Folder folder;
    {
        auto outbox = *Outbox::open(folder / "outbox");
        REQUIRE(outbox.put({id_of(2), "second"}).has_value());
        REQUIRE(outbox.put({id_of(1), "first"}).has_value());
    }

    const auto again = *Outbox::open(folder / "outbox");

    REQUIRE(again.pending().size() == 2);
    CHECK(again.pending()[0].bytes == "first");
    CHECK(again.pending()[1].bytes == "second");
}

TEST_CASE(
    "an answered command is no longer pending and its bytes can be repeated", "[client][outbox]"
) {
    const test::Folder folder;
    auto outbox = *Outbox::open(folder / "outbox");
    REQUIRE(outbox.put({id_of(1), "signed"}).has_value());

    REQUIRE(outbox.settle(id_of(1)).has_value());

    CHECK(outbox.pending().empty());
    CHECK(Outbox::open(folder / "outbox")->pending().empty());
    CHECK(outbox.find(id_of(1)) == "signed");
    CHECK_FALSE(outbox.find(id_of(2)).has_value());
}

TEST_CASE("one command id never stands for two commands", "[client][outbox]") {
    const test::Folder folder;
    auto outbox = *Outbox::open(folder / "outbox");
    REQUIRE(outbox.put({id_of(1), "sign"}).has_value());

    const auto other = outbox.put({id_of(1), "decline"});

    REQUIRE(other.has_error());
    CHECK(other.error().exit_code == 5);
    CHECK(outbox.put({id_of(1), "sign"}).has_value());
    CHECK(outbox.pending().size() == 1);
}

TEST_CASE("pending commands are readable by their owner alone", "[client][outbox]") {
    const test::Folder folder;
    auto outbox = *Outbox::open(folder / "outbox");
    REQUIRE(outbox.put({id_of(1), "secret until sent"}).has_value());

    struct stat file {};

    REQUIRE(::stat((folder / "outbox" / id_of(1).hex()).c_str(), &file) == 0);
    CHECK((file.st_mode & 0777) == 0600);
}

TEST_CASE("what a crash left half written is not taken for a command", "[client][outbox]") {
    const test::Folder folder;
    REQUIRE(Outbox::open(folder / "outbox").has_value());
    std::ofstream(folder / "outbox" / (id_of(1).hex() + ".tmp")) << "half";
    std::ofstream(folder / "outbox" / "notes.txt") << "not ours";

    CHECK(Outbox::open(folder / "outbox")->pending().empty());
}

TEST_CASE("old answered commands are forgotten and recent ones are not", "[client][outbox]") {
    const test::Folder folder;
    auto outbox = *Outbox::open(folder / "outbox");
    for (std::uint8_t i = 1; i <= 80; ++i) {
        REQUIRE(outbox.put({id_of(i), "command"}).has_value());
        REQUIRE(outbox.settle(id_of(i)).has_value());
    }

    CHECK_FALSE(outbox.find(id_of(1)).has_value());
    CHECK(outbox.find(id_of(80)).has_value());
}
