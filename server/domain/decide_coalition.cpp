// What may happen to the Coalition itself: its log, its parties, the tokens of its persons.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_parts.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

v1::Refusal refuse_roster() {
    return refuse_forbidden("the roster is kept by the secretariat", "a person of the secretariat");
}

bool keeps_roster(const Asking& asking) {
    return asking.is_server() || asking.has(v1::SUPPORT);
}

bool is_country(const std::string& code) {
    const auto upper = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
    return code.size() == 2 && upper(code[0]) && upper(code[1]);
}

std::string state_of(const PartyRecord& party, Instant at) {
    return party.is_member(at) ? "MEMBER" : "NO MEMBER";
}

} // namespace

Decision decide(const State& state, const v1::FoundLog& command, const Asking&) {
    if (state.size != 0)
        return refusing(
            refuse_state("FOUNDED", "a log is founded once", "Begin a new log elsewhere.")
        );
    Decision decision;
    *decision.events.emplace_back().mutable_log_founded() = command.founded();
    if (command.founded().exercise_only()) decision.realm = v1::EXERCISE;
    return decision;
}

Decision decide(const State& state, const v1::ChangeLogKey& command, const Asking&) {
    const auto keys = state.coalition.log_keys();
    const v1::LogKeyChanged& changed = command.changed();
    const bool is_new = std::find(keys.begin(), keys.end(), changed.new_key()) == keys.end();
    if (keys.back() != changed.old_key() || !is_new)
        return refusing(refuse_state(
            "LOG KEY",
            "the key in force gives way to one that never was",
            "Make a new key for this log."
        ));
    Decision decision;
    *decision.events.emplace_back().mutable_log_key_changed() = changed;
    if (state.coalition.founded.exercise_only()) decision.realm = v1::EXERCISE;
    return decision;
}

Decision decide(const State& state, const v1::AdmitParty& command, const Asking& asking) {
    if (!keeps_roster(asking)) return refusing(refuse_roster());
    const v1::Party& party = command.party();
    if ((party.kind() == v1::Party::GOVERNMENT) != is_country(party.code()))
        return refusing(refuse_field(
            "party.code", "two capital letters for a government and for nobody else", party.code()
        ));
    const Instant from =
        command.member_from() == 0 ? asking.received : from_ms(command.member_from());
    if (const PartyRecord* known = state.coalition.party(PartyCode{party.code()})) {
        if (!known->member_until)
            return refusing(refuse_state(
                state_of(*known, asking.at), "a party is admitted once", "It is here already."
            ));
        if (from < *known->member_until)
            return refusing(refuse_field(
                "member_from",
                "not before it left, " + print_utc(*known->member_until),
                print_utc(from)
            ));
    }

    Decision decision;
    v1::PartyAdmitted& admitted = *decision.events.emplace_back().mutable_party_admitted();
    *admitted.mutable_party() = party;
    admitted.set_member_from(to_ms(from));
    return decision;
}

Decision decide(const State& state, const v1::WithdrawParty& command, const Asking& asking) {
    if (!keeps_roster(asking)) return refusing(refuse_roster());
    const PartyRecord* party = state.coalition.party(PartyCode{command.code()});
    if (!party) return refusing(refuse_not_found());
    if (party->member_until)
        return refusing(refuse_state(
            state_of(*party, asking.at),
            "its withdrawal is recorded already, as of " + print_utc(*party->member_until),
            "Admit it again from the day it comes back."
        ));
    const Instant until =
        command.effective_at() == 0 ? asking.received : from_ms(command.effective_at());
    if (until < party->member_from)
        return refusing(refuse_field(
            "effective_at",
            "not before it joined, " + print_utc(party->member_from),
            print_utc(until)
        ));

    Decision decision;
    v1::PartyWithdrew& withdrew = *decision.events.emplace_back().mutable_party_withdrew();
    withdrew.set_code(command.code());
    withdrew.set_effective_at(to_ms(until));
    return decision;
}

Decision decide(const State& state, const v1::MintToken& command, const Asking& asking) {
    if (from_ms(command.expires_at()) <= asking.received)
        return refusing(refuse_field(
            "expires_at",
            "after now, " + print_utc(asking.received),
            print_utc(from_ms(command.expires_at()))
        ));
    if (state.coalition.tokens.contains(Digest::from(command.token_sha256()).value_or(Digest{})))
        return refusing(refuse_state("MINTED", "a token is minted once", "Make a new random token.")
        );

    Decision decision;
    v1::TokenMinted& minted = *decision.events.emplace_back().mutable_token_minted();
    minted.set_person(asking.person->id.str());
    minted.set_token_sha256(command.token_sha256());
    minted.set_expires_at(command.expires_at());
    return decision;
}

Decision decide(const State& state, const v1::RevokeToken& command, const Asking& asking) {
    const auto found =
        state.coalition.tokens.find(Digest::from(command.token_sha256()).value_or(Digest{}));
    if (found == state.coalition.tokens.end()) return refusing(refuse_not_found());
    const bool is_own = found->second.person == asking.person->id;
    if (!is_own && !asking.has(v1::SUPPORT)) return refusing(refuse_not_found());
    if (found->second.revoked)
        return refusing(refuse_state("REVOKED", "a token is revoked once", "Nothing is left to do.")
        );

    Decision decision;
    decision.events.emplace_back().mutable_token_revoked()->set_token_sha256(command.token_sha256()
    );
    return decision;
}

} // namespace tocsin::domain
