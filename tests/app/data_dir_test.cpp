// Which data may be opened by whom, and small private files.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/data_dir.hpp"

#include "server/app/exit_code.hpp"
#include "server/app/private_file.hpp"
#include "tests/app/folder.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::app;

TEST_CASE("a demo whose seeding was interrupted begins again in an emptied folder") {
    const Folder folder;
    const auto demo = folder.path() / "demo";
    REQUIRE(*prepare_demo(demo) == DemoDir::fresh);
    folder.write("demo/tocsin.db", "half a story");

    CHECK(*prepare_demo(demo) == DemoDir::fresh);
    CHECK_FALSE(std::filesystem::exists(demo / "tocsin.db"));

    REQUIRE(mark_seeded(demo).has_value());
    folder.write("demo/tocsin.db", "a whole story");
    CHECK(*prepare_demo(demo) == DemoDir::seeded);
    CHECK(folder.read("demo/tocsin.db") == "a whole story");
    CHECK(refuse_demo(demo).error().exit_code == exit_code::configuration);
}

TEST_CASE("a folder with anything else in it is never taken for a demo") {
    const Folder folder;
    folder.write("mine", "precious");

    const auto prepared = prepare_demo(folder.path());

    REQUIRE_FALSE(prepared.has_value());
    CHECK(prepared.error().exit_code == exit_code::configuration);
    CHECK(folder.read("mine") == "precious");
    CHECK(refuse_demo(folder.path()).has_value());
}

TEST_CASE("a private file is private even where a wider one stood") {
    const Folder folder;
    const auto file = folder.path() / "claim";
    folder.write("claim", "old");
    std::filesystem::permissions(file, std::filesystem::perms(0644));

    REQUIRE(write_private(file, "new").has_value());

    CHECK(*read_small(file) == "new");
    CHECK(
        (std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
        std::filesystem::perms(0600)
    );
    CHECK(read_small(folder.path() / "none").error().exit_code == exit_code::input_missing);
}
