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
    case v1::Command::kInviteFounder:
    case v1::Command::kEscalate:
    case v1::Command::kRemindAnswers:
    case v1::Command::kPublishDue:
    case v1::Command::kCallReview:
    case v1::Command::kBreakGlass:
    case v1::Command::kNoteSecurity:
    case v1::Command::kRecordReading:
    case v1::Command::kChangeLogKey: return Whose::servers;
    // Loaded by whoever runs the server, before there is a secretariat to ask.
    case v1::Command::kAdmitParty:
    case v1::Command::kWithdrawParty:
    case v1::Command::kSetPolicy:
    case v1::Command::kHandOverChair:
    case v1::Command::kSetGroup:
    case v1::Command::kSetCalendar:
    case v1::Command::kSetPlaybook: return Whose::both;
    default: return Whose::persons;
    }
}

bool logs_in(const State& state, const Asker& asker, Instant at) {
    const KeyRecord* key = state.coalition.key(asker.key);
    return key && key->is_active(at) && key->person == asker.person;
}

std::variant<Asking, v1::Refusal>
look_up(const State& state, const Asker& asker, Instant received) {
    Asking asking;
    asking.received = received;
    asking.at = state.as_of(received);
    if (asker.is_server()) return asking;

    asking.person = state.coalition.person(asker.person);
    if (!asking.person || !logs_in(state, asker, asking.at))
        return refuse_forbidden(
            "the key of this session is not, or no longer, a key of this person",
            "a person with an active key"
        );
    const auto reader = reader_of(state, asker.person, asking.at);
    if (!reader)
        return refuse_forbidden(
            "this person, or its party, is not, or no longer, of the Coalition",
            "persons with a role, of parties whose membership has not ended"
        );
    asking.party = state.coalition.party(asking.person->party);
    asking.reader = *reader;
    return asking;
}

// One's own key is everybody's to keep, whatever else the person may do.
bool is_about_own_key(v1::Command::CommandCase which) {
    return which == v1::Command::kAddOwnKey || which == v1::Command::kReportMisuse;
}

// A token reads what its owner may read and no more: to make one is reading, not writing.
bool is_about_own_reading(v1::Command::CommandCase which) {
    return which == v1::Command::kMintToken || which == v1::Command::kRevokeToken;
}

// What no role of this asker will ever be allowed, whatever it names.
std::optional<v1::Refusal>
out_of_bounds(const Coalition& coalition, const Asking& asking, v1::Command::CommandCase which) {
    if (asking.is_server()) {
        if (whose(which) != Whose::persons) return std::nullopt;
        return refuse_forbidden("the server itself never acts for a party", "a person");
    }
    if (whose(which) == Whose::servers)
        return refuse_forbidden("this is the server's own act", "the server itself");
    if (is_about_own_key(which)) return std::nullopt;
    if (asking.has(v1::AUDITOR) && !is_about_own_reading(which))
        return refuse_forbidden(
            "an auditor reads everything and writes nothing", "others than auditors"
        );
    if (asking.has(v1::SOURCE) && which != v1::Command::kSubmitSignal)
        return refuse_forbidden("a source may only submit signals", "a person");
    if (which != v1::Command::kEndDelegation && coalition.given_by(asking.person->id, asking.at))
        return refuse_forbidden(
            "who has delegated does not act meanwhile", "the colleague named; or end the delegation"
        );
    return std::nullopt;
}

// Each command to its own part, in groups so that each is read in one sitting.
Decision on_procedure(const State& state, const v1::Command& command, const Asking& asking) {
    switch (command.command_case()) {
    case v1::Command::kDraftProcedure: return decide(state, command.draft_procedure(), asking);
    case v1::Command::kAddText: return decide(state, command.add_text(), asking);
    case v1::Command::kOpenProcedure: return decide(state, command.open_procedure(), asking);
    case v1::Command::kTakePosition: return decide(state, command.take_position(), asking);
    case v1::Command::kExtendDeadline: return decide(state, command.extend_deadline(), asking);
    case v1::Command::kWithdrawProcedure:
        return decide(state, command.withdraw_procedure(), asking);
    case v1::Command::kPublishProcedure: return decide(state, command.publish_procedure(), asking);
    case v1::Command::kCloseProcedure: return decide(state, command.close_procedure(), asking);
    case v1::Command::kOpenConsultation: return decide(state, command.open_consultation(), asking);
    case v1::Command::kAddComment: return decide(state, command.add_comment(), asking);
    case v1::Command::kAddTranslation: return decide(state, command.add_translation(), asking);
    case v1::Command::kContestEdit: return decide(state, command.contest_edit(), asking);
    case v1::Command::kIssueAsChair: return decide(state, command.issue_as_chair(), asking);
    case v1::Command::kProceedUnreached: return decide(state, command.proceed_unreached(), asking);
    case v1::Command::kSetEmbargo: return decide(state, command.set_embargo(), asking);
    case v1::Command::kContinueProcedure:
        return decide(state, command.continue_procedure(), asking);
    case v1::Command::kArchiveProcedure: return decide(state, command.archive_procedure(), asking);
    case v1::Command::kRemindAnswers: return decide(state, command.remind_answers(), asking);
    case v1::Command::kRemind: return decide(state, command.remind(), asking);
    case v1::Command::kPublishDue: return decide(state, command.publish_due(), asking);
    case v1::Command::kArrangeDemarche: return decide(state, command.arrange_demarche(), asking);
    case v1::Command::kReportInstruction:
        return decide(state, command.report_instruction(), asking);
    case v1::Command::kConcludeDemarche: return decide(state, command.conclude_demarche(), asking);
    case v1::Command::kSetNeeds: return decide(state, command.set_needs(), asking);
    case v1::Command::kMakePledge: return decide(state, command.make_pledge(), asking);
    case v1::Command::kTakePledgeBack: return decide(state, command.take_pledge_back(), asking);
    case v1::Command::kRecordFulfilment: return decide(state, command.record_fulfilment(), asking);
    default:
        return refusing(refuse(
            v1::Refusal::MALFORMED,
            "These bytes are no command.",
            "No act is named.",
            "Send a command."
        ));
    }
}

