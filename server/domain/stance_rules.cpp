// SPDX-License-Identifier: Apache-2.0
#include "server/domain/stance_rules.hpp"

#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Refused = std::optional<v1::Refusal>;
using Drafted = v1::ProcedureDrafted;

bool is_observer(const Answering& answering) {
    return answering.asking.reader.kind == v1::Party::OBSERVER;
}

v1::Refusal refuse_now(const Answering& answering, std::string rule, std::string next) {
    return refuse_state(
        std::string(state_word(answering.procedure.state)), std::move(rule), std::move(next)
    );
}

// What no mode takes from this party, or this mode from nobody.
Refused closed_in_mode(const Answering& answering) {
    const bool silence = answering.procedure.is(Drafted::SILENCE);
    switch (answering.text.stance) {
    case v1::Position::OBJECT:
        if (silence) return std::nullopt;
        return refuse_now(
            answering, "opt-in has no veto: nobody can object", "Answer not_joining instead."
        );
    case v1::Position::RECUSED:
        return refuse_now(
            answering,
            "who is recused was settled at the opening",
            "Answer not_joining or abstain instead."
        );
    case v1::Position::NOT_JOINING:
    case v1::Position::ABSTAIN:
        if (!silence) return std::nullopt;
        return refuse_now(
            answering,
            "silence is consent of all: who does not consent objects",
            "Answer object with a reason or an amendment; or stay silent."
        );
    case v1::Position::ASSOCIATE:
        if (silence)
            return refuse_now(
                answering, "silence adopts in the Coalition's name alone", "Add a note instead."
            );
        if (is_observer(answering)) return std::nullopt;
        return refuse_forbidden("a government signs; it does not associate", "observers");
    default: return std::nullopt;
    }
}

Refused not_entitled(const Answering& answering) {
    if (answering.procedure.entitled.contains(answering.text.party)) return std::nullopt;
    return refuse_forbidden(
        "who is entitled was settled at the opening",
        is_observer(answering) ? "member governments; an observer may associate"
                               : "governments that were members then"
    );
}

Refused wrong_state(const Answering& answering) {
    const Procedure& procedure = answering.procedure;
    const std::string named(state_word(procedure.state));
    const std::string next(next_step(procedure.state));
    if (procedure.is(v1::ProcedureDrafted::CHAIR_ON_BEHALF))
        return refuse_state(named, "the Chair issues; nobody is asked to sign", next);
    if (procedure.is(v1::ProcedureDrafted::PLEDGE_CALL))
        return refuse_state(
            named, "a pledge call takes pledges", "Make a pledge for one of its needs."
        );
    switch (procedure.state) {
    case Procedure::State::draft:
    case Procedure::State::consultation:
        return refuse_state(
            named, "only an open procedure takes answers", "Wait until it is opened."
        );
    case Procedure::State::broken:
        return refuse_state(
            named, "the silence is broken", "Wait until it is revised and opened anew."
        );
    case Procedure::State::withdrawn:
        return refuse_state(
            named, "what was withdrawn takes no answers", "Nothing is owed any more."
        );
    case Procedure::State::archived:
        if (has_closed(procedure)) return std::nullopt;
        return refuse_state(
            named, "what was put away without an outcome takes no answers", next
        );
    default: return std::nullopt;
    }
}

// An auditor writes nothing, whatever else the person is.
bool speaks_for_party(const Asking& asking) {
    if (asking.has(v1::AUDITOR)) return false;
    if (asking.reader.kind == v1::Party::OBSERVER)
        return asking.has(v1::OBSERVER_ROLE) || asking.has(v1::FOCAL_POINT);
    return asking.reader.kind == v1::Party::GOVERNMENT &&
           (asking.has(v1::FOCAL_POINT) || asking.has(v1::CHAIR) || asking.has(v1::LEAD) ||
            asking.has(v1::PENHOLDER));
}

Refused may_not_speak(const Answering& answering) {
    const Asking& asking = answering.asking;
    if (answering.text.party == asking.person->party && speaks_for_party(asking))
        return std::nullopt;
    v1::Refusal refusal = refuse_forbidden(
        "a party is spoken for by its own persons",
        "a focal point, lead, penholder or the chair of that government; an observer for itself"
    );
    if (answering.text.party != asking.person->party) refusal.set_field("member");
    return refusal;
}

bool stands_on_list(const Procedure& procedure, const PartyCode& party) {
    const auto& names = procedure.closed.signatories();
    const auto& guests = procedure.closed.associated();
    bool stands = std::find(names.begin(), names.end(), party.text) != names.end() ||
                  std::find(guests.begin(), guests.end(), party.text) != guests.end();
    for (const Amendment& amendment : procedure.amendments)
        if (amendment.party == party) stands = amendment.stance == v1::Position::LATE_ASSOCIATION;
    return stands;
}

