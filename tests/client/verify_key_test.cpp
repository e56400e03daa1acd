// Offline, each key is asked how it came in. SPDX-License-Identifier: Apache-2.0
#include "case_log.hpp"
#include "client/core/keys.hpp"
#include "client/core/verify.hpp"
#include "server/domain/key_text.hpp"
#include "storage/sha256.hpp"
#include "tests/support/passkey.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace tocsin;
using client::VerifyReport;
using test::Actor;
using test::Authenticator;
using test::CaseLog;

namespace {

using namespace std::chrono_literals;

// A log in earnest in which keys come in by every way there is: the claim, the founding, two
// persons, a colleague's passkey by rotation, a recovery, and the glass broken.
class KeyLog : public CaseLog {
public:
    explicit KeyLog(Forge forge = {}) : CaseLog(Bare{}, std::move(forge)) {
        REQUIRE(storage::init_crypto());
        text = "Nothing is signed here.\n";
        found_log(false);
        claim();
        admit("GH", v1::Party::GOVERNMENT, "Ghana");
        second_ = come_in("support-unit", v1::SUPPORT, first_);
        approve(second_, first_); // the founding
        ama_ = come_in("GH", v1::FOCAL_POINT, second_);
        approve(ama_, first_);
        approve(ama_, second_);
        rotate();
        recover();
        break_glass();
    }

    const Authenticator passkey{storage::KeyAlgorithm::es256, 9};

private:
    Actor somebody() { return {PersonId{}, "", storage::SigningKey::generate(rng_), std::nullopt}; }

    Digest some_hash() { return rng_.draw<Digest>(); }

    void enrol(Actor& actor, const Digest& code) {
        v1::Command command;
        command.mutable_enrol_key()->set_code_sha256(code.str());
        *command.mutable_enrol_key()->mutable_key() = client::as_message(actor.key);
        submit(command, nullptr);
        const auto& record = state_.coalition.keys.at(actor.fingerprint());
        actor.id = record.person;
        actor.party = state_.coalition.person(record.person)->party.text;
    }

    void claim() {
        first_ = somebody();
        const Digest code = some_hash();
        v1::Command command;
        command.mutable_invite_founder()->set_code_sha256(code.str());
        command.mutable_invite_founder()->set_expires_at(to_ms(now_ + 24h));
        submit(command, nullptr);
        enrol(first_, code);
    }

    Actor come_in(const std::string& party, v1::Role role, const Actor& inviter) {
        Actor actor = somebody();
        const Digest code = some_hash();
        v1::Command command;
        command.mutable_invite_person()->set_party(party);
        command.mutable_invite_person()->add_roles(role);
        command.mutable_invite_person()->set_code_sha256(code.str());
        submit(command, &inviter);
        enrol(actor, code);
        return actor;
    }

    void approve(const Actor& newcomer, const Actor& by) {
        v1::Command command;
        command.mutable_approve_key()->set_person(newcomer.id.str());
        command.mutable_approve_key()->set_fingerprint(newcomer.fingerprint().str());
        submit(command, &by);
    }

    // Her device key signs for a passkey, and the passkey for itself.
    void rotate() {
        domain::KeyText key_text;
        key_text.origin = origin;
        key_text.person = ama_.id;
        key_text.new_key = passkey.fingerprint();
        key_text.key = ama_.fingerprint();
        key_text.time_seconds = to_ms(now_) / 1000;
        const std::string bytes = domain::render(key_text);
        v1::Command command;
        v1::AddOwnKey& add = *command.mutable_add_own_key();
        *add.mutable_key() = test::facts_of(passkey);
        add.mutable_cosignature()->set_text(bytes);
        add.mutable_cosignature()->set_algorithm(v1::Key::ED25519);
        add.mutable_cosignature()->set_signature(ama_.key.sign(bytes).str());
        *add.mutable_possession() = test::signed_by(passkey, bytes);
        submit(command, &ama_);
    }

    void recover() {
        const Digest code = some_hash();
        v1::Command command;
        command.mutable_recover_person()->set_person(ama_.id.str());
        command.mutable_recover_person()->set_code_sha256(code.str());
        command.mutable_recover_person()->set_vouched("Its ministry called.");
        submit(command, &first_);
        Actor again = somebody();
        enrol(again, code);
        approve(again, first_);
        approve(again, second_);
    }

    // One of the two is gone; the paper and the host let in the next.
    void break_glass() {
        const Digest code = some_hash();
        v1::Command print;
        print.mutable_set_recovery_code()->set_code_sha256(code.str());
        submit(print, &first_);
        v1::Command leave;
        leave.mutable_change_roles()->set_person(second_.id.str());
        submit(leave, &first_);
        const Actor third = come_in("support-unit", v1::SUPPORT, first_);
        approve(third, first_);
        v1::Command command;
        command.mutable_break_glass()->set_fingerprint(third.fingerprint().str());
        command.mutable_break_glass()->set_code_sha256(code.str());
        submit(command, nullptr);
    }

