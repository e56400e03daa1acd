// Offline, positions by passkeys and OpenSSH are proven as those by device keys are.
// SPDX-License-Identifier: Apache-2.0
#include "case_log.hpp"
#include "client/core/verify.hpp"
#include "tests/support/openssh.hpp"
#include "tests/support/passkey.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace tocsin;
using client::VerifyReport;
using test::Authenticator;
using test::CaseLog;

namespace {

using storage::KeyAlgorithm;

VerifyReport verify(const CaseLog& log, const std::string& scope = std::string(client::whole_log)) {
    std::istringstream in(test::joined(log.lines(scope)));
    return client::verify_export(in, {});
}

bool says(const VerifyReport& report, const std::string& words) {
    for (const auto& finding : report.findings)
        if (finding.what.find(words) != std::string::npos) return true;
    return false;
}

test::OtherKey key_of(const Authenticator& passkey) {
    const auto sign = [passkey](const std::string& text) { return signed_by(passkey, text); };
    return {facts_of(passkey), sign};
}

test::OtherKey openssh(std::uint8_t number, const test::SshSignature& how) {
    const auto key = [number] {
        storage::SigningKey::Seed seed;
        seed.octets.fill(number);
        return storage::SigningKey::from_seed(seed);
    };
    v1::Key facts;
    facts.set_algorithm(v1::Key::ED25519);
    facts.set_public_key(key().public_key().str());
    facts.set_fingerprint(storage::fingerprint("ed25519", facts.public_key()).str());
    const auto sign = [key, how](const std::string& text) {
        v1::SignedText message;
        message.set_text(text);
        message.set_algorithm(v1::Key::ED25519);
        message.set_form(v1::SignedText::OPENSSH);
        message.set_signature(how.sign(key(), text));
        return message;
    };
    return {std::move(facts), sign};
}

// Kenya's person signs with a passkey as it stands; what its last touch says is changed on the way
// into the log.
using Change = std::function<void(Authenticator&)>;

VerifyReport touched_otherwise(const Change& change) {
    const Authenticator honest(KeyAlgorithm::es256);
    const auto forge = [&](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (!event.has_position_taken() || event.position_taken().party() != "KE") return;
        Authenticator other = honest;
        change(other);
        auto& text = *event.mutable_position_taken()->mutable_signed_text();
        text = signed_by(other, text.text());
    };
    return verify(CaseLog(forge, {{"ke", key_of(honest)}}));
}

} // namespace

TEST_CASE("positions in every form that keys sign in are sound offline", "[client][verify]") {
    test::SshSignature touched;
    touched.security_key = true;
    const CaseLog log(
        {},
        {{"gh", key_of(Authenticator(KeyAlgorithm::es256, 1))},
         {"ke", key_of(Authenticator(KeyAlgorithm::ed25519, 2))},
         {"ca", openssh(8, touched)},
         {"lead", openssh(9, test::SshSignature{})}}
    );

    const auto report = verify(log);

    for (const auto& finding : report.findings)
        UNSCOPED_INFO(finding.index.value_or(0) << " " << finding.what);
    CHECK(report.sound());
    CHECK(report.findings.empty());
    CHECK(report.positions == 4);
    CHECK(verify(log, log.statement_id).sound());
}

TEST_CASE(
    "fault 65: a passkey position that does not hold is forged, and why is said", "[client][verify]"
) {
    const auto forged = [](const std::string& why, const Change& change) {
        const auto report = touched_otherwise(change);
        INFO(why);
        CHECK_FALSE(report.sound());
        CHECK(says(report, "this position is forged (" + why));
    };

    CHECK(touched_otherwise([](Authenticator&) {}).sound());
    CHECK(touched_otherwise([](auto& key) { key.origin = "https://a.tocsin.example:8"; }).sound());
    forged("it was made on a page", [](auto& key) { key.origin = "https://evil.test"; });
    forged("the passkey was made for another site", [](auto& key) { key.rp_id = "evil.test"; });
    forged("the passkey did not verify who", [](auto& key) { key.flags = Authenticator::up; });
    forged("it is not a signature of these bytes", [](auto& key) {
        key = Authenticator(KeyAlgorithm::es256, 2);
    });
}

TEST_CASE("the registration of a passkey proves no position offline", "[client][verify]") {
    const Authenticator passkey(KeyAlgorithm::es256);
    // All that it takes is the public key, which whoever runs the server has.
    const auto forge = [&](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (!event.has_position_taken() || event.position_taken().party() != "KE") return;
        auto& text = *event.mutable_position_taken()->mutable_signed_text();
        const auto created = passkey.create(storage::sha256({text.text()}).view());
        text = as_message(passkey, text.text(), created);
    };
    const CaseLog log(forge, {{"ke", key_of(passkey)}});

    const auto report = verify(log);

    CHECK_FALSE(report.sound());
    CHECK(report.first_wrong == log.index_of(v1::Event::kPositionTaken, 1));
    CHECK(says(report, "nobody's signature"));
}

TEST_CASE("a key written into the log under another's name is found", "[client][verify]") {
    const Authenticator passkey(KeyAlgorithm::es256), other(KeyAlgorithm::es256, 2);
    const std::string name = passkey.fingerprint().str();
    const auto forge = [&](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (event.has_key_added() && event.key_added().fingerprint() == name)
            event.mutable_key_added()->mutable_key()->set_public_key(other.key().public_key);
        if (event.has_position_taken() && event.position_taken().party() == "KE") {
            auto& text = *event.mutable_position_taken()->mutable_signed_text();
            text = signed_by(other, text.text());
        }
    };

    const auto report = verify(CaseLog(forge, {{"ke", key_of(passkey)}}));

    CHECK_FALSE(report.sound());
    CHECK(says(report, "the log has another key under this name"));
}