Refused closed_late_association(const Answering& answering) {
    const Procedure& procedure = answering.procedure;
    if (stands_on_list(procedure, answering.text.party))
        return refuse_now(
            answering, "its name stands on the list already", "Nothing is left to do."
        );
    const auto kind = answering.asking.reader.kind;
    if (kind != v1::Party::GOVERNMENT && kind != v1::Party::OBSERVER)
        return refuse_forbidden("governments and observers associate", "governments and observers");
    const Instant until =
        procedure.closed_at + std::chrono::milliseconds(procedure.policy.late_window_ms());
    if (answering.asking.received <= until) return std::nullopt;
    v1::Refusal refusal = refuse_now(
        answering,
        "late association ended " + print_utc(until),
        "Ask its penholder for a new text linked to it."
    );
    refusal.set_deadline(to_ms(until));
    refusal.set_received_at(to_ms(answering.asking.received));
    return refusal;
}

// The list of names is amended only where there is one: adopted, waiting, published or put away.
Refused closed_afterwards(const Answering& answering) {
    const Procedure& procedure = answering.procedure;
    const bool adopted = has_closed(procedure) && procedure.state != Procedure::State::lapsed &&
                         procedure.closed.outcome() == v1::ProcedureClosed::ADOPTED;
    if (!adopted)
        return refuse_now(
            answering,
            "this is said after a text was adopted",
            procedure.state == Procedure::State::open ? "Sign it, or answer not_joining."
                                                      : std::string(next_step(procedure.state))
        );
    if (answering.text.stance == v1::Position::LATE_ASSOCIATION)
        return closed_late_association(answering);
    if (stands_on_list(procedure, answering.text.party)) return std::nullopt;
    return refuse_now(
        answering, "only a name on the list is taken off it", "Nothing is left to do."
    );
}

Refused bad_explanation(const Answering& answering) {
    const SignOn& text = answering.text;
    const bool explains = text.stance == v1::Position::SIGN_WITH_EXPLANATION;
    const bool objects = text.stance == v1::Position::OBJECT;
    if ((explains || objects) == text.reservation_sha256.has_value()) return std::nullopt;
    return refuse_field(
        "reservation-sha256",
        explains  ? "the explanation, deposited before"
        : objects ? "the reason or the amendment, deposited before"
                  : "- (only an explanation or an objection has one)",
        text.reservation_sha256 ? text.reservation_sha256->hex() : "-"
    );
}

} // namespace

bool comes_afterwards(v1::Position::Stance stance) {
    return stance == v1::Position::LATE_ASSOCIATION || stance == v1::Position::DISSOCIATION;
}

const StandingPosition* standing_of(const Procedure& procedure, const PartyCode& party) {
    const auto later = procedure.later.find(party);
    if (later != procedure.later.end()) return &later->second;
    const auto found = procedure.positions.find(party);
    return found == procedure.positions.end() ? nullptr : &found->second;
}

Refused closed_to_answers(const Answering& answering) {
    if (auto refusal = wrong_state(answering)) return refusal;
    return may_not_speak(answering);
}

bool is_late(const Answering& answering) {
    const Procedure& procedure = answering.procedure;
    const bool is_over = has_closed(procedure) || answering.asking.received > procedure.deadline;
    return is_over && !comes_afterwards(answering.text.stance);
}

Refused closed_stance(const Answering& answering) {
    const SignOn& text = answering.text;
    if (answering.procedure.recused.contains(text.party))
        return refuse_forbidden("the government concerned is recused", "the other governments");
    if (comes_afterwards(text.stance)) return closed_afterwards(answering);
    if (auto refusal = closed_in_mode(answering)) return refusal;
    if (text.stance == v1::Position::ASSOCIATE) return std::nullopt;
    return not_entitled(answering);
}

Refused wrong_company(const Answering& answering) {
    if (auto refusal = bad_explanation(answering)) return refusal;
    if (answering.command.amendment() && answering.text.stance != v1::Position::OBJECT)
        return refuse_field("amendment", "said with an objection only", "true");
    const bool awaits = answering.text.stance == v1::Position::AWAITING_INSTRUCTIONS;
    const Instant answer_by = from_ms(answering.command.answer_by());
    if (awaits && answer_by <= answering.asking.received)
        return refuse_field("answer_by", "after now", print_utc(answer_by));
    if (!awaits && answering.command.answer_by() != 0)
        return refuse_field(
            "answer_by", "none: only awaiting_instructions has one", print_utc(answer_by)
        );
    return std::nullopt;
}

} // namespace tocsin::domain
