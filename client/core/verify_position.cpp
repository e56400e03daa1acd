// A government's answer: signed by one of its own keys, over the text that was in force, in time.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/verify_state.hpp"
#include "server/base/limits.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/sign_on.hpp"
#include "server/domain/stance_rules.hpp"
#include "server/wire/signed_text.hpp"

namespace tocsin::client {
namespace {

// The line that differs between the signed text and what the entry says beside it; empty: none.
std::string differing_line(
    const domain::SignOn& text, const v1::PositionTaken& position, const Reading& reading
) {
    const auto realm = static_cast<v1::Realm>(reading.header.realm);
    const auto optional = [](const std::optional<Digest>& digest) {
        return digest ? digest->str() : std::string();
    };
    if (text.realm != realm) return "the first (realm)";
    if (text.procedure.text != position.procedure_id()) return "statement";
    if (text.version != position.version()) return "version";
    if (text.text_sha256.view() != position.text_sha256()) return "text-sha256";
    if (text.deadline_seconds * 1000 != position.deadline()) return "deadline";
    if (text.party.text != position.party()) return "member";
    if (text.stance != position.stance()) return "position";
    if (optional(text.reservation_sha256) != position.reservation_sha256())
        return "reservation-sha256";
    if (optional(text.supersedes) != position.supersedes()) return "supersedes";
    if (text.key.view() != position.key_fingerprint()) return "key";
    return {};
}

// Why this is no signature of the key of that name; empty: it is one.
std::string forgery(const v1::SignedText& text, const v1::Key& key, const Digest& name) {
    const auto signer = wire::signer_of(key);
    const auto signature = wire::signature_of(text);
    // The name must be of this very key: a fold takes the log's word for it, a verifier does not.
    if (!signer || wire::fingerprint_of(*signer) != name)
        return "the log has another key under this name";
    if (!signature || text.algorithm() != key.algorithm())
        return "its algorithm or form is not one of this key";
    // Which pages the server had is not in the log: those of the host that the passkey answers to.
    const auto outcome = storage::verify_signed(*signer, text.text(), *signature, "sign-on", {});
    const auto* trouble = std::get_if<storage::WrongSignature>(&outcome);
    return trouble ? trouble->why : std::string();
}

} // namespace

void Verifier::State::check_position(
    const Reading& reading, const v1::PositionTaken& position, bool late
) {
    const auto text = domain::parse_sign_on(position.signed_text().text());
    if (!text) return wrong(reading.index, "the signed text is not the 13 lines of a position");
    if (text->origin != report.origin)
        wrong(reading.index, "the line log names another log: \"" + text->origin + "\"");
    const std::string line = differing_line(*text, position, reading);
    if (!line.empty())
        wrong(reading.index, "the line " + line + " of the signed text differs from the entry");
    if (position.person() != reading.header.actor.view())
        wrong(reading.index, "the person it names is not the person who acted");
    // The signer's own clock, within the skew a log-in allows: an answer is not received before it
    // is signed, whatever the server writes.
    const auto skew = std::chrono::seconds(limits::clock_skew_max);
    if (from_ms(text->time_seconds * 1000) > reading.received + skew)
        wrong(
            reading.index,
            "it was signed at " + print_utc(from_ms(text->time_seconds * 1000)) +
                ", later than the server says it received it"
        );
    if (check_signature(reading, position)) ++report.positions;
    if (can_decide())
        decide_position_again(reading, position, late);
    else
        check_position_lines(reading, position, late);
}

bool Verifier::State::check_signature(const Reading& reading, const v1::PositionTaken& position) {
    const auto fingerprint = Digest::from(position.key_fingerprint());
    const auto found =
        fingerprint ? domain.coalition.keys.find(*fingerprint) : domain.coalition.keys.end();
    if (found == domain.coalition.keys.end()) {
        if (can_decide()) {
            wrong(reading.index, "it is signed with a key that nobody had");
        } else {
            ++report.positions_unchecked;
        }
        return false;
    }
    const auto& record = found->second;
    if (!record.is_active(domain.as_of(reading.received)))
        wrong(reading.index, "its key was not in force at this index");
    if (record.person.view() != position.person())
        wrong(reading.index, "its key is not a key of the person it names");
    const auto* person = domain.coalition.person(record.person);
    if (person && person->party.text != position.party())
        wrong(reading.index, "its key is not a key of " + position.party());
    const std::string why = forgery(position.signed_text(), record.key, *fingerprint);
    if (why.empty()) return true;
    wrong(
        reading.index,
        "the signature is not one of " + position.party() + "'s key: this position is forged (" +
            why + ")"
    );
    return false;
}

// What can be said of one case alone, without the persons and parties around it.
void Verifier::State::check_position_lines(
    const Reading& reading, const v1::PositionTaken& position, bool late
) {
    const auto found = domain.procedures.find(domain::ProcedureId{position.procedure_id()});
    if (found == domain.procedures.end()) return;
    const auto& procedure = found->second;
    if (position.version() != procedure.version ||
        position.text_sha256() != procedure.text_sha256.view())
        wrong(reading.index, "it answers another text than the one in force");
    if (from_ms(position.deadline()) != procedure.deadline)
        wrong(reading.index, "it names another deadline than the one in force");
    if (late) return;
    const bool afterwards = domain::comes_afterwards(position.stance());
    if (afterwards != domain::has_closed(procedure))
        wrong(
            reading.index,
            afterwards ? "this is said after the close, and it was not closed at this index"
                       : "the procedure was not open at this index"
        );
    if (!afterwards && reading.received > procedure.deadline)
        wrong(reading.index, "it was received after the deadline");
    const auto* standing = domain::standing_of(procedure, domain::PartyCode{position.party()});
    const std::string replaced = standing ? standing->leaf_hash.str() : std::string();
    if (replaced != position.supersedes())
        wrong(reading.index, "the line supersedes does not name the answer that stood");
}

// With the whole log at hand the rules are simply applied once more.
void Verifier::State::decide_position_again(
    const Reading& reading, const v1::PositionTaken& position, bool late
) {
    v1::Command command;
    command.set_command_id(reading.header.command_id.str());
    *command.mutable_take_position()->mutable_signed_text() = position.signed_text();
    command.mutable_take_position()->set_answer_by(position.answer_by());
    command.mutable_take_position()->set_amendment(position.amendment());
    domain::Asker asker;
    asker.person = reading.header.actor;
    asker.key = Digest::from(position.key_fingerprint()).value_or(Digest());
    const auto decision = domain::decide(domain, command, asker, reading.received);
    // What an answer does in the same step (breaking silence, amending a list) are entries after
    // it.
    const v1::Event* event = decision.events.empty() ? nullptr : &decision.events.front();
    if (!event) {
        const std::string field = decision.refusal ? decision.refusal->field() : "";
        const std::string line = field.empty() ? "" : " (line " + field + ")";
        const std::string why = decision.refusal ? decision.refusal->what() : "no answer";
        return wrong(reading.index, "by the rules it could not be recorded" + line + ": " + why);
    }
    if (late != event->has_position_received_late())
        return wrong(
            reading.index,
            late ? "it was in time and was recorded as late"
                 : "it was too late and was recorded as if it counted"
        );
    if (event->has_position_prepared() != reading.event.has_position_prepared())
        return wrong(reading.index, "whether one person was enough is not what the rule then was");
    const auto& ours = late                             ? event->position_received_late().position()
                       : event->has_position_prepared() ? event->position_prepared().position()
                                                        : event->position_taken();
    if (ours.SerializeAsString() != position.SerializeAsString())
        wrong(reading.index, "what was recorded is not what the signed text says");
}

} // namespace tocsin::client
