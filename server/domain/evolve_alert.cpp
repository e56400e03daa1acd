// What an alert's events do to the state: its messages, its notes, its reach, its answers.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/audience.hpp"
#include "server/domain/escalation.hpp"
#include "server/domain/evolve_parts.hpp"
#include "server/domain/reach.hpp"

#include <algorithm>
#include <iterator>

namespace tocsin::domain {

namespace {

Alert* find(State& state, const std::string& id) {
    const auto found = state.alerts.find(AlertId{id});
    return found == state.alerts.end() ? nullptr : &found->second;
}

PersonId person_id(std::string_view raw) {
    return PersonId::from(raw).value_or(PersonId{});
}

// Several deliveries of one entry are one step of the trail.
void walk(std::vector<Index>& trail, const Fact& fact) {
    if (trail.empty() || trail.back() != fact.entry.index) trail.push_back(fact.entry.index);
}

template <class Codes>
std::set<PartyCode> party_codes(const Codes& codes) {
    std::set<PartyCode> parties;
    for (const std::string& code : codes)
        parties.insert(PartyCode{code});
    return parties;
}

std::set<PartyCode> in_both(const std::set<PartyCode>& left, const std::set<PartyCode>& right) {
    std::set<PartyCode> both;
    std::set_intersection(
        left.begin(), left.end(), right.begin(), right.end(), std::inserter(both, both.end())
    );
    return both;
}

// Asks anew: what was answered to the old ask stands in the log, not for this one.
void ask_again(State& state, Alert& alert, const Fact& fact) {
    Addressees addressees = addressees_of(state, alert.content, fact.received);
    alert.asking = alert.message;
    alert.addressees = std::move(addressees.parties);
    alert.owing = std::move(addressees.owing);
    alert.acknowledgements.clear();
    queue_reach(state, alert, fact.entry.recorded_at);
    start_ladder(state, alert, fact.received);
}

// An editorial message asks nobody anew, but whom a stricter label or a narrower audience leaves
// out may not be reached or counted from here on (I8).
void narrow(State& state, Alert& alert, const Fact& fact) {
    const bool was_owed = is_owed(state, alert, fact.received);
    const Addressees now = addressees_of(state, alert.content, fact.received);
    alert.addressees = in_both(alert.addressees, now.parties);
    alert.owing = in_both(alert.owing, alert.addressees);
    std::erase_if(alert.acknowledgements, [&](const auto& pair) {
        return !alert.owing.contains(pair.first);
    });
    const auto addressed = persons_addressed(state, alert.content, alert.addressees);
    const std::set<PersonId> kept(addressed.begin(), addressed.end());
    std::erase_if(alert.reach, [&](const auto& pair) { return !kept.contains(pair.first); });
    settle_ladder(state, alert, was_owed, fact.received);
}

// A wider label or audience lets in, without asking them anything, the parties of today that were
// of the Coalition when it went out; one that joined later is let in by a decision of its own.
void widen(const State& state, Alert& alert, const Fact& fact) {
    for (const PartyCode& code : addressees_of(state, alert.content, fact.received).parties)
        if (!alert.addressees.contains(code) &&
            state.coalition.party(code)->is_member(alert.issued_at))
            alert.opened_to.insert(code);
}

// One acknowledgement after another keeps its instant.
void count_first(Alert& alert, const PartyCode& code, Instant at) {
    const auto first = alert.asked_first.find(code);
    if (first == alert.asked_first.end() || alert.state != Alert::State::live) return;
    if (first->second == Instant{} || at == Instant{}) first->second = at;
}

void end(State& state, Alert& alert, Alert::State how, std::uint32_t message, const Fact& fact) {
    alert.state = how;
    alert.message = message;
    alert.message_index = fact.entry.index;
    alert.ended_index = fact.entry.index;
    alert.ended_at = fact.received;
    stop_timers(state, alert);
    walk(alert.trail, fact);
}

} // namespace

void evolve(State& state, const v1::SignalReceived& event, const Fact& fact) {
    Signal signal;
    signal.id = SignalId{event.signal_id()};
    signal.realm = fact.entry.realm;
    signal.person = person_id(event.person());
    signal.content = event.content();
    signal.at = fact.received;
    signal.index = fact.entry.index;
    state.signals.add(std::move(signal));
}

void evolve(State& state, const v1::AlertDrafted& event, const Fact& fact) {
    Alert alert;
    alert.id = AlertId{event.alert_id()};
    alert.realm = fact.entry.realm;
    alert.content = event.content();
    alert.raiser = person_id(event.raiser());
    alert.drafted_at = fact.received;
    alert.drafted_index = fact.entry.index;
    alert.message_index = fact.entry.index;
    alert.trail.push_back(fact.entry.index);
    const auto signal = state.signals.find(SignalId{event.from_signal()});
    if (signal != state.signals.end()) {
        signal->second.raised_as = alert.id;
        alert.reports.push_back(signal->first);
        alert.trail.insert(alert.trail.begin(), signal->second.index);
    }
    state.alerts.add(std::move(alert));
}

void evolve(State& state, const v1::AlertIssued& event, const Fact& fact) {
    Alert* alert = find(state, event.alert_id());
    if (!alert) return;
    alert->state = Alert::State::live;
    alert->content = event.content();
    alert->approver = person_id(event.approver());
    alert->issued_at = fact.received;
    alert->issued_index = fact.entry.index;
    alert->message_index = fact.entry.index;
    alert->message = 1;
    alert->asking = 1;
    alert->addressees = party_codes(event.addressees());
    alert->owing = party_codes(event.owing());
    for (const PartyCode& code : alert->owing)
        alert->asked_first[code];
    alert->policy = event.policy();
    renew_readership(state, *alert);
    queue_reach(state, *alert, fact.entry.recorded_at);
    start_ladder(state, *alert, fact.received);
    start_review(state, *alert);
    walk(alert->trail, fact);
}

void evolve(State& state, const v1::AlertUpdated& event, const Fact& fact) {
    Alert* alert = find(state, event.alert_id());
    if (!alert) return;
    const std::int64_t review_by = alert->content.review_by();
    alert->content = event.content();
    alert->message = event.message();
    alert->message_index = fact.entry.index;
    event.material() ? ask_again(state, *alert, fact) : narrow(state, *alert, fact);
    renew_readership(state, *alert);
    renew_review(state, *alert, review_by, fact.entry.recorded_at);
    walk(alert->trail, fact);
}

void evolve(State& state, const v1::AlertCancelled& event, const Fact& fact) {
    Alert* alert = find(state, event.alert_id());
    if (!alert) return;
    end(state, *alert, Alert::State::cancelled, event.message(), fact);
    alert->ended_why = event.reason();
}

void evolve(State& state, const v1::AlertClosed& event, const Fact& fact) {
    Alert* alert = find(state, event.alert_id());
    if (!alert) return;
    end(state, *alert, Alert::State::closed, event.message(), fact);
    alert->situation = event.situation();
    alert->ended_why = event.note();
}

void evolve(State& state, const v1::NoteAdded& event, const Fact& fact) {
    const Note note{person_id(event.person()), fact.received, event.text()};
    if (Alert* alert = find(state, event.subject())) {
        alert->notes.push_back(note);
        walk(alert->trail, fact);
    }
    const auto procedure = state.procedures.find(ProcedureId{event.subject()});
    if (procedure != state.procedures.end()) {
        procedure->second.notes.push_back(note);
        walk(procedure->second.trail, fact);
    }
}

void evolve(State& state, const v1::ReviewWritten& event, const Fact& fact) {
    if (Alert* alert = find(state, event.subject())) {
        alert->review = event.version();
        walk(alert->trail, fact);
    }
    const auto procedure = state.procedures.find(ProcedureId{event.subject()});
    if (procedure != state.procedures.end()) {
        procedure->second.review = event.version();
        walk(procedure->second.trail, fact);
    }
}

void evolve(State& state, const v1::DeliveryRecorded& event, const Fact& fact) {
    for (const v1::Delivery& delivery : event.deliveries()) {
        climb(state, delivery);
        const auto procedure = state.procedures.find(ProcedureId{delivery.alert_id()});
        if (procedure != state.procedures.end()) walk(procedure->second.trail, fact);
        if (Alert* alert = find(state, delivery.alert_id())) walk(alert->trail, fact);
    }
}

void evolve(State& state, const v1::AlertAcknowledged& event, const Fact& fact) {
    Alert* alert = find(state, event.alert_id());
    if (!alert) return;
    Acknowledgement given;
    given.person = person_id(event.person());
    given.answer = event.answer();
    given.at = fact.received;
    given.answer_by = from_ms(event.answer_by());
    given.message = event.message();
    given.index = fact.entry.index;
    given.leaf_hash = fact.entry.leaf_hash;
    walk(alert->trail, fact);
    const PartyCode party{event.party()};
    count_first(*alert, party, acknowledges(given) ? given.at : Instant{});
    const auto before = alert->acknowledgements.find(party);
    const bool was_quiet =
        before != alert->acknowledgements.end() && quiets_for_good(before->second);
    if (was_quiet && quiets_for_good(given)) { // Who owes is the same: nothing to look through.
        before->second = given;
        return;
    }
    const bool was_owed = is_owed(state, *alert, fact.received);
    alert->acknowledgements[party] = given;
    settle_ladder(state, *alert, was_owed, fact.received);
}

void evolve(State& state, const v1::AcknowledgementRetracted& event, const Fact& fact) {
    Alert* alert = find(state, event.alert_id());
    if (!alert) return;
    const bool was_owed = is_owed(state, *alert, fact.received);
    count_first(*alert, PartyCode{event.party()}, {});
    alert->acknowledgements.erase(PartyCode{event.party()});
    settle_ladder(state, *alert, was_owed, fact.received);
    walk(alert->trail, fact);
}

void evolve(State& state, const v1::Relabelled& event, const Fact& fact) {
    if (Alert* alert = find(state, event.subject())) {
        alert->content.set_label(event.label());
        *alert->content.mutable_audience() = event.audience();
        alert->content.set_do_not_publicise(event.do_not_publicise());
        narrow(state, *alert, fact);
        widen(state, *alert, fact);
        renew_readership(state, *alert);
        walk(alert->trail, fact);
    }
    const auto found = state.procedures.find(ProcedureId{event.subject()});
    if (found == state.procedures.end()) return;
    Procedure& procedure = found->second;
    procedure.drafted.set_label(event.label());
    *procedure.drafted.mutable_audience() = event.audience();
    renew_readership(state, procedure);
    walk(procedure.trail, fact);
}

} // namespace tocsin::domain