    Actor first_ = somebody(), second_ = somebody(), ama_ = somebody();
};

VerifyReport verify(const KeyLog& log) {
    std::istringstream in(test::joined(log.lines()));
    return client::verify_export(in, {});
}

// The `nth` key that came in is changed on its way into the log.
enum Nth { claimed, founding, by_two, rotated, recovered, glass };

using Change = std::function<void(v1::KeyAdded&, storage::NewEntry&)>;

CaseLog::Forge forging(Nth nth, Change change) {
    auto seen = std::make_shared<int>(0);
    return [=](storage::Index, v1::Event& event, storage::NewEntry& entry) {
        if (event.has_key_added() && (*seen)++ == nth) change(*event.mutable_key_added(), entry);
    };
}

void check_found(Nth nth, const std::string& words, Change change) {
    INFO(words);
    const KeyLog log(forging(nth, std::move(change)));
    const auto report = verify(log);
    const auto index = log.index_of(v1::Event::kKeyAdded, nth);
    CHECK(report.first_wrong == index);
    bool said = false;
    for (const auto& finding : report.findings) {
        if (finding.index != index) continue;
        UNSCOPED_INFO(finding.what);
        said = said || finding.what.find(words) != std::string::npos;
    }
    CHECK(said);
}

} // namespace

TEST_CASE("every way in that the rules have is sound", "[client][verify]") {
    const KeyLog log;

    const auto report = verify(log);

    for (const auto& finding : report.findings)
        UNSCOPED_INFO(finding.index.value_or(0) << " " << finding.what);
    CHECK(report.sound());
    CHECK(report.trustworthy == "everything in it");
    CHECK(log.index_of(v1::Event::kKeyAdded, glass) > 0);
}

TEST_CASE("a key that one person let in is found", "[client][verify]") {
    const std::string alone = "one person alone";
    check_found(by_two, alone, [](v1::KeyAdded& added, storage::NewEntry&) {
        added.mutable_approvals()->RemoveLast();
    });
    check_found(by_two, alone, [](v1::KeyAdded& added, storage::NewEntry&) {
        added.set_approvals(1, added.approvals(0));
    });
    check_found(by_two, alone, [](v1::KeyAdded& added, storage::NewEntry&) {
        added.mutable_approvals()->SwapElements(0, 1); // The second never confirmed.
    });
    check_found(by_two, "the owner, or did not act", [](v1::KeyAdded& added, storage::NewEntry&) {
        added.set_approvals(0, added.person());
    });
    check_found(by_two, "nobody of the secretariat", [](v1::KeyAdded& added, storage::NewEntry&) {
        added.clear_approvals();
    });
    check_found(glass, alone, [](v1::KeyAdded& added, storage::NewEntry&) {
        added.set_break_glass(false);
    });
}

TEST_CASE("a printed code that nobody printed lets nobody in", "[client][verify]") {
    check_found(founding, "one person alone", [](v1::KeyAdded& added, storage::NewEntry&) {
        added.set_break_glass(true);
    });
}

TEST_CASE("a recovered key that acts too early is found", "[client][verify]") {
    check_found(recovered, "cooling", [](v1::KeyAdded& added, storage::NewEntry&) {
        added.set_effective_at(added.effective_at() - 1);
    });
    check_found(recovered, "cooling", [](v1::KeyAdded& added, storage::NewEntry&) {
        added.clear_effective_at();
    });
}

TEST_CASE("a key that its owner's own key did not sign for is found", "[client][verify]") {
    const std::string old = "the old key did not sign", mine = "nobody proved to have";
    check_found(rotated, old, [](v1::KeyAdded& added, storage::NewEntry&) {
        (*added.mutable_cosignature()->mutable_signature())[7] ^= 1;
    });
    check_found(rotated, mine, [](v1::KeyAdded& added, storage::NewEntry&) {
        added.mutable_possession()->mutable_authenticator_data()->back() ^= 1;
    });
    check_found(rotated, "its fingerprint names", [](v1::KeyAdded& added, storage::NewEntry&) {
        added.mutable_key()->mutable_public_key()->back() ^= 1;
    });
    check_found(rotated, "the 7 lines", [](v1::KeyAdded& added, storage::NewEntry&) {
        added.mutable_possession()->mutable_text()->append("\n");
    });
    check_found(rotated, "not its own person", [](v1::KeyAdded&, storage::NewEntry& entry) {
        entry.actor.octets[0] ^= 1;
    });
    check_found(rotated, "a key that nobody had", [](v1::KeyAdded& added, storage::NewEntry&) {
        (*added.mutable_cosigned_by())[0] ^= 1;
    });
}
