// SPDX-License-Identifier: Apache-2.0
#include "storage/trust_policy.hpp"

#include "storage/sha256.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {

using namespace tocsin::storage;

namespace {

SigningKey key_of(std::uint8_t number) {
    SigningKey::Seed seed;
    seed.octets.fill(number);
    return SigningKey::from_seed(seed);
}

std::string log_line() {
    return "log " + VerifierKey{"foc.example/log", key_of(1).public_key()}.str() + "\n";
}

std::string witness_line(const std::string& name, std::uint8_t number) {
    return "witness " + name + " " +
           CosignerKey{name + ".example", key_of(number).public_key()}.str() + " https://" + name +
           ".example/witness\n";
}

std::string three() {
    return log_line() + witness_line("W1", 11) + witness_line("W2", 12) + witness_line("W3", 13);
}

TrustPolicy good(const std::string& text) {
    auto parsed = TrustPolicy::parse(text);
    if (const auto* wrong = std::get_if<TrustPolicy::Wrong>(&parsed)) FAIL(wrong->why);
    return std::get<TrustPolicy>(std::move(parsed));
}

std::size_t wrong_line(const std::string& text) {
    const auto parsed = TrustPolicy::parse(text);
    const auto* wrong = std::get_if<TrustPolicy::Wrong>(&parsed);
    return wrong == nullptr ? 0 : wrong->line;
}

} // namespace

TEST_CASE("a quorum of two of three is met by any two, and by nobody twice", "[storage][policy]") {
    const auto policy = good("# whom we believe\n\n" + three() + "group G 2 W1 W2 W3\nquorum G\n");
    CHECK(policy.logs().size() == 1);
    CHECK(policy.witnesses().at(2).url == "https://W3.example/witness");
    CHECK(!policy.is_met_by({}));
    CHECK(!policy.is_met_by({"W2"}));
    CHECK(policy.is_met_by({"W2", "W3"}));
    CHECK(policy.is_met_by({"W1", "W2", "W3"}));
    CHECK(!policy.is_met_by({"W1", "somebody"}));
}

TEST_CASE("groups of groups ask each continent for its own", "[storage][policy]") {
    const auto policy = good(
        three() + witness_line("W4", 14) +
        "group africa any W1 W2\ngroup europe all W3 W4\ngroup both all africa europe\nquorum "
        "both\n"
    );
    CHECK(!policy.is_met_by({"W1", "W2", "W3"}));
    CHECK(policy.is_met_by({"W2", "W3", "W4"}));
}

TEST_CASE("a policy that asks for nobody is met, and says so by `none`", "[storage][policy]") {
    CHECK(good(log_line() + "quorum none\n").is_met_by({}));
    CHECK(!good(three() + "quorum W1\n").is_met_by({"W2"}));
}

TEST_CASE("what is wrong with a policy is told with its line", "[storage][policy]") {
    CHECK(wrong_line("quorum none\n") == 1); // no log
    CHECK(wrong_line(log_line()) == 1);      // no quorum
    CHECK(wrong_line(log_line() + "quorum G\n") == 2);
    CHECK(wrong_line(log_line() + "quorum none\nquorum none\n") == 3);
    CHECK(wrong_line(log_line() + "trust me\n") == 2);
    CHECK(wrong_line(log_line() + "log nonsense\n") == 2);
    CHECK(wrong_line(three() + witness_line("W1", 15)) == 5); // the name twice
    CHECK(wrong_line(three() + witness_line("W5", 11)) == 5); // the key twice
    CHECK(wrong_line(three() + "group G 0 W1\n") == 5);
    CHECK(wrong_line(three() + "group G 4 W1 W2 W3\n") == 5);
    CHECK(wrong_line(three() + "group G 1 W1 W9\n") == 5);
    CHECK(wrong_line(three() + "group G 1 W1 W1\n") == 5);
    CHECK(wrong_line(three() + "group G 1 W1\ngroup H 1 W1\n") == 6);
    CHECK(wrong_line(three() + "group none any W1\n") == 5);
    CHECK(wrong_line("witness W1 " + VerifierKey{"w", key_of(2).public_key()}.str() + "\n") == 1);
}

TEST_CASE("the time of a quorum is when the last one needed had seen it", "[storage][policy]") {
    const auto policy = good(three() + "group G 2 W1 W2 W3\nquorum G\n");
    const auto log_key = key_of(1);
    const std::string bare =
        sign_checkpoint({"foc.example/log", {1, sha256({"anything"})}}, log_key);
    const std::string text = parse_note(bare)->text;

    std::string note = bare + cosign(text, 300, "W3.example", key_of(13)) +
                       cosign(text, 100, "W1.example", key_of(11));
    auto judged = policy.judge(*parse_note(note));
    CHECK(judged.enough);
    CHECK(judged.seen_by == 300);
    note += cosign(text, 200, "W2.example", key_of(12));
    judged = policy.judge(*parse_note(note));
    CHECK(judged.seen_by == 200);
    CHECK(judged.at.size() == 3);

    SECTION("a forged line counts for nobody and is named") {
        const std::string forged = bare + cosign(text, 100, "W1.example", key_of(99)) +
                                   cosign(text + "x", 100, "W2.example", key_of(12));
        judged = policy.judge(*parse_note(forged));
        CHECK(!judged.enough);
        CHECK(!judged.seen_by);
        CHECK(judged.wrong == std::set<std::string>{"W2"}); // the other's id is a stranger's
    }
}

} // namespace tocsin::test
