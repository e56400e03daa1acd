// What may happen when a government answers. The text it signed is compared line by line with the
// state at this index; the signature itself was verified before (security.md 5.7). What comes too
// late is recorded without effect and refused. SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"
#include "server/domain/stance_rules.hpp"

namespace tocsin::domain {

namespace {

using Refused = std::optional<v1::Refusal>;

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

// One wording for a key of nobody and a key of somebody else: it tells nothing about either.
Refused wrong_key(const Answering& answering) {
    const auto& keys = answering.state.coalition.keys;
    const auto found = keys.find(answering.text.key);
    const bool is_own = found != keys.end() && found->second.person == answering.asking.person->id;
    if (is_own && found->second.is_active(answering.asking.at)) return std::nullopt;
    return refuse_line(
        "key",
        is_own ? "a key that is in force: not revoked, and not cooling" : "an active key of yours",
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
    if (const StandingPosition* standing = standing_of(answering.procedure, answering.text.party)) {
        if (supersedes == standing->leaf_hash) return std::nullopt;
        return refuse_answered(*standing);
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
    position.set_amendment(answering.command.amendment());
    return position;
}

// The position, and what it does in the same step: silence breaks at once, a list has a new
// version.
Decision taken(const Answering& answering, v1::PositionTaken position) {
    const Procedure& procedure = answering.procedure;
    const auto stance = position.stance();
    Decision decision = about(procedure);
    *decision.events.emplace_back().mutable_position_taken() = std::move(position);
    if (stance == v1::Position::OBJECT) {
        v1::ProcedureBroken& broken = *decision.events.emplace_back().mutable_procedure_broken();
        broken.set_procedure_id(procedure.id.text);
        broken.set_amendment(answering.command.amendment());
        broken.set_deadline(to_ms(procedure.deadline));
    }
    if (comes_afterwards(stance)) {
        v1::ListAmended& amended = *decision.events.emplace_back().mutable_list_amended();
        amended.set_procedure_id(procedure.id.text);
        amended.set_list_version(procedure.list_version + 1);
        amended.set_party(answering.text.party.text);
        amended.set_stance(stance);
    }
    return decision;
}

// Everything but the deadline, so that a late record tells of an answer that was only late.
Refused wrong_answer(const Answering& answering) {
    if (auto refusal = closed_to_answers(answering)) return refusal;
    if (auto refusal = wrong_key(answering)) return refusal;
    if (auto refusal = wrong_text(answering)) return refusal;
    if (auto refusal = closed_stance(answering)) return refusal;
    return wrong_company(answering);
}

v1::Refusal refuse_same_person(const PreparedPosition& prepared) {
    v1::Refusal refusal = refuse(
        v1::Refusal::APPROVAL_REQUIRED,
        "A second person of your government must confirm this.",
        "You prepared it; your government wants two persons for each position.",
        "Ask a colleague to sign the same answer."
    );
    refusal.set_who_may("another focal point of the same government");
    refusal.set_has_index(true);
    refusal.set_index(prepared.index);
    return refusal;
}

bool is_same_answer(const v1::PositionTaken& left, const v1::PositionTaken& right) {
    return left.stance() == right.stance() && left.text_sha256() == right.text_sha256() &&
           left.reservation_sha256() == right.reservation_sha256() &&
           left.amendment() == right.amendment() && left.supersedes() == right.supersedes();
}

// What one person says for a government that wants two is prepared; the second who says the same
// confirms it, and that counts.
Decision by_two(const Answering& answering, v1::PositionTaken position) {
    const Procedure& procedure = answering.procedure;
    const auto found = procedure.prepared.find(answering.text.party);
    const bool same =
        found != procedure.prepared.end() && is_same_answer(found->second.position, position);
    if (same && found->second.position.person() == position.person())
        return refusing(refuse_same_person(found->second));
    if (!same) {
        Decision decision = about(procedure);
        *decision.events.emplace_back().mutable_position_prepared()->mutable_position() =
            std::move(position);
        return decision;
    }
    position.set_prepared_by(found->second.position.person());
    position.set_prepared_hash(found->second.leaf_hash.str());
    return taken(answering, std::move(position));
}

Decision late(const Answering& answering) {
    const Procedure& procedure = answering.procedure;
    Decision decision = about(procedure);
    v1::PositionReceivedLate& late =
        *decision.events.emplace_back().mutable_position_received_late();
    *late.mutable_position() = position_of(answering);
    late.set_deadline(to_ms(procedure.deadline));
    decision.refusal = refuse_late(procedure.deadline, answering.asking.received);
    return decision;
}

Decision judged(const Answering& answering) {
    if (auto refusal = wrong_answer(answering)) return refusing(*refusal);
    // A late answer replaces nothing, so what it would have replaced is not asked about.
    if (is_late(answering)) return late(answering);
    if (auto refusal = wrong_predecessor(answering)) return refusing(*refusal);
    const bool asks_two = answering.state.coalition.two_persons.contains(answering.text.party) &&
                          answering.text.stance != v1::Position::AWAITING_INSTRUCTIONS;
    return asks_two ? by_two(answering, position_of(answering))
                    : taken(answering, position_of(answering));
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