Decision on_alert(const State& state, const v1::Command& command, const Asking& asking) {
    switch (command.command_case()) {
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
    case v1::Command::kRecordDelivery: return decide(state, command.record_delivery(), asking);
    case v1::Command::kDismissSignal: return decide(state, command.dismiss_signal(), asking);
    case v1::Command::kJoinSignal: return decide(state, command.join_signal(), asking);
    case v1::Command::kMergeAlerts: return decide(state, command.merge_alerts(), asking);
    case v1::Command::kRelabel: return decide(state, command.relabel(), asking);
    case v1::Command::kReportSituation: return decide(state, command.report_situation(), asking);
    case v1::Command::kWriteReview: return decide(state, command.write_review(), asking);
    case v1::Command::kOpenPlaybook: return decide(state, command.open_playbook(), asking);
    case v1::Command::kEscalate: return decide(state, command.escalate(), asking);
    case v1::Command::kRingAgain: return decide(state, command.ring_again(), asking);
    case v1::Command::kCallReview: return decide(state, command.call_review(), asking);
    default: return on_procedure(state, command, asking);
    }
}

Decision on_identity(const State& state, const v1::Command& command, const Asking& asking) {
    switch (command.command_case()) {
    case v1::Command::kInviteFounder: return decide(state, command.invite_founder(), asking);
    case v1::Command::kSeedPerson: return decide(state, command.seed_person(), asking);
    case v1::Command::kInvitePerson: return decide(state, command.invite_person(), asking);
    case v1::Command::kEnrolKey: return decide(state, command.enrol_key(), asking);
    case v1::Command::kApproveKey: return decide(state, command.approve_key(), asking);
    case v1::Command::kRevokeKey: return decide(state, command.revoke_key(), asking);
    case v1::Command::kAddOwnKey: return decide(state, command.add_own_key(), asking);
    case v1::Command::kReportMisuse: return decide(state, command.report_misuse(), asking);
    case v1::Command::kRecoverPerson: return decide(state, command.recover_person(), asking);
    case v1::Command::kSetRecoveryCode: return decide(state, command.set_recovery_code(), asking);
    case v1::Command::kBreakGlass: return decide(state, command.break_glass(), asking);
    case v1::Command::kChangeRoles: return decide(state, command.change_roles(), asking);
    case v1::Command::kNoteSecurity: return decide(state, command.note_security(), asking);
    case v1::Command::kRecordReading: return decide(state, command.record_reading(), asking);
    case v1::Command::kMintToken: return decide(state, command.mint_token(), asking);
    case v1::Command::kRevokeToken: return decide(state, command.revoke_token(), asking);
    default: return on_alert(state, command, asking);
    }
}

Decision on_coalition(const State& state, const v1::Command& command, const Asking& asking) {
    switch (command.command_case()) {
    case v1::Command::kAdmitParty: return decide(state, command.admit_party(), asking);
    case v1::Command::kWithdrawParty: return decide(state, command.withdraw_party(), asking);
    case v1::Command::kSetPolicy: return decide(state, command.set_policy(), asking);
    case v1::Command::kFoundLog: return decide(state, command.found_log(), asking);
    case v1::Command::kChangeLogKey: return decide(state, command.change_log_key(), asking);
    case v1::Command::kHandOverChair: return decide(state, command.hand_over_chair(), asking);
    case v1::Command::kSetGroup: return decide(state, command.set_group(), asking);
    case v1::Command::kSetCalendar: return decide(state, command.set_calendar(), asking);
    case v1::Command::kSetPlaybook: return decide(state, command.set_playbook(), asking);
    case v1::Command::kOpenEarlierItems: return decide(state, command.open_earlier_items(), asking);
    case v1::Command::kDelegate: return decide(state, command.delegate(), asking);
    case v1::Command::kEndDelegation: return decide(state, command.end_delegation(), asking);
    case v1::Command::kSubscribe: return decide(state, command.subscribe(), asking);
    case v1::Command::kSetTwoPersonRule:
        return decide(state, command.set_two_person_rule(), asking);
    default: return on_identity(state, command, asking);
    }
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
        if (auto refusal = out_of_bounds(state.coalition, asking, which))
            return refusing(std::move(*refusal));
    if (state.size == 0 && which != v1::Command::kFoundLog)
        return refusing(
            refuse_state("not founded", "the first entry of a log founds it", "Found it.")
        );

    Decision decision = on_coalition(state, command, asking);
    // Nothing ACTUAL may ever enter a log founded for exercises.
    if (state.coalition.founded.exercise_only()) decision.realm = v1::EXERCISE;
    return decision;
}

} // namespace tocsin::domain
