// SPDX-License-Identifier: Apache-2.0
#include "storage/checkpoint.hpp"
#include "storage/merkle.hpp"
#include "tests/storage/vectors.hpp"

namespace tocsin::test {

using namespace tocsin::storage;

namespace {

SigningKey key_of(std::uint8_t number) {
    SigningKey::Seed seed;
    seed.octets.fill(number);
    return SigningKey::from_seed(seed);
}

std::string message_of(const json::object& test) {
    if (test.contains("msg")) return text(test, "msg");
    return *from_base64(text(test, "msg_b64"));
}

// How many of the keys signed it, as a verifier that knows these keys sees it; -1: not a note for
// it.
int verified(const std::string& message, const json::array& keys) {
    const auto note = parse_note(message);
    if (!note) return -1;
    int count = 0;
    for (const auto& item : keys) {
        const auto key = VerifierKey::parse(text(item));
        REQUIRE(key.has_value());
        if (!verify_note(*note, *key)) return -1;
        ++count;
    }
    return count > 0 ? count : -1;
}

} // namespace

TEST_CASE("published verifier keys are read and printed as published", "[storage][note]") {
    if (!have_vectors("note-sumdb/note.json")) return;
    const json::value file = vectors("note-sumdb/note.json");

    for (const auto& item : file.at("good_vkeys").as_array()) {
        const std::string printed = text(item);
        const auto key = VerifierKey::parse(printed);
        INFO(printed);
        // One of them is a witness's key, of another type: good for cosignatures, not for notes.
        if (printed.starts_with("remora")) {
            CHECK(!key);
            continue;
        }
        REQUIRE(key.has_value());
        CHECK(key->str() == printed);
    }
    for (const auto& item : file.at("bad_vkeys").as_array())
        CHECK(!VerifierKey::parse(text(item)));
}

TEST_CASE("a verifier key with anything missing or changed is none", "[storage][note]") {
    const std::string good = VerifierKey{"example.com/log", key_of(1).public_key()}.str();
    REQUIRE(VerifierKey::parse(good).has_value());

    for (std::size_t from = 0; from < good.size(); ++from) {
        for (std::size_t size = 0; size < good.size() - from; ++size) {
            CHECK(!VerifierKey::parse(good.substr(from, size)));
        }
    }
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string changed = good;
        ++changed[at];
        CHECK(!VerifierKey::parse(changed));
    }
}

TEST_CASE("fault 124: published notes are judged as published", "[storage][note]") {
    if (!have_vectors("note-sumdb/note.json")) return;
    const json::value file = vectors("note-sumdb/note.json");
    for (const auto& item : file.at("cases").as_array()) {
        const auto& test = item.as_object();
        INFO(text(test, "desc"));
        const int expected =
            test.at("ok").as_bool() ? static_cast<int>(number(test, "verified")) : -1;
        CHECK(verified(message_of(test), test.at("vkeys").as_array()) == expected);
    }
}

TEST_CASE("a note with sixty-four signatures is read and one more is too many", "[storage][note]") {
    const SigningKey key = key_of(1);
    std::string note = sign_note("text\n", "example.com/log", key);
    const std::string line = note.substr(note.find("\n\n") + 2);
    for (int i = 1; i < 64; ++i)
        note += line;

    CHECK(parse_note(note)->signatures.size() == 64);
    CHECK(!parse_note(note + line));
    note.insert(0, 64 * 1024, 'x');
    CHECK(!parse_note(note));
}

TEST_CASE("of two signatures by one key the first counts", "[storage][note]") {
    const SigningKey key = key_of(1);
    const VerifierKey verifier{"example.com/log", key.public_key()};
    const std::string good = sign_note("text\n", verifier.name, key);
    const std::string other = sign_note("another\n", verifier.name, key);
    const std::string good_line = good.substr(good.find("\n\n") + 2);
    const std::string bad_line = other.substr(other.find("\n\n") + 2);

    CHECK(verify_note(*parse_note("text\n\n" + good_line + bad_line), verifier));
    CHECK(!verify_note(*parse_note("text\n\n" + bad_line + good_line), verifier));
}

TEST_CASE("a note may hold blank lines and is cut at the last one", "[storage][note]") {
    const SigningKey key = key_of(1);

    const auto note = parse_note(sign_note("one\n\ntwo\n", "example.com/log", key));

    REQUIRE(note.has_value());
    CHECK(note->text == "one\n\ntwo\n");
    CHECK(verify_note(*note, {"example.com/log", key.public_key()}));
}

TEST_CASE(
    "fault 125: published checkpoint bodies are judged as published", "[storage][checkpoint]"
) {
    if (!have_vectors("note-sumdb/checkpoint.json")) return;
    const json::value file = vectors("note-sumdb/checkpoint.json");
    for (const auto& item : file.at("body").as_array()) {
        const auto& test = item.as_object();
        INFO(text(test, "body"));
        // Where the vector leaves a limit to us, ours is 2^63-1.
        const bool expected = test.at("ok").is_bool() && test.at("ok").as_bool();
        CHECK(parse_checkpoint_body(text(test, "body")).has_value() == expected);
    }
}

TEST_CASE("a checkpoint opens with its own key and origin alone", "[storage][checkpoint]") {
    const SigningKey key = key_of(1);
    const Checkpoint checkpoint{"example.com/log", {42, sha256({"root"})}};
    const std::string note = sign_checkpoint(checkpoint, key);

    const auto opened = open_checkpoint(note, {"example.com/log", key.public_key()});

    REQUIRE(opened.has_value());
    CHECK(opened->origin == checkpoint.origin);
    CHECK(opened->head.size == 42);
    CHECK(opened->head.root == checkpoint.head.root);
    CHECK(!open_checkpoint(note, {"example.com/other", key.public_key()}));
    CHECK(!open_checkpoint(note, {"example.com/log", key_of(2).public_key()}));
    const std::string stolen = sign_note(checkpoint_body(checkpoint), "example.com/other", key);
    CHECK(!open_checkpoint(stolen, {"example.com/other", key.public_key()}));
}

TEST_CASE(
    "an empty log has the root of nothing in its checkpoint or none", "[storage][checkpoint]"
) {
    CHECK(parse_checkpoint_body(checkpoint_body({"example.com/log", {0, empty_root()}})));
    CHECK(!parse_checkpoint_body(checkpoint_body({"example.com/log", {0, sha256({"x"})}})));
}

TEST_CASE(
    "the checkpoints of a real log open and their tiles give their roots", "[storage][checkpoint]"
) {
    if (!have_vectors("tiles-tessera/log")) return;
    const auto key = VerifierKey::parse(
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    );
    REQUIRE(key.has_value());

    for (Index size = 0; size <= 15; ++size) {
        const std::string name = std::to_string(size);
        const auto opened =
            open_checkpoint(content_of(vector_path("tiles-tessera/log/checkpoint." + name)), *key);
        REQUIRE(opened.has_value());
        CHECK(opened->head.size == size);
        std::vector<Digest> leaves;
        const std::string tile =
            size == 0 ? "" : content_of(vector_path("tiles-tessera/log/tile/0/000.p/" + name));
        for (std::size_t at = 0; at < tile.size(); at += Digest::size) {
            leaves.push_back(*Digest::from(std::string_view(tile).substr(at, Digest::size)));
        }
        CHECK(leaves.size() == size);
        CHECK(root_of(leaves) == opened->head.root);
    }
}

} // namespace tocsin::test
