// The door of the pure core: who asks is looked up in the state at this very index, what may never
// be asked by this asker is refused, and each command goes to its own part.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide.hpp"

#include "server/domain/decide_parts.hpp"
#include "server/domain/refusal.hpp"

#include <variant>

namespace tocsin::domain {

namespace {

enum class Whose { persons, servers, both };

Whose whose(v1::Command::CommandCase which) {
    switch (which) {
    case v1::Command::kFoundLog:
    case v1::Command::kSeedPerson:
    case v1::Command::kEnrolKey:
    case v1::Command::kRecordDelivery:
    case v1::Command::kCloseProcedure:
    case v1::Command::kInviteFounder: return Whose::servers;
    // Loaded by whoever runs the server, before there is a secretariat to ask.
    case v1::Command::kAdmitParty:
    case v1::Command::kWithdrawParty:
    case v1::Command::kSetPolicy: return Whose::both;
    default: return Whose::persons;
    }
}

bool logs_in(const State& state, const Asker& asker) {
    const auto key = state.coalition.keys.find(asker.key);
    return key != state.coalition.keys.end() && key->second.is_active() &&
           key->second.person == asker.person;
}

std::variant<Asking, v1::Refusal>
look_up(const State& state, const Asker& asker, Instant received) {
    Asking asking;
    asking.received = received;
    if (asker.is_server()) return asking;

    asking.person = state.coalition.person(asker.person);
    if (!asking.person || !logs_in(state, asker))
        return refuse_forbidden(
            "the key of this session is not, or no longer, a key of this person",
            "a person with an active key"
        );
    const auto reader = reader_of(state, asker.person, received);
    if (!reader)
        return refuse_forbidden(
            "the party of this person is not, or no longer, of the Coalition",
            "persons of parties whose membership has not ended"
        );
    asking.party = state.coalition.party(asking.person->party);
    asking.reader = *reader;
    return asking;
}

// What no role of this asker will ever be allowed, whatever it names.
std::optional<v1::Refusal> out_of_bounds(const Asking& asking, v1::Command::CommandCase which) {
    if (asking.is_server()) {
        if (whose(which) != Whose::persons) return std::nullopt;
        return refuse_forbidden("the server itself never acts for a party", "a person");
    }
    if (whose(which) == Whose::servers)
        return refuse_forbidden("this is the server's own act", "the server itself");
    if (asking.has(v1::AUDITOR))
        return refuse_forbidden(
            "an auditor reads everything and writes nothing", "others than auditors"
        );
    if (asking.has(v1::SOURCE) && which != v1::Command::kSubmitSignal)
        return refuse_forbidden("a source may only submit signals", "a person");
    return std::nullopt;
}

Decision dispatch(const State& state, const v1::Command& command, const Asking& asking) {
    switch (command.command_case()) {
    case v1::Command::kAdmitParty: return decide(state, command.admit_party(), asking);
    case v1::Command::kWithdrawParty: return decide(state, command.withdraw_party(), asking);
    case v1::Command::kSetPolicy: return decide(state, command.set_policy(), asking);
    case v1::Command::kInvitePerson: return decide(state, command.invite_person(), asking);
    case v1::Command::kApproveKey: return decide(state, command.approve_key(), asking);
    case v1::Command::kRevokeKey: return decide(state, command.revoke_key(), asking);
    case v1::Command::kMintToken: return decide(state, command.mint_token(), asking);
    case v1::Command::kRevokeToken: return decide(state, command.revoke_token(), asking);
    case v1::Command::kSubmitSignal: return decide(state, command.submit_signal(), asking);
    case v1::Command::kRaiseAlert: return decide(state, command.raise_alert(), asking);
    case v1::Command::kApproveAlert: return decide(state, command.approve_alert(), asking);
    case v1::Command::kUpdateAlert: return decide(state, command.update_alert(), asking);
    case v1::Command::kCancelAlert: return decide(state, command.cancel_alert(), asking);
    case v1::Command::kCloseAlert: return decide(state, command.close_alert(), asking);
    case v1::Command::kAddNote: return decide(state, command.add_note(), asking);
    case v1::Command::kAcknowledgeAlert: return decide(state, command.acknowledge_alert(), asking);
    case v1::Command::kRetractAcknowledgement:
        return decide(state, command.retract_acknowledgement(), asking);
    case v1::Command::kDraftProcedure: return decide(state, command.draft_procedure(), asking);
    case v1::Command::kAddText: return decide(state, command.add_text(), asking);
    case v1::Command::kOpenProcedure: return decide(state, command.open_procedure(), asking);
    case v1::Command::kTakePosition: return decide(state, command.take_position(), asking);
    case v1::Command::kExtendDeadline: return decide(state, command.extend_deadline(), asking);
    case v1::Command::kWithdrawProcedure:
        return decide(state, command.withdraw_procedure(), asking);
    case v1::Command::kPublishProcedure: return decide(state, command.publish_procedure(), asking);
    case v1::Command::kFoundLog: return decide(state, command.found_log(), asking);
    case v1::Command::kSeedPerson: return decide(state, command.seed_person(), asking);
    case v1::Command::kEnrolKey: return decide(state, command.enrol_key(), asking);
    case v1::Command::kRecordDelivery: return decide(state, command.record_delivery(), asking);
    case v1::Command::kCloseProcedure: return decide(state, command.close_procedure(), asking);
    case v1::Command::kInviteFounder: return decide(state, command.invite_founder(), asking);
    case v1::Command::COMMAND_NOT_SET: break;
    }
    return refusing(refuse(
        v1::Refusal::MALFORMED, "These bytes are no command.", "No act is named.", "Send a command."
    ));
}

} // namespace

Decision
decide(const State& state, const v1::Command& command, const Asker& asker, Instant received) {
    const auto which = command.command_case();
    auto looked_up = look_up(state, asker, received);
    if (auto* refusal = std::get_if<v1::Refusal>(&looked_up)) return refusing(std::move(*refusal));
    Asking& asking = std::get<Asking>(looked_up);
    const auto id = CommandId::from(command.command_id());
    if (id) asking.command_id = *id;

    if (which != v1::Command::COMMAND_NOT_SET)
        if (auto refusal = out_of_bounds(asking, which)) return refusing(std::move(*refusal));
    if (state.size == 0 && which != v1::Command::kFoundLog)
        return refusing(
            refuse_state("not founded", "the first entry of a log founds it", "Found it.")
        );

    Decision decision = dispatch(state, command, asking);
    // Nothing ACTUAL may ever enter a log founded for exercises.
    if (state.coalition.founded.exercise_only()) decision.realm = v1::EXERCISE;
    return decision;
}

} // namespace tocsin::domain
