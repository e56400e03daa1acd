// SPDX-License-Identifier: Apache-2.0
#include "storage/merkle.hpp"

#include "tests/storage/vectors.hpp"

namespace tocsin::test {

using namespace tocsin::storage;

namespace {

// A proof as the vectors hold it; nothing when a hash is not of 32 bytes.
std::optional<std::vector<Digest>> base64_proof(const json::value& value) {
    std::vector<Digest> proof;
    if (value.is_null()) return proof;
    for (const auto& item : value.as_array()) {
        const auto hash = digest(from_base64(text(item)));
        if (!hash) return std::nullopt;
        proof.push_back(*hash);
    }
    return proof;
}

std::vector<Digest> hex_proof(const json::value& value) {
    std::vector<Digest> proof;
    for (const auto& item : value.as_array())
        proof.push_back(hex_digest(item));
    return proof;
}

bool inclusion_holds(const json::object& test) {
    const auto root = digest(from_base64(text(test, "root")));
    const auto leaf = digest(from_base64(text(test, "leafHash")));
    const auto proof = base64_proof(test.at("proof"));
    return root && leaf && proof &&
           verify_inclusion(
               *leaf, number(test, "leafIdx"), number(test, "treeSize"), *proof, *root
           );
}

// Some vectors put words where a root stands that is only compared: their hash does as well.
Digest some_root(const std::string& base64) {
    const std::string bytes = *from_base64(base64);
    return Digest::from(bytes).value_or(sha256({bytes}));
}

bool consistency_holds(const json::object& test) {
    const Digest root1 = some_root(text(test, "root1")), root2 = some_root(text(test, "root2"));
    const auto proof = base64_proof(test.at("proof"));
    return proof &&
           verify_consistency(number(test, "size1"), number(test, "size2"), root1, root2, *proof);
}

template <class Holds>
int check_all(const std::string& directory, Holds holds) {
    int files = 0;
    for (const auto& file : fs::recursive_directory_iterator(vector_path(directory))) {
        if (file.path().extension() != ".json") continue;
        const json::value test = json::parse(content_of(file.path()));
        INFO(file.path().string());
        CHECK(holds(test.as_object()) == !test.at("wantErr").as_bool());
        ++files;
    }
    return files;
}

Tree tree_of(const std::vector<Digest>& leaves) {
    Tree tree;
    for (const auto& leaf : leaves)
        tree.append(leaf);
    return tree;
}

std::vector<Digest> numbered_leaves(std::size_t count) {
    std::vector<Digest> leaves;
    for (std::size_t i = 0; i < count; ++i)
        leaves.push_back(leaf_hash("leaf " + std::to_string(i)));
    return leaves;
}

} // namespace

TEST_CASE("fault 126: published inclusion proofs are judged as published", "[storage][merkle]") {
    if (!have_vectors("merkle/inclusion")) return;
    CHECK(check_all("merkle/inclusion", inclusion_holds) == 98);
}

TEST_CASE("published consistency proofs are judged as published", "[storage][merkle]") {
    if (!have_vectors("merkle/consistency")) return;
    CHECK(check_all("merkle/consistency", consistency_holds) == 98);
}

TEST_CASE("the reference tree of eight leaves comes out to the byte", "[storage][merkle]") {
    if (!have_vectors("merkle/ct8.json")) return;
    const json::value file = vectors("merkle/ct8.json");
    Tree tree;
    for (const auto& leaf : file.at("leaves_hex").as_array())
        tree.append(leaf_hash(*from_hex(text(leaf))));

    CHECK(empty_root() == hex_digest(file.at("hasher").at("empty_root")));
    CHECK(leaf_hash("") == hex_digest(file.at("hasher").at("leaf_empty")));
    for (std::size_t size = 0; size <= 8; ++size) {
        CHECK(tree.root(size) == hex_digest(file.at("roots_hex").as_array()[size]));
    }
    for (const auto& test : file.at("inclusion").as_array()) {
        const auto& o = test.as_object();
        CHECK(
            tree.inclusion_proof(number(o, "index"), number(o, "size")) == hex_proof(o.at("proof"))
        );
    }
    for (const auto& test : file.at("consistency").as_array()) {
        const auto& o = test.as_object();
        CHECK(
            tree.consistency_proof(number(o, "size1"), number(o, "size2")) ==
            hex_proof(o.at("proof"))
        );
    }
}

TEST_CASE("a tree of six hundred leaves has the published roots and proofs", "[storage][merkle]") {
    if (!have_vectors("merkle/leaf-percent-d.json")) return;
    const json::value file = vectors("merkle/leaf-percent-d.json");
    const auto leaves = numbered_leaves(600);
    const Tree tree = tree_of(leaves);

    for (const auto& [size, root] : file.at("roots").as_object()) {
        const auto n = std::stoull(std::string(size));
        CHECK(tree.root(n) == hex_digest(root));
        CHECK(root_of({leaves.data(), n}) == hex_digest(root));
    }
    for (const auto& test : file.at("inclusion").as_array()) {
        const auto& o = test.as_object();
        CHECK(
            tree.inclusion_proof(number(o, "index"), number(o, "size")) == hex_proof(o.at("proof"))
        );
    }
    for (const auto& test : file.at("consistency").as_array()) {
        const auto& o = test.as_object();
        CHECK(
            tree.consistency_proof(number(o, "size1"), number(o, "size2")) ==
            hex_proof(o.at("proof"))
        );
    }
}

TEST_CASE("every proof of every small tree holds and none holds for another", "[storage][merkle]") {
    const auto leaves = numbered_leaves(40);
    const Tree tree = tree_of(leaves);
    Frontier frontier;

    for (Index size = 1; size <= leaves.size(); ++size) {
        frontier.append(leaves[size - 1]);
        const Digest root = tree.root(size);
        REQUIRE(frontier.root() == root);
        for (Index index = 0; index < size; ++index) {
            auto proof = tree.inclusion_proof(index, size);
            REQUIRE(verify_inclusion(leaves[index], index, size, proof, root));
            REQUIRE(!verify_inclusion(leaves[index], (index + 1) % (size + 1), size, proof, root));
            proof.push_back(root);
            REQUIRE(!verify_inclusion(leaves[index], index, size, proof, root));
        }
        for (Index size1 = 1; size1 <= size; ++size1) {
            auto proof = tree.consistency_proof(size1, size);
            REQUIRE(verify_consistency(size1, size, tree.root(size1), root, proof));
            proof.push_back(root);
            REQUIRE(!verify_consistency(size1, size, tree.root(size1), root, proof));
        }
    }
}

TEST_CASE("fault 126: one flipped bit anywhere in a proof is found", "[storage][merkle]") {
    const auto leaves = numbered_leaves(21);
    const Tree tree = tree_of(leaves);
    const auto inclusion = tree.inclusion_proof(5, 21);
    const auto consistency = tree.consistency_proof(11, 21);

    for (std::size_t at = 0; at < inclusion.size(); ++at) {
        auto flipped = inclusion;
        flipped[at].octets[at] ^= 0x10;
        CHECK(!verify_inclusion(leaves[5], 5, 21, flipped, tree.root(21)));
    }
    for (std::size_t at = 0; at < consistency.size(); ++at) {
        auto flipped = consistency;
        flipped[at].octets[at] ^= 0x10;
        CHECK(!verify_consistency(11, 21, tree.root(11), tree.root(21), flipped));
    }
    CHECK(!verify_consistency(0, 21, empty_root(), tree.root(21), {}));
    CHECK(!verify_inclusion(leaves[0], 0, 0, {}, empty_root()));
}

TEST_CASE("a copied frontier goes on alone", "[storage][merkle]") {
    const auto leaves = numbered_leaves(9);
    Frontier first;
    for (std::size_t i = 0; i < 6; ++i)
        first.append(leaves[i]);

    Frontier second = first;
    second.append(leaves[6]);
    Frontier third;
    third = second;

    CHECK(first.root() == root_of({leaves.data(), 6}));
    CHECK(second.root() == root_of({leaves.data(), 7}));
    CHECK(third.root() == second.root());
    CHECK(third.size() == 7);
}

} // namespace tocsin::test
