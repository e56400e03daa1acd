// Nobody lets anybody in alone, and no key comes twice: docs/IDENTITY.md once more, from the log's
// own words. SPDX-License-Identifier: Apache-2.0
#include "tests/properties/history.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

// What the entries so far say, kept apart from the domain's own state.
struct Told {
    std::map<std::string, std::set<std::string>> keys_of; // in force, by person
    std::map<std::string, std::string> confirmed_by;      // by fingerprint
    std::map<std::string, bool> recovers;                 // by code
    std::map<std::string, std::string> code_of;           // by fingerprint
    std::set<std::string> with_paper;                     // fingerprints
    std::set<std::string> taken;                          // every key let in, ever
    std::set<std::string> support;

    bool acts_for_secretariat(const std::string& person) const {
        const auto keys = keys_of.find(person);
        return support.contains(person) && keys != keys_of.end() && !keys->second.empty();
    }

    void read(const v1::Event& event);
    std::string why_not(const v1::KeyAdded& added) const;
};

template <class Event>
bool has_support(const Event& event) {
    for (const int role : event.roles())
        if (role == v1::SUPPORT) return true;
    return false;
}

void Told::read(const v1::Event& event) {
    if (event.has_person_invited()) {
        const v1::PersonInvited& invited = event.person_invited();
        if (has_support(invited)) support.insert(invited.person());
        recovers[invited.code_sha256()] = invited.recovery();
    }
    if (event.has_roles_changed() && !has_support(event.roles_changed()))
        support.erase(event.roles_changed().person());
    if (event.has_key_enrolled()) {
        const v1::KeyEnrolled& enrolled = event.key_enrolled();
        code_of[enrolled.key().fingerprint()] = enrolled.code_sha256();
        if (!enrolled.recovery_sha256().empty()) with_paper.insert(enrolled.key().fingerprint());
    }
    if (event.has_key_confirmed())
        confirmed_by[event.key_confirmed().fingerprint()] = event.key_confirmed().by();
    if (event.has_key_added()) {
        keys_of[event.key_added().person()].insert(event.key_added().fingerprint());
        taken.insert(event.key_added().fingerprint());
    }
    if (event.has_key_revoked())
        keys_of[event.key_revoked().person()].erase(event.key_revoked().fingerprint());
}

std::string Told::why_not(const v1::KeyAdded& added) const {
    const std::string& key = added.fingerprint();
    if (taken.contains(key)) return "a key came in twice";
    if (!added.cosigned_by().empty()) {
        const auto own = keys_of.find(added.person());
        if (own == keys_of.end() || !own->second.contains(added.cosigned_by()))
            return "no key of the same person signed for it";
        return "";
    }
    for (const std::string& approval : added.approvals())
        if (approval == added.person() || !acts_for_secretariat(approval))
            return "approved by the owner, or by nobody of the secretariat";
    const auto first = confirmed_by.find(key);
    const bool confirmed = first != confirmed_by.end() && added.approvals_size() > 0 &&
                           first->second == added.approvals(0);
    if (!confirmed) return "nobody confirmed it first";
    const bool by_two = added.approvals_size() == 2 && added.approvals(0) != added.approvals(1);
    if (!by_two && !added.break_glass()) return "one person alone let it in";
    const auto code = code_of.find(key);
    if (code == code_of.end()) return "it was let in and never enrolled";
    const bool cools = recovers.at(code->second) && !with_paper.contains(key);
    if (cools != (added.effective_at() != 0)) return "it cools and should not, or the other way";
    return "";
}

std::string lets_in_alone(const Story& story) {
    const std::size_t before = History().entries.size(); // who is there from the beginning
    const History history(story);
    Told told;
    for (std::size_t at = 0; at < history.entries.size(); ++at) {
        const v1::Event& event = history.entries[at].event;
        if (at >= before && event.has_key_added()) {
            const std::string why = told.why_not(event.key_added());
            if (!why.empty()) return why + ": " + event.ShortDebugString();
        }
        told.read(event);
    }
    return "";
}

std::string shares_a_passkey(const Story& story) {
    const History history(story);
    std::map<std::string, std::string> owner_of;
    for (const Recorded& entry : history.entries) {
        const v1::Key& key = entry.event.has_key_enrolled() ? entry.event.key_enrolled().key()
                                                            : entry.event.key_added().key();
        if (key.credential_id().empty()) continue;
        const auto [known, is_new] = owner_of.emplace(key.credential_id(), key.fingerprint());
        if (!is_new && known->second != key.fingerprint())
            return "one authenticator, two keys: " + key.credential_id();
    }
    return "";
}

} // namespace

TEST_CASE("nobody lets anybody in alone", "[properties]") {
    REQUIRE(holds("two let a key in", lets_in_alone));
}

TEST_CASE("no authenticator comes under a second name", "[properties]") {
    REQUIRE(holds("a passkey is taken once", shares_a_passkey));
}
