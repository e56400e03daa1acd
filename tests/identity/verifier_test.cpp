// SPDX-License-Identifier: Apache-2.0
#include "server/identity/verifier.hpp"

#include "server/base/limits.hpp"
#include "server/domain/sign_on.hpp"
#include "tests/identity/devices.hpp"

#include <algorithm>
#include <memory>
#include <thread>

using namespace tocsin;
using namespace tocsin::test;

namespace {

v1::SignedText position_of(const Device& device) {
    domain::SignOn sign_on;
    sign_on.origin = "tocsin.example/log";
    sign_on.procedure = {"st-1"};
    sign_on.version = 1;
    sign_on.deadline_seconds = 1'795'348'800;
    sign_on.party = {"GH"};
    sign_on.stance = v1::Position::SIGN;
    sign_on.key = device.fingerprint;
    sign_on.time_seconds = 1'795'286'400;
    v1::SignedText text;
    text.set_text(domain::render(sign_on));
    text.set_algorithm(v1::Key::ED25519);
    text.set_signature(device.key.sign(text.text()).str());
    return text;
}

identity::Verifier::Check check(const v1::SignedText& text, const v1::Key& key) {
    return [text, key] { return identity::verify_position(text, key, {}); };
}

} // namespace

TEST_CASE(
    "every position is verified once and told on the shell's thread", "[identity][verifier]"
) {
    REQUIRE(storage::init_crypto());
    const Device device(1);
    const auto good = position_of(device);
    auto bad = good;
    (*bad.mutable_signature())[0] ^= 1;
    asio::io_context io;
    identity::Verifier verifier(io.get_executor(), 2);

    std::vector<int> answers(500);
    int wrong = 0;
    const auto shell = std::this_thread::get_id();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        verifier.verify(
            check(i % 3 == 0 ? bad : good, device.facts()),
            [&, i](std::optional<v1::Refusal> refusal) {
                ++answers[i];
                if (refusal.has_value() != (i % 3 == 0)) ++wrong;
                if (std::this_thread::get_id() != shell) ++wrong;
            }
        );
    }
    io.run(); // Ends by itself, and only when all are answered.

    CHECK(std::count(answers.begin(), answers.end(), 1) == 500);
    CHECK(wrong == 0);
}

TEST_CASE("the verifier answers again after its shell had nothing to do", "[identity][verifier]") {
    REQUIRE(storage::init_crypto());
    const Device device(1);
    asio::io_context io;
    identity::Verifier verifier(io.get_executor(), 1);

    for (int round = 0; round < 3; ++round) {
        int told = 0;
        verifier.verify(
            check(position_of(device), device.facts()),
            [&](std::optional<v1::Refusal> refusal) { told += !refusal; }
        );
        io.run();
        io.restart();
        CHECK(told == 1);
    }
}

TEST_CASE(
    "too many positions at once are refused as overload and none is lost", "[identity][verifier]"
) {
    REQUIRE(storage::init_crypto());
    const Device device(1);
    const auto good = position_of(device);
    asio::io_context io;
    identity::Verifier verifier(io.get_executor(), 2);

    const std::size_t sent = limits::verifications_waiting_max + 50;
    std::size_t verified = 0, overloaded = 0;
    for (std::size_t i = 0; i < sent; ++i) {
        verifier.verify(check(good, device.facts()), [&](std::optional<v1::Refusal> refusal) {
            if (!refusal)
                ++verified;
            else if (refusal->code() == v1::Refusal::OVERLOADED && refusal->retry_after_ms() > 0)
                ++overloaded;
        });
    }
    io.run();

    CHECK(verified == limits::verifications_waiting_max);
    CHECK(overloaded == 50);
}

TEST_CASE(
    "a verifier that goes with work in hand answers nobody and leaves nothing",
    "[identity][verifier]"
) {
    REQUIRE(storage::init_crypto());
    const Device device(1);
    asio::io_context io;
    auto kept = std::make_shared<int>(0);
    {
        identity::Verifier verifier(io.get_executor(), 2);
        for (int i = 0; i < 200; ++i) {
            verifier.verify(
                check(position_of(device), device.facts()),
                [kept](std::optional<v1::Refusal>) { ++*kept; }
            );
        }
    }
    io.run();

    CHECK(*kept == 0);
    CHECK(kept.use_count() == 1);
}
