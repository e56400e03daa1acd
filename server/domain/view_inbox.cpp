// What this reader's party owes, and what waits for this reader as a second person.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/escalation.hpp"
#include "server/domain/label.hpp"
#include "server/domain/views.hpp"

#include <algorithm>
#include <tuple>

namespace tocsin::domain {

namespace {

using Owed = v1::InboxView::Owed;

Owed owed(Owed::Act act, const std::string& subject, const std::string& title, Instant since) {
    Owed line;
    line.set_act(act);
    line.set_subject(subject);
    line.set_title(title);
    line.set_since(to_ms(since));
    return line;
}

Owed owed_for(Owed::Act act, const Alert& alert, Instant since) {
    Owed line = owed(act, alert.id.text, alert.content.headline(), since);
    line.set_realm(alert.realm);
    line.set_severity(alert.content.severity());
    return line;
}

void add_alert(v1::InboxView& view, const Alert& alert, const Reader& reader) {
    if (alert.state == Alert::State::draft) {
        const bool may_approve = (reader.classes & reader_class::approver) != 0;
        if (may_approve && alert.raiser != reader.person && may_read(alert, reader))
            *view.add_owed() = owed_for(Owed::APPROVE, alert, alert.drafted_at);
        return;
    }
    if (alert.state != Alert::State::live || !alert.owing.contains(reader.party)) return;
    if (!may_read(alert, reader)) return;
    const auto standing = alert.acknowledgements.find(reader.party);
    // "Cannot respond" is no answer: its colleagues owe one as before.
    const bool is_answered =
        standing != alert.acknowledgements.end() && acknowledges(standing->second);
    // Who is consulting promised an answer by an instant: it stays owed, with that deadline.
    if (is_answered && standing->second.answer != v1::AlertAcknowledged::CONSULTING) return;
    Owed line = owed_for(Owed::ACKNOWLEDGE, alert, alert.issued_at);
    if (is_answered) line.set_deadline(to_ms(standing->second.answer_by));
    *view.add_owed() = std::move(line);
}

// No answer yet, or one that only says that an answer will come.
// For one of the needs; whoever took the last one back is asked again.
bool has_pledged(const Procedure& procedure, const PartyCode& party) {
    for (const auto& [by, pledge] : procedure.pledges)
        if (by.first == party && !pledge.taken_back) return true;
    return false;
}

bool owes_answer(const Procedure& procedure, const PartyCode& party) {
    if (!procedure.entitled.contains(party) || procedure.recused.contains(party)) return false;
    if (has_pledged(procedure, party)) return false;
    const auto standing = procedure.positions.find(party);
    if (standing == procedure.positions.end()) return true;
    return standing->second.stance == v1::Position::AWAITING_INSTRUCTIONS ||
           standing->second.stance == v1::Position::SIGN_AD_REFERENDUM ||
           !is_current(procedure, standing->second);
}

Owed::Act act_owed(const Procedure& procedure, const Reader& reader) {
    if (procedure.prepared.contains(reader.party)) return Owed::CONFIRM_POSITION;
    const bool has_answered = procedure.positions.contains(reader.party);
    return has_answered ? Owed::ANSWER_AGAIN : Owed::ANSWER;
}

// The penholder, when the shutdown ended while governments sign.
void add_question(v1::InboxView& view, const Procedure& procedure, const Reader& reader) {
    if (!procedure.questioned || penholder_of(procedure) != reader.person) return;
    Owed line =
        owed(Owed::DECIDE_ON, procedure.id.text, procedure.drafted.title(), procedure.opened_at);
    line.set_deadline(to_ms(procedure.deadline));
    line.set_realm(procedure.realm);
    *view.add_owed() = std::move(line);
}

// A candidate, for those who raise, join or dismiss.
void add_signal(v1::InboxView& view, const Signal& signal, const Reader& reader) {
    if (!(reader.has(v1::LEAD) || reader.has(v1::SUPPORT))) return;
    if (!signal.raised_as.empty() || !signal.dismissed_because.empty()) return;
    if (!may_see(drafters(signal.person), reader)) return;
    Owed line = owed(Owed::SIGNAL, signal.id.text, signal.content.headline(), signal.at);
    line.set_realm(signal.realm);
    line.set_severity(signal.content.severity());
    *view.add_owed() = std::move(line);
}

void add_procedure(
    v1::InboxView& view, const Procedure& procedure, const Reader& reader, Instant now
) {
    if (procedure.state != Procedure::State::open || now > procedure.deadline) return;
    add_question(view, procedure, reader);
    if (!owes_answer(procedure, reader.party) || !may_read(procedure, reader)) return;
    Owed line = owed(
        act_owed(procedure, reader),
        procedure.id.text,
        procedure.drafted.title(),
        procedure.opened_at
    );
    line.set_deadline(to_ms(procedure.deadline));
    line.set_realm(procedure.realm);
    *view.add_owed() = std::move(line);
}

bool may_revoke_keys_of(const PersonRecord& person, const Reader& reader) {
    return person.party == reader.party || reader.has(v1::SUPPORT);
}

// Not the owner, and not who confirmed it first while that still counts.
bool may_confirm(
    const Coalition& coalition, const KeyRecord& key, const Reader& reader, Instant now
) {
    if (key.added || key.revoked || key.person == reader.person) return false;
    return key.confirmed_by != reader.person || !coalition.is_support(reader.person, now);
}

void add_keys(v1::InboxView& view, const State& state, const Reader& reader, Instant now) {
    const Coalition& coalition = state.coalition;
    for (const auto& [fingerprint, key] : coalition.keys) {
        if (!may_confirm(coalition, key, reader, now)) continue;
        const PersonRecord* person = coalition.person(key.person);
        const PartyRecord* party = person ? coalition.party(person->party) : nullptr;
        if (!party) continue;
        Owed line = owed(
            Owed::CONFIRM_KEY,
            person->party.text,
            "Confirm a key for " + party->facts.name(),
            key.enrolled_at
        );
        line.set_person(key.person.str());
        line.set_fingerprint(fingerprint.str());
        *view.add_owed() = std::move(line);
    }
}

Owed about_key(Owed::Act act, const PersonRecord& person, const std::string& title, Instant since) {
    Owed line = owed(act, person.party.text, title, since);
    line.set_person(person.id.str());
    return line;
}

// Whoever could revoke it, and its owner: it may have been copied.
void add_counted_back(v1::InboxView& view, const State& state, const Reader& reader) {
    for (const auto& [fingerprint, key] : state.coalition.keys) {
        if (!key.counted_back || key.revoked) continue;
        const PersonRecord* person = state.coalition.person(key.person);
        if (!person || !may_revoke_keys_of(*person, reader)) continue;
        Owed line = about_key(
            Owed::KEY_COUNTED_BACK,
            *person,
            "A passkey counted back: it may have been copied",
            *key.counted_back
        );
        line.set_fingerprint(fingerprint.str());
        *view.add_owed() = std::move(line);
    }
}

// From the opening of it until the last of its keys acts: time to object.
void add_recoveries(v1::InboxView& view, const State& state, const Reader& reader, Instant now) {
    for (const auto& [code, invitation] : state.coalition.invitations) {
        if (!invitation.recovery) continue;
        const PersonRecord* person = state.coalition.person(invitation.person);
        if (!person || !may_revoke_keys_of(*person, reader)) continue;
        const auto add = [&](Instant deadline) -> Owed& {
            Owed& line = *view.add_owed();
            line = about_key(
                Owed::WATCH_RECOVERY,
                *person,
                "Lost keys are being replaced: object by revoking the new ones",
                invitation.invited_at
            );
            line.set_deadline(to_ms(deadline));
            return line;
        };
        if (!invitation.used && now < invitation.expires_at) add(invitation.expires_at);
        for (const auto* fingerprints : {&person->waiting, &person->keys})
            for (const Digest& fingerprint : *fingerprints) {
                const KeyRecord& key = *state.coalition.key(fingerprint);
                const bool is_over = key.added && now >= key.effective_at;
                if (key.invitation != code || is_over) continue;
                add(key.effective_at).set_fingerprint(fingerprint.str());
            }
    }
}

// The nearest deadline first, what has none after; then the gravest, then what waits longest.
auto rank(const Owed& line) {
    const int severity = line.severity() == v1::AlertContent::SEVERITY_UNSPECIFIED
                             ? v1::AlertContent::SEVERITY_UNKNOWN
                             : line.severity();
    return std::make_tuple(
        line.deadline() == 0,
        line.deadline(),
        severity,
        line.since(),
        line.subject(),
        line.fingerprint()
    );
}

} // namespace

v1::InboxView inbox(const State& state, const Reader& reader, Instant now) {
    v1::InboxView view;
    if (reader.has(v1::AUDITOR)) return view; // Reads everything, owes nothing.
    for (const auto& [id, alert] : state.alerts)
        add_alert(view, alert, reader);
    for (const Timer& timer : state.timers.nearest_first())
        if (timer.kind == Timer::Kind::close)
            add_procedure(view, state.procedures.at(ProcedureId{timer.subject}), reader, now);
    for (const auto& [id, signal] : state.signals)
        add_signal(view, signal, reader);
    if (reader.has(v1::SUPPORT)) add_keys(view, state, reader, now);
    if (reader.classes != 0) { // A machine revokes nothing.
        add_counted_back(view, state, reader);
        add_recoveries(view, state, reader, now);
    }

    auto& lines = *view.mutable_owed();
    const auto before = [](const Owed& left, const Owed& right) {
        return rank(left) < rank(right);
    };
    std::sort(lines.begin(), lines.end(), before);
    if (lines.size() > static_cast<int>(view_lines_max))
        lines.DeleteSubrange(view_lines_max, lines.size() - static_cast<int>(view_lines_max));
    return view;
}

} // namespace tocsin::domain
