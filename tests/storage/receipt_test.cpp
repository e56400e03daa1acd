// SPDX-License-Identifier: Apache-2.0
#include "storage/receipt.hpp"

#include "storage/merkle.hpp"
#include "tests/storage/vectors.hpp"

namespace tocsin::test {

using namespace tocsin::storage;

namespace {

struct Story {
    SigningKey key = SigningKey::from_seed({});
    Tree tree;
    std::vector<Entry> entries;

    Story() {
        for (Index i = 0; i < 9; ++i) {
            Entry entry;
            entry.index = i;
            entry.salt.emplace();
            entry.salt->octets.fill(static_cast<std::uint8_t>(i));
            entry.payload = "payload " + std::to_string(i);
            Header header;
            header.kind = 7;
            header.commitment = sha256({entry.salt->view(), entry.payload});
            entry.header = encode(header);
            entry.leaf_hash = leaf_hash(entry.header);
            tree.append(entry.leaf_hash);
            entries.push_back(std::move(entry));
        }
    }

    VerifierKey verifier() const { return {"foc.example/log", key.public_key()}; }

    Receipt receipt(Index index) const {
        const Index size = tree.size();
        return {
            entries[index],
            tree.inclusion_proof(index, size),
            sign_checkpoint({"foc.example/log", {size, tree.root(size)}}, key)};
    }
};

std::string wrong_with_text(const std::string& text, const VerifierKey& key) {
    const auto parsed = parse_receipt(text);
    if (const auto* why = std::get_if<std::string>(&parsed)) return *why;
    return wrong_with(std::get<Receipt>(parsed), key);
}

} // namespace

TEST_CASE(
    "a receipt proves its entry to whoever has the log's key, offline", "[storage][receipt]"
) {
    const Story story;
    for (Index i = 0; i < story.tree.size(); ++i) {
        const std::string text = print_receipt(story.receipt(i));
        CHECK(text.starts_with("c2sp.org/tlog-proof@v1\nextra "));
        CHECK(wrong_with_text(text, story.verifier()).empty());
        const auto parsed = std::get<Receipt>(parse_receipt(text));
        CHECK(parsed.entry.payload == story.entries[i].payload);
        CHECK(print_receipt(parsed) == text);
    }
}

TEST_CASE("a receipt without the payload proves as much", "[storage][receipt]") {
    const Story story;
    Receipt receipt = story.receipt(4);
    receipt.entry.salt.reset();
    receipt.entry.payload.clear();
    const auto parsed = std::get<Receipt>(parse_receipt(print_receipt(receipt)));
    CHECK(!parsed.entry.salt);
    CHECK(wrong_with(parsed, story.verifier()).empty());
}

TEST_CASE("no byte of a receipt can be changed unnoticed", "[storage][receipt]") {
    const Story story;
    const std::string text = print_receipt(story.receipt(5));
    const std::string good = wrong_with_text(text, story.verifier());
    REQUIRE(good.empty());
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string changed = text;
        changed[at] ^= 1;
        INFO(at << " in\n" << text);
        CHECK(!wrong_with_text(changed, story.verifier()).empty());
    }
}

TEST_CASE("a receipt of another log, place or history is none", "[storage][receipt]") {
    const Story story;
    const Receipt receipt = story.receipt(5);
    VerifierKey other = story.verifier();
    other.name = "other.example/log";
    CHECK(!wrong_with(receipt, other).empty());
    Receipt moved = receipt;
    moved.entry.index = 4;
    CHECK(!wrong_with(moved, story.verifier()).empty());
    moved.entry.index = 9;
    CHECK(!wrong_with(moved, story.verifier()).empty());
    Receipt shorter = receipt;
    shorter.proof.pop_back();
    CHECK(!wrong_with(shorter, story.verifier()).empty());
}

} // namespace tocsin::test
