// SPDX-License-Identifier: Apache-2.0
#include "storage/witness.hpp"

#include "storage/merkle.hpp"
#include "tests/storage/vectors.hpp"

namespace tocsin::test {

using namespace tocsin::storage;

namespace {

constexpr std::uint64_t now = 1'764'000'000;

SigningKey key_of(std::uint8_t number) {
    SigningKey::Seed seed;
    seed.octets.fill(number);
    return SigningKey::from_seed(seed);
}

// A log of ours, and a second history that parts from it at `fork`.
struct TwoHistories {
    SigningKey key = key_of(1);
    Tree tree, other;

    explicit TwoHistories(Index size, Index fork) {
        for (Index i = 0; i < size; ++i) {
            tree.append(leaf_hash(std::to_string(i)));
            other.append(leaf_hash(std::to_string(i) + (i < fork ? "" : "'")));
        }
    }

    VerifierKey verifier() const { return {"foc.example/log", key.public_key()}; }

    std::string note(const Tree& of, Index size) const {
        return sign_checkpoint({"foc.example/log", {size, of.root(size)}}, key);
    }

    std::string ask(const Tree& of, Index old, Index size) const {
        return add_checkpoint_body(old, of.consistency_proof(old, size), note(of, size));
    }
};

Witness witness(const Folder& folder, const VerifierKey& log) {
    return Witness::open("witness.example", key_of(9), folder.path() / "state", {log}).value();
}

} // namespace

TEST_CASE("a published cosignature verifies, and a changed one does not", "[storage][witness]") {
    if (!have_vectors("witness/cosignature.json")) return;
    const json::object file = vectors("witness/cosignature.json").as_object();
    const auto key = CosignerKey::parse(text(file, "cosigner_vkey_0x04"));
    REQUIRE(key);
    CHECK(key->str() == text(file, "cosigner_vkey_0x04"));
    CHECK(!VerifierKey::parse(text(file, "cosigner_vkey_0x04")));

    auto note = parse_note(text(file, "cosigned_checkpoint"));
    REQUIRE(note);
    auto said = cosigned_at(*note, *key);
    CHECK(said.found == CosignedAt::Found::right);
    CHECK(said.seconds == number(file, "timestamp"));
    const auto log = VerifierKey::parse(text(file, "log_vkey"));
    REQUIRE(log);
    CHECK(open_checkpoint(text(file, "cosigned_checkpoint"), *log));

    note->signatures.back().signature[3] ^= 1; // the time
    CHECK(cosigned_at(*note, *key).found == CosignedAt::Found::wrong);
    note->signatures.pop_back();
    CHECK(cosigned_at(*note, *key).found == CosignedAt::Found::nothing);

    const auto seed = SigningKey::Seed::from(*from_hex(text(file, "witness_seed_hex")));
    if (seed) {
        const auto parsed = parse_note(text(file, "cosigned_checkpoint"));
        CHECK(
            cosign(parsed->text, number(file, "timestamp"), "Wit1", SigningKey::from_seed(*seed)) ==
            text(file, "signature_line")
        );
    }
}

TEST_CASE(
    "a witness answers every published request as the specification says", "[storage][witness]"
) {
    if (!have_vectors("witness/add-checkpoint.json")) return;
    const json::object file = vectors("witness/add-checkpoint.json").as_object();
    const auto public_key = PublicKey::from(*from_hex(text(file, "log_public_key_hex")));
    REQUIRE(public_key);
    const Folder folder;
    Witness ours = witness(folder, {text(file, "log_origin"), *public_key});
    for (const auto& item : file.at("cases").as_array()) {
        const auto& test = item.as_object();
        INFO(text(test, "body"));
        const auto answer = ours.add_checkpoint(text(test, "body"), now);
        CHECK(answer.status == test.at("current_spec_status").to_number<int>());
        if (answer.status == 200) CHECK(answer.body.starts_with("— witness.example "));
        if (answer.status == 409) {
            CHECK(answer.type == "text/x.tlog.size");
            CHECK(answer.body == text(test, "value").substr(0, 1) + "\n");
        }
    }
}

TEST_CASE(
    "fault 127: a witness refuses another history of the size it knows, and of a larger one",
    "[storage][witness]"
) {
    const TwoHistories log(600, 250);
    const Folder folder;
    Witness ours = witness(folder, log.verifier());
    CHECK(ours.add_checkpoint(log.ask(log.tree, 0, 300), now).status == 200);
    CHECK(ours.add_checkpoint(log.ask(log.other, 300, 300), now).status == 422);
    CHECK(ours.add_checkpoint(log.ask(log.other, 300, 600), now).status == 422);
    CHECK(ours.add_checkpoint(log.ask(log.tree, 300, 600), now).status == 200);
    SECTION("a rollback is a conflict that names the size held") {
        const auto answer = ours.add_checkpoint(log.ask(log.tree, 300, 600), now);
        CHECK(answer.status == 409);
        CHECK(size_held(answer.body) == 600);
        CHECK(ours.add_checkpoint(log.ask(log.tree, 0, 400), now).status == 409);
    }
    SECTION("the same checkpoint again is cosigned again, with the new time") {
        const auto answer = ours.add_checkpoint(log.ask(log.tree, 600, 600), now + 60);
        REQUIRE(answer.status == 200);
        const auto note = parse_note(log.note(log.tree, 600) + answer.body);
        REQUIRE(note);
        CHECK(cosigned_at(*note, ours.key()).seconds == now + 60);
    }
    SECTION("nothing beside the three parts of a request is taken") {
        CHECK(ours.add_checkpoint("", now).status == 400);
        CHECK(ours.add_checkpoint("old 0600\n\n" + log.note(log.tree, 600), now).status == 400);
        CHECK(ours.add_checkpoint("old 600\n" + log.note(log.tree, 600), now).status == 400);
        CHECK(ours.add_checkpoint("old 601\n\n" + log.note(log.tree, 600), now).status == 400);
    }
}

TEST_CASE(
    "a witness remembers over a restart, and does not go on when it forgot", "[storage][witness]"
) {
    const TwoHistories log(20, 5);
    const Folder folder;
    {
        Witness first = witness(folder, log.verifier());
        REQUIRE(first.add_checkpoint(log.ask(log.tree, 0, 10), now).status == 200);
    }
    Witness again = witness(folder, log.verifier());
    CHECK(again.add_checkpoint(log.ask(log.other, 0, 20), now).status == 409);
    CHECK(again.add_checkpoint(log.ask(log.tree, 10, 20), now).status == 200);
    const auto last = again.last(sha256({"foc.example/log"}).hex());
    REQUIRE(last.status == 200);
    CHECK(open_checkpoint(last.body, log.verifier())->head.size == 20);
    CHECK(again.last("00").status == 404);

    std::string state = content_of(folder.path() / "state");
    state[state.find("foc.example/log") + 20] ^= 1;
    write_file(folder.path() / "state", state);
    const auto damaged = Witness::open("witness.example", key_of(9), folder.path() / "state", {});
    REQUIRE(!damaged);
    CHECK(damaged.error().fate == Trouble::Fate::halt);
}

} // namespace tocsin::test
