// The rules' part: what each entry says, against the state folded from those before it.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/verify.hpp"
#include "client/core/verify_state.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/evolve.hpp"
#include "storage/key_change.hpp"

#include <algorithm>

namespace tocsin::client {
namespace {

domain::EntryFacts facts_of(const Reading& reading) {
    domain::EntryFacts facts;
    facts.index = reading.index;
    facts.leaf_hash = reading.leaf;
    facts.recorded_at = reading.header.recorded_at;
    facts.actor = reading.header.actor;
    facts.realm = static_cast<v1::Realm>(reading.header.realm);
    return facts;
}

std::vector<std::string> sorted(const google::protobuf::RepeatedPtrField<std::string>& names) {
    std::vector<std::string> list(names.begin(), names.end());
    std::sort(list.begin(), list.end());
    return list;
}

// Of one case alone the registered names are not known, so the order of lists is not compared.
bool same_closing(
    const v1::ProcedureClosed& ours, const v1::ProcedureClosed& theirs, bool order_too
) {
    if (order_too) return ours.SerializeAsString() == theirs.SerializeAsString();
    return ours.outcome() == theirs.outcome() && ours.deadline() == theirs.deadline() &&
           ours.tally().SerializeAsString() == theirs.tally().SerializeAsString() &&
           sorted(ours.signatories()) == sorted(theirs.signatories()) &&
           sorted(ours.associated()) == sorted(theirs.associated());
}

// Silence, and minimums per region, are judged by who is a member of what region: a file of one
// case does not say.
bool needs_whole_log(const domain::Procedure& procedure) {
    return procedure.is(v1::ProcedureDrafted::SILENCE) || procedure.opened.per_region_size() > 0;
}

} // namespace

void Verifier::State::judge(const Reading& reading) {
    if (reading.received > reading.header.recorded_at)
        wrong(reading.index, "it was received after it was recorded");
    if (!reading.header.actor.is_zero() && reading.event.request_sha256().size() != Digest::size)
        wrong(reading.index, "it does not say which request led to it");
    const bool founds = reading.event.has_log_founded();
    if (founds != (reading.index == 0))
        wrong(
            reading.index,
            founds ? "a log is founded once, at entry 0" : "entry 0 must found the log"
        );
    if (domain.coalition.founded.exercise_only() && reading.header.realm != v1::EXERCISE)
        wrong(reading.index, "it is no exercise, in a log that holds exercises only");
    switch (reading.event.event_case()) {
    case v1::Event::kLogFounded: return check_head(reading);
    case v1::Event::kLogKeyChanged: return check_key_change(reading);
    case v1::Event::kPersonInvited: return check_invited(reading);
    case v1::Event::kKeyEnrolled: return check_enrolled(reading);
    case v1::Event::kKeyAdded: return check_key(reading);
    case v1::Event::kPolicySet: return check_policy(reading);
    case v1::Event::kAlertIssued: return check_alert(reading);
    case v1::Event::kPositionTaken:
        return check_position(reading, reading.event.position_taken(), false);
    case v1::Event::kPositionPrepared:
        return check_position(reading, reading.event.position_prepared().position(), false);
    case v1::Event::kPositionReceivedLate:
        return check_position(reading, reading.event.position_received_late().position(), true);
    case v1::Event::kProcedureClosed: return check_closing(reading);
    case v1::Event::kProcedurePublished: return check_publication(reading);
    case v1::Event::kEscalated:
    case v1::Event::kAnswersReminded:
    case v1::Event::kReviewFellDue: return check_own_act(reading);
    default: return;
    }
}

void Verifier::State::fold(const Reading& reading) {
    // Of one case alone most entries are not here; the fold goes on from where this one stands.
    domain.size = reading.index;
    domain::evolve(domain, facts_of(reading), reading.event);
}

void Verifier::State::pass_over(
    storage::Index index, const Digest& leaf, const storage::Header& header
) {
    domain::EntryFacts facts;
    facts.index = index;
    facts.leaf_hash = leaf;
    facts.recorded_at = header.recorded_at;
    domain.size = index;
    domain::evolve_erased(domain, facts);
}

void Verifier::State::check_head(const Reading& reading) {
    const auto& founded = reading.event.log_founded();
    if (founded.origin() != report.origin)
        wrong(reading.index, "the log was founded as \"" + founded.origin() + "\"");
    if (const auto named = storage::PublicKey::from(founded.log_key()))
        founding_key = storage::VerifierKey{founded.origin(), *named};
}

void Verifier::State::check_key_change(const Reading& reading) {
    const auto& changed = reading.event.log_key_changed();
    key_changes.push_back(changed);
    const std::string why = storage::why_wrong(
        {changed.old_key(),
         changed.new_key(),
         changed.text(),
         changed.old_signature(),
         changed.new_signature()},
        report.origin
    );
    if (!why.empty()) wrong(reading.index, "the log's key did not give way to this one: " + why);
    const auto signers = domain.coalition.log_keys();
    if (!whole()) return;
    if (signers.back() != changed.old_key())
        wrong(reading.index, "the key that gives way is not the one in force");
    if (std::find(signers.begin(), signers.end(), changed.new_key()) != signers.end())
        wrong(reading.index, "this key signed before: a key comes once");
}

// Whether the changes in the file lead from that key to the one under the checkpoint.
bool Verifier::State::leads_here(const storage::VerifierKey& from) const {
    std::vector<storage::SignedKeyChange> changes;
    for (const auto& one : key_changes)
        changes.push_back(
            {one.old_key(), one.new_key(), one.text(), one.old_signature(), one.new_signature()}
        );
    return storage::leads_to(from, changes, *key);
}

void Verifier::State::check_alert(const Reading& reading) {
    const auto& issued = reading.event.alert_issued();
    ++report.alerts;
    const bool exercise = reading.header.realm == v1::EXERCISE;
    if (issued.raiser() == issued.approver() && !(exercise && issued.alone()))
        wrong(reading.index, "one person alone raised and approved this alert");
    if (issued.approver() != reading.header.actor.view())
        wrong(reading.index, "its approver is not the person who acted");
    const auto found = domain.alerts.find(domain::AlertId{issued.alert_id()});
    if (found == domain.alerts.end()) {
        if (can_decide()) wrong(reading.index, "nobody had drafted this alert");
        return;
    }
    if (found->second.raiser.view() != issued.raiser())
        wrong(reading.index, "its draft was raised by another person");
    if (found->second.state != domain::Alert::State::draft)
        wrong(reading.index, "this alert was issued, or ended, before");
}

void Verifier::State::check_closing(const Reading& reading) {
    const auto& closed = reading.event.procedure_closed();
    ++report.closings;
    check_own_act(reading);
    if (!can_decide() && !domain.procedures.contains(domain::ProcedureId{closed.procedure_id()}))
        return doubt(reading.index, "what it closes is not in the file");
    const auto closing = domain.procedures.find(domain::ProcedureId{closed.procedure_id()});
    if (!can_decide() && needs_whole_log(closing->second))
        return doubt(reading.index, "this outcome can be judged in the whole log only");
    v1::Command command;
    command.set_command_id(reading.header.command_id.str());
    command.mutable_close_procedure()->set_procedure_id(closed.procedure_id());
    command.mutable_close_procedure()->set_deadline(closed.deadline());
    // One case alone does not begin with entry 0, which deciding takes for an unfounded log.
    domain::State& before = domain;
    before.size = reading.index;
    const auto decision = domain::decide(before, command, domain::Asker{}, reading.received);
    if (decision.events.size() != 1 || !decision.events.front().has_procedure_closed())
        return wrong(
            reading.index, "the procedure could not be closed then: " + decision.refusal->why()
        );
    if (!same_closing(decision.events.front().procedure_closed(), closed, can_decide()))
        wrong(reading.index, "outcome, tally or list are not what the positions before it give");
}

void Verifier::State::check_publication(const Reading& reading) {
    const auto& published = reading.event.procedure_published();
    const auto found = domain.procedures.find(domain::ProcedureId{published.procedure_id()});
    if (found == domain.procedures.end()) return;
    const auto& procedure = found->second;
    const bool may_be_published = procedure.state == domain::Procedure::State::adopted ||
                                  procedure.state == domain::Procedure::State::embargoed;
    if (!may_be_published) return wrong(reading.index, "it publishes what was not adopted");
    if (procedure.state == domain::Procedure::State::embargoed &&
        reading.received < procedure.publish_at)
        wrong(reading.index, "it was published before its embargo ended");
    if (sorted(published.signatories()) != sorted(procedure.closed.signatories()) ||
        sorted(published.associated()) != sorted(procedure.closed.associated()))
        wrong(reading.index, "the list published is not the list at the closing");
    check_own_act(reading);
    if (published.text_sha256() != procedure.text_sha256.view())
        wrong(reading.index, "the text published is not the text that was signed");
}

} // namespace tocsin::client
