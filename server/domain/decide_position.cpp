// What may happen when a government answers. The text it signed is compared line by line with the
// state at this index; the signature itself was verified before (security.md 5.7). What comes too
// late is recorded without effect and refused. SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"
#include "server/domain/sign_on.hpp"

namespace tocsin::domain {

namespace {

using Refused = std::optional<v1::Refusal>;

// Everything one answer is judged by.
struct Answering {
    const State& state;
    const Procedure& procedure;
    const SignOn& text;
    const v1::TakePosition& command;
    const Asking& asking;
};

v1::Refusal refuse_grammar() {
    return refuse(
        v1::Refusal::MALFORMED,
        "The signed text is not of its form.",
        "It must be exactly the 13 lines of a sign-on text.",
        "Let the client make the text anew, and sign that."
    );
}

v1::Refusal refuse_line(std::string line, std::string ours, std::string theirs) {
    v1::Refusal refusal = refuse(
        v1::Refusal::TEXT_MISMATCH,
        "The line '" + line + "' of the signed text differs.",
        "It must say: " + ours + ".",
        "Read the procedure again and sign the text as it stands now."
    );
    refusal.set_field(std::move(line));
    refusal.set_limit(std::move(ours));
    refusal.set_given(std::move(theirs));
    return refusal;
}

Refused wrong_state(const Answering& answering) {
    const Procedure& procedure = answering.procedure;
    const std::string named(state_word(procedure.state));
    if (procedure.state == Procedure::State::draft)
        return refuse_state(
            named, "only an open procedure takes answers", "Wait until it is opened."
        );
    if (procedure.state == Procedure::State::withdrawn)
        return refuse_state(
            named, "what was withdrawn takes no answers", "Nothing is owed any more."
        );
    return std::nullopt;
}

bool is_associating(const Answering& answering) {
    return answering.text.stance == v1::Position::ASSOCIATE;
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

// One wording for a key of nobody and a key of somebody else: it tells nothing about either.
Refused wrong_key(const Answering& answering) {
    const auto& keys = answering.state.coalition.keys;
    const auto found = keys.find(answering.text.key);
    const bool is_own = found != keys.end() && found->second.person == answering.asking.person->id;
    if (is_own && found->second.is_active()) return std::nullopt;
    return refuse_line(
        "key",
        is_own ? "a key that is not revoked" : "an active key of yours",
        answering.text.key.hex()
    );
}

Refused wrong_text(const Answering& answering) {
    const Procedure& procedure = answering.procedure;
    const SignOn& text = answering.text;
    if (text.version < procedure.version) {
        v1::Refusal refusal = refuse(
            v1::Refusal::STALE_VERSION,
            "This is an older text.",
            "Version " + std::to_string(procedure.version) + " is the one that is open.",
            "Read that version and answer it."
        );
        refusal.set_version(procedure.version);
        refusal.set_text_sha256(procedure.text_sha256.str());
        return refusal;
    }
    if (text.version != procedure.version)
        return refuse_line(
            "version", std::to_string(procedure.version), std::to_string(text.version)
        );
    if (text.text_sha256 != procedure.text_sha256)
        return refuse_line("text-sha256", procedure.text_sha256.hex(), text.text_sha256.hex());
    const Instant named = from_ms(text.deadline_seconds * 1000);
    if (named == procedure.deadline) return std::nullopt;
    v1::Refusal refusal = refuse_line(
        "deadline",
        std::to_string(to_ms(procedure.deadline) / 1000),
        std::to_string(text.deadline_seconds)
    );
    refusal.set_deadline(to_ms(procedure.deadline));
    return refusal;
}

v1::Refusal refuse_stance(const SignOn& text) {
    v1::Refusal refusal = refuse(
        v1::Refusal::UNSUPPORTED,
        "This stance is not spoken here.",
        "After the close this server keeps the list as it was closed.",
        "Take the change up with the penholder."
    );
    refusal.set_field("position");
    refusal.set_limit(
        "sign, sign_with_explanation, sign_ad_referendum, associate, not_joining, abstain, "
        "awaiting_instructions"
    );
    refusal.set_given(std::string(stance_token(text.stance)));
    return refusal;
}

// Which stance is open to which party in the opt-in mode.
Refused closed_stance(const Answering& answering) {
    const Procedure& procedure = answering.procedure;
    const SignOn& text = answering.text;
    const std::string named(state_word(procedure.state));
    if (procedure.recused.contains(text.party))
        return refuse_forbidden("the government concerned is recused", "the other governments");
    switch (text.stance) {
    case v1::Position::OBJECT:
        return refuse_state(
            named, "opt-in has no veto: nobody can object", "Answer not_joining instead."
        );
    case v1::Position::RECUSED:
        return refuse_state(
            named,
            "who is recused was settled at the opening",
            "Answer not_joining or abstain instead."
        );
    case v1::Position::LATE_ASSOCIATION:
    case v1::Position::DISSOCIATION: return refuse_stance(text);
    default: break;
    }
    if (is_associating(answering)) {
        if (answering.asking.reader.kind == v1::Party::OBSERVER) return std::nullopt;
        return refuse_forbidden("a government signs; it does not associate", "observers");
    }
    if (procedure.entitled.contains(text.party)) return std::nullopt;
    return refuse_forbidden(
        "who is entitled was settled at the opening",
        answering.asking.reader.kind == v1::Party::OBSERVER
            ? "member governments; an observer may associate"
            : "governments that were members then"
    );
}

// What must go with the stance, and must not go with any other.
Refused wrong_company(const Answering& answering) {
    const SignOn& text = answering.text;
    const bool explains = text.stance == v1::Position::SIGN_WITH_EXPLANATION;
    if (explains != text.reservation_sha256.has_value())
        return refuse_field(
            "reservation-sha256",
            explains ? "the explanation, deposited before" : "- (only an explanation has one)",
            text.reservation_sha256 ? text.reservation_sha256->hex() : "-"
        );
    const bool awaits = text.stance == v1::Position::AWAITING_INSTRUCTIONS;
    const Instant answer_by = from_ms(answering.command.answer_by());
    if (awaits && answer_by <= answering.asking.received)
        return refuse_field("answer_by", "after now", print_utc(answer_by));
    if (!awaits && answering.command.answer_by() != 0)
        return refuse_field(
            "answer_by", "none: only awaiting_instructions has one", print_utc(answer_by)
        );
    return std::nullopt;
}

v1::Refusal refuse_answered(const StandingPosition& standing) {
    v1::Refusal refusal = refuse(
        v1::Refusal::ALREADY_ANSWERED,
        "Your party has answered already.",
        "Its answer is " + std::string(stance_token(standing.stance)) + ", received at " +
            print_utc(standing.received) + ".",
        "To replace it, name its leaf hash in the line 'supersedes' and sign again."
    );
    refusal.set_person(standing.person.str());
    refusal.set_at(to_ms(standing.received));
    refusal.set_leaf_hash(standing.leaf_hash.str());
    refusal.set_has_index(true);
    refusal.set_index(standing.index);
    return refusal;
}

// A party has one answer, and who replaces it says so.
Refused wrong_predecessor(const Answering& answering) {
    const auto& supersedes = answering.text.supersedes;
    const auto found = answering.procedure.positions.find(answering.text.party);
    if (found != answering.procedure.positions.end()) {
        if (supersedes == found->second.leaf_hash) return std::nullopt;
        return refuse_answered(found->second);
    }
    if (!supersedes) return std::nullopt;
    return refuse(
        v1::Refusal::CHANGED,
        "There is no answer to replace.",
        "Your party has not answered yet.",
        "Sign again with '-' in the line 'supersedes'."
    );
}

v1::PositionTaken position_of(const Answering& answering) {
    const SignOn& text = answering.text;
    v1::PositionTaken position;
    position.set_procedure_id(text.procedure.text);
    position.set_party(text.party.text);
    position.set_person(answering.asking.person->id.str());
    position.set_stance(text.stance);
    position.set_version(text.version);
    position.set_text_sha256(text.text_sha256.str());
    position.set_deadline(to_ms(answering.procedure.deadline));
    position.set_key_fingerprint(text.key.str());
    if (text.supersedes) position.set_supersedes(text.supersedes->str());
    if (text.reservation_sha256) position.set_reservation_sha256(text.reservation_sha256->str());
    *position.mutable_signed_text() = answering.command.signed_text();
    position.set_answer_by(answering.command.answer_by());
    return position;
}

// Everything but the deadline, so that a late record tells of an answer that was only late.
Refused wrong_answer(const Answering& answering) {
    if (auto refusal = wrong_state(answering)) return refusal;
    if (auto refusal = may_not_speak(answering)) return refusal;
    if (auto refusal = wrong_key(answering)) return refusal;
    if (auto refusal = wrong_text(answering)) return refusal;
    if (auto refusal = closed_stance(answering)) return refusal;
    return wrong_company(answering);
}

Decision judged(const Answering& answering) {
    if (auto refusal = wrong_answer(answering)) return refusing(*refusal);
    const Procedure& procedure = answering.procedure;
    const Instant received = answering.asking.received;
    const bool is_late = is_closed(procedure) || received > procedure.deadline;
    // A late answer replaces nothing, so what it would have replaced is not asked about.
    if (!is_late)
        if (auto refusal = wrong_predecessor(answering)) return refusing(*refusal);

    Decision decision;
    decision.realm = procedure.realm;
    decision.subject = procedure.id.text;
    v1::Event& event = decision.events.emplace_back();
    if (!is_late) {
        *event.mutable_position_taken() = position_of(answering);
        return decision;
    }
    v1::PositionReceivedLate& late = *event.mutable_position_received_late();
    *late.mutable_position() = position_of(answering);
    late.set_deadline(to_ms(procedure.deadline));
    decision.refusal = refuse_late(procedure.deadline, received);
    return decision;
}

} // namespace

Decision decide(const State& state, const v1::TakePosition& command, const Asking& asking) {
    if (asking.is_server())
        return refusing(refuse_forbidden("the server answers for nobody", "a government's person"));
    const auto text = parse_sign_on(command.signed_text().text());
    if (!text) return refusing(refuse_grammar());
    // The log's name is public; everything after it is told only to those who may read the
    // procedure.
    const std::string& origin = state.coalition.founded.origin();
    if (text->origin != origin) return refusing(refuse_line("log", origin, text->origin));
    const Procedure* procedure = readable_procedure(state, text->procedure.text, asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (text->realm != procedure->realm)
        return refusing(refuse_line(
            "context", "the realm " + v1::Realm_Name(procedure->realm), v1::Realm_Name(text->realm)
        ));
    return judged({state, *procedure, *text, command, asking});
}

} // namespace tocsin::domain
