// SPDX-License-Identifier: Apache-2.0
#include "storage/tiles.hpp"

#include "tests/storage/vectors.hpp"

#include <map>

namespace tocsin::test {

using namespace tocsin::storage;

namespace {

std::string leaf_data(Index i) {
    return "leaf " + std::to_string(i);
}

Tree percent_d_tree(Index size) {
    Tree tree;
    for (Index i = 0; i < size; ++i)
        tree.append(leaf_hash(leaf_data(i)));
    return tree;
}

std::string content(const Tree& tree, const TilePath& path) {
    if (path.of == TilePath::Of::hashes) return hash_tile(tree, path);
    std::vector<std::string> leaves;
    for (Index i = 0; i < path.width; ++i)
        leaves.push_back(leaf_data(path.first() + i));
    return entry_bundle(leaves);
}

// What a stranger does who has only tiles: the hash of level l+1 is the root over a full tile
// below.
Digest root_from_tiles(const std::map<std::string, std::string>& files, Index size) {
    std::vector<Digest> leaves;
    for (Index n = 0; n * tile_width_full < size; ++n) {
        TilePath path;
        path.number = n;
        if (size - path.first() < tile_width_full)
            path.width = static_cast<unsigned>(size - path.first());
        const std::string& bytes = files.at(path.str());
        for (std::size_t at = 0; at < bytes.size(); at += Digest::size)
            leaves.push_back(*Digest::from(std::string_view(bytes).substr(at, Digest::size)));
    }
    return root_of(leaves);
}

} // namespace

TEST_CASE("every published path of a tile is read and printed as published", "[storage][tiles]") {
    if (!have_vectors("tiles-tessera/paths.json")) return;
    const json::value file = vectors("tiles-tessera/paths.json");
    for (const auto& item : file.at("tile").as_array()) {
        const auto& test = item.as_object();
        TilePath path;
        path.level = static_cast<unsigned>(number(test, "level"));
        path.number = number(test, "index");
        const auto partial = static_cast<unsigned>(number(test, "partial"));
        if (partial != 0) path.width = partial;
        CHECK(path.str() == text(test, "path"));
        CHECK(TilePath::parse(text(test, "path")) == path);
    }
    for (const auto& item : file.at("entries").as_array()) {
        const auto& test = item.as_object();
        const TilePath path = bundle_of(number(test, "seq"), number(test, "log_size"));
        CHECK(path.str() == text(test, "path"));
        CHECK(TilePath::parse(path.str()) == path);
    }
    for (const auto& item : file.at("reject").as_array()) {
        INFO(text(item));
        CHECK(!TilePath::parse(text(item)));
    }
}

TEST_CASE("no path of a tile has two spellings", "[storage][tiles]") {
    for (const char* path :
         {"tile/0/x000/001",
          "tile/00/001",
          "tile/+1/001",
          "tile/0/ 01",
          "tile/0/001.p/+5",
          "tile/0/001.p/256",
          "tile/0/001.p/1.p/1",
          "tile/0/001/",
          "/tile/0/001",
          "tile/entries/1",
          "tile/Entries/001",
          "tile//001",
          ""}) {
        INFO(path);
        CHECK(!TilePath::parse(path));
    }
}

TEST_CASE("published tiles and bundles are made byte for byte", "[storage][tiles]") {
    if (!have_vectors("merkle/leaf-percent-d.json")) return;
    const json::value file = vectors("merkle/leaf-percent-d.json");
    for (const char* kind : {"tiles", "entry_bundles"}) {
        for (const auto& [size_text, list] : file.at(kind).as_object()) {
            const Tree tree = percent_d_tree(std::stoull(std::string(size_text)));
            for (const auto& item : list.as_array()) {
                const auto& test = item.as_object();
                INFO(size_text << ' ' << text(test, "path"));
                const auto path = TilePath::parse(text(test, "path"));
                REQUIRE(path);
                CHECK(path->exists_at(tree.size()));
                CHECK(sha256({content(tree, *path)}).hex() == text(test, "sha256"));
            }
        }
    }
}

TEST_CASE("a log has exactly the tiles that its size implies", "[storage][tiles]") {
    // audit-log.md 1.4: size 70,000 is 273 full tiles and 112 hashes, then 1 and 17, then 1.
    const auto exists = [](const char* path, Index size) {
        return TilePath::parse(path).value().exists_at(size);
    };
    CHECK(exists("tile/0/272", 70'000));
    CHECK(exists("tile/0/273.p/112", 70'000));
    CHECK(!exists("tile/0/273.p/113", 70'000));
    CHECK(!exists("tile/0/273", 70'000));
    CHECK(exists("tile/1/000", 70'000));
    CHECK(exists("tile/1/001.p/17", 70'000));
    CHECK(!exists("tile/1/001.p/18", 70'000));
    CHECK(exists("tile/2/000.p/1", 70'000));
    CHECK(!exists("tile/3/000.p/1", 70'000));
    CHECK(!exists("tile/8/000.p/1", INT64_MAX));
    CHECK(exists("tile/7/000.p/127", INT64_MAX));
    CHECK(!exists("tile/0/000.p/1", 0));
    CHECK(exists("tile/1/000.p/1", 256));
    CHECK(!exists("tile/1/000.p/1", 255));
    // 2^56 · 256 is 2^64: no number of a tile comes round to another's.
    CHECK(!exists("tile/0/x072/x057/x594/x037/x927/936", 70'000));
    CHECK(!exists("tile/63/x999/x999/x999/x999/x999/999", INT64_MAX));
}

TEST_CASE("tiles alone give back the root, around every border", "[storage][tiles]") {
    const Tree tree = percent_d_tree(65'537);
    for (const Index size : {1, 255, 256, 257, 65'535, 65'536, 65'537}) {
        std::map<std::string, std::string> files;
        for (Index n = 0; n * tile_width_full < size; ++n) {
            TilePath path;
            path.number = n;
            if (size - path.first() < tile_width_full)
                path.width = static_cast<unsigned>(size - path.first());
            REQUIRE(path.exists_at(size));
            files[path.str()] = hash_tile(tree, path);
        }
        CHECK(root_from_tiles(files, size) == tree.root(size));
        // Each hash of the next level is the root of a full tile.
        if (size < tile_width_full) continue;
        TilePath above;
        above.level = 1;
        const Index full = size / tile_width_full;
        if (full < tile_width_full) above.width = static_cast<unsigned>(full);
        const std::string hashes = hash_tile(tree, above);
        for (Index n = 0; n < above.width; ++n) {
            TilePath below;
            below.number = n;
            CHECK(
                root_from_tiles({{"tile/0/000", files.at(below.str())}}, tile_width_full).view() ==
                std::string_view(hashes).substr(n * Digest::size, Digest::size)
            );
        }
    }
}

} // namespace tocsin::test
