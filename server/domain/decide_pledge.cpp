// What may happen to a pledge call: its needs, what governments pledge for them until the deadline,
// and what they gave (domain.md 3). One pledge per government and need; the last one stands.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/instrument_rules.hpp"
#include "server/domain/pledge.hpp"
#include "server/domain/procedure_gate.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Refused = std::optional<v1::Refusal>;

bool is_currency(const std::string& code) {
    return code.size() == 3 && std::all_of(code.begin(), code.end(), [](char letter) {
               return letter >= 'A' && letter <= 'Z';
           });
}

Refused bad_need(const v1::Need& need, Instant received) {
    const bool is_money = need.kind() == v1::Need::MONEY;
    if (is_money && !is_currency(need.currency()))
        return refuse_field(
            "needs.currency", "a currency of three capital letters, for money", need.currency()
        );
    if (!is_money && !need.currency().empty())
        return refuse_field("needs.currency", "none, for what is given in kind", need.currency());
    if (is_money && need.amount() <= 0)
        return refuse_field(
            "needs.amount", "more than nothing, for money", std::to_string(need.amount())
        );
    if (need.by() != 0 && from_ms(need.by()) <= received)
        return refuse_field(
            "needs.by", "after now, " + print_utc(received), print_utc(from_ms(need.by()))
        );
    return std::nullopt;
}

Refused bad_needs(const v1::SetNeeds& command, Instant received) {
    std::set<std::string> ids;
    for (const v1::Need& need : command.needs()) {
        if (!ids.insert(need.need_id()).second)
            return refuse_field("needs.need_id", "an id of its own for each need", need.need_id());
        if (auto refusal = bad_need(need, received)) return refusal;
    }
    return std::nullopt;
}

v1::Refusal refuse_need(const Procedure& procedure, const std::string& given) {
    std::string ids;
    for (const v1::Need& need : procedure.needs)
        ids += (ids.empty() ? "" : ", ") + need.need_id();
    return refuse_field("need_id", "one of the needs of this call: " + ids, given);
}

Refused bad_pledge(const v1::Need& need, const v1::Pledge& pledge) {
    const bool is_money = need.kind() == v1::Need::MONEY;
    if (is_money && pledge.amount() <= 0)
        return refuse_field(
            "pledge.amount",
            "more than nothing, in " + need.currency(),
            std::to_string(pledge.amount())
        );
    if (is_money && !pledge.in_kind().empty())
        return refuse_field(
            "pledge.in_kind", "empty: this need is for " + need.currency(), pledge.in_kind()
        );
    if (pledge.amount() < 0 || (pledge.amount() == 0 && pledge.in_kind().empty()))
        return refuse_field(
            "pledge.in_kind", "what is given, in words, or an amount of it", pledge.in_kind()
        );
    return std::nullopt;
}

// The total may be corrected downwards, and may exceed what was pledged: both are what happened.
// But a total that falls is explained.
Refused bad_fulfilment(const StandingPledge& pledge, const v1::RecordFulfilment& command) {
    const std::int64_t before = pledge.fulfilled.empty() ? 0 : pledge.fulfilled.back().amount;
    if (command.amount() < 0)
        return refuse_field("amount", "not below nothing", std::to_string(command.amount()));
    if (command.amount() == 0 && before == 0 && command.words().empty())
        return refuse_field("words", "what was given, where it is no amount", "");
    if (command.amount() < before && command.words().empty())
        return refuse_field(
            "words",
            "why the total falls from " + std::to_string(before) + " to " +
                std::to_string(command.amount()),
            ""
        );
    return std::nullopt;
}

} // namespace

Decision decide(const State& state, const v1::SetNeeds& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kSetNeeds, asking))
        return refusing(*refusal);
    if (auto refusal = bad_needs(command, asking.received)) return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::NeedsSet& set = *decision.events.emplace_back().mutable_needs_set();
    set.set_procedure_id(procedure->id.text);
    *set.mutable_needs() = command.needs();
    set.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::MakePledge& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kMakePledge, asking))
        return refusing(*refusal);
    const v1::Need* need = find_need(*procedure, command.pledge().need_id());
    if (!need) return refusing(refuse_need(*procedure, command.pledge().need_id()));
    if (auto refusal = bad_pledge(*need, command.pledge())) return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::PledgeMade& made = *decision.events.emplace_back().mutable_pledge_made();
    made.set_procedure_id(procedure->id.text);
    made.set_party(asking.person->party.text);
    made.set_person(asking.person->id.str());
    *made.mutable_pledge() = command.pledge();
    return decision;
}

Decision decide(const State& state, const v1::TakePledgeBack& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kTakePledgeBack, asking))
        return refusing(*refusal);
    if (!find_need(*procedure, command.need_id()))
        return refusing(refuse_need(*procedure, command.need_id()));
    if (!find_pledge(*procedure, asking.person->party, command.need_id()))
        return refusing(refuse_state(
            std::string(state_word(procedure->state)),
            "only a pledge that stands is taken back",
            "Your government has none for this need."
        ));

    Decision decision = about(*procedure);
    v1::PledgeTakenBack& taken = *decision.events.emplace_back().mutable_pledge_taken_back();
    taken.set_procedure_id(procedure->id.text);
    taken.set_party(asking.person->party.text);
    taken.set_person(asking.person->id.str());
    taken.set_need_id(command.need_id());
    taken.set_reason(command.reason());
    return decision;
}

Decision decide(const State& state, const v1::RecordFulfilment& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    const bool runs_it = penholder_of(*procedure) == asking.person->id || asking.has(v1::SUPPORT);
    if (!runs_it && command.party() != asking.person->party.text)
        return refusing(refuse_forbidden(
            "a government records what it gave itself", "that government, or who runs the call"
        ));
    if (auto refusal = closed_act(*procedure, v1::Command::kRecordFulfilment, asking))
        return refusing(*refusal);
    const PartyCode party{command.party()};
    const StandingPledge* pledge = find_pledge(*procedure, party, command.need_id());
    if (!pledge)
        return refusing(refuse_field(
            "need_id", "a need for which a pledge of that government stands", command.need_id()
        ));
    if (auto refusal = bad_fulfilment(*pledge, command)) return refusing(*refusal);
    if (auto refusal = not_yet(command.at(), asking.received)) return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::FulfilmentRecorded& recorded =
        *decision.events.emplace_back().mutable_fulfilment_recorded();
    recorded.set_procedure_id(procedure->id.text);
    recorded.set_party(party.text);
    recorded.set_need_id(command.need_id());
    recorded.set_amount(command.amount());
    recorded.set_at(command.at() == 0 ? to_ms(asking.received) : command.at());
    recorded.set_words(command.words());
    recorded.set_person(asking.person->id.str());
    return decision;
}

} // namespace tocsin::domain
