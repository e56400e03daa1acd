// What a procedure says: its versions, in one authentic language, with translations; what others
// say of it in the consultation; and how a text changes while governments sign (domain.md 3, Text).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_gate.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Refused = std::optional<v1::Refusal>;

v1::Refusal refuse_now(const Procedure& procedure, std::string rule, std::string next) {
    return refuse_state(std::string(state_word(procedure.state)), std::move(rule), std::move(next));
}

Refused known_text(const Procedure& procedure, const std::string& sha256) {
    for (const auto& text : procedure.texts)
        if (text.sha256.view() == sha256)
            return refuse_now(
                procedure,
                "this very text is version " + std::to_string(text.number) + " already",
                "Deposit the changed text and name its hash."
            );
    return std::nullopt;
}

// While governments sign, a change is told with its reason, and leaves them the time it takes.
Refused bad_change(const Procedure& procedure, const v1::AddText& command, Instant received) {
    if (command.change().empty())
        return refuse_field("change", "what changed, told to everybody who is asked again", "");
    const bool editorial = command.editorial();
    const auto needed = std::chrono::milliseconds(
        editorial ? procedure.policy.contest_ms() : procedure.policy.window_ms_min()
    );
    if (received + needed <= procedure.deadline) return std::nullopt;
    return refuse_now(
        procedure,
        std::string(
            editorial ? "signatories may contest an editorial change for "
                      : "governments are asked again for at least "
        ) + std::to_string(needed.count() / 60'000) +
            " minutes",
        "Extend the deadline first."
    );
}

Refused bad_text(const Procedure& procedure, const v1::AddText& command, Instant received) {
    if (auto refusal = known_text(procedure, command.text_sha256())) return refusal;
    if (!procedure.texts.empty() && procedure.texts.front().language != command.language())
        return refuse_field(
            "language",
            procedure.texts.front().language + ", the authentic language; others are translations",
            command.language()
        );
    if (procedure.state != Procedure::State::open) return std::nullopt;
    return bad_change(procedure, command, received);
}

} // namespace

Decision decide(const State& state, const v1::AddText& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kAddText, asking))
        return refusing(*refusal);
    if (auto refusal = bad_text(*procedure, command, asking.received)) return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::TextAdded& added = *decision.events.emplace_back().mutable_text_added();
    added.set_procedure_id(procedure->id.text);
    added.set_version(static_cast<std::uint32_t>(procedure->texts.size()) + 1);
    added.set_text_sha256(command.text_sha256());
    added.set_language(command.language());
    added.set_editorial(command.editorial());
    added.set_person(asking.person->id.str());
    added.set_speaks_for_all(command.speaks_for_all());
    added.set_change(command.change());
    if (procedure->state == Procedure::State::open && command.editorial())
        added.set_contest_until(to_ms(asking.received) + procedure->policy.contest_ms());
    return decision;
}

Decision decide(const State& state, const v1::AddTranslation& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kAddTranslation, asking))
        return refusing(*refusal);
    if (command.version() < 1 || command.version() > procedure->texts.size())
        return refusing(refuse_field(
            "version",
            "1 to " + std::to_string(procedure->texts.size()) + ", the versions there are",
            std::to_string(command.version())
        ));
    if (procedure->texts.front().language == command.language())
        return refusing(
            refuse_field("language", "another than the authentic language", command.language())
        );

    Decision decision = about(*procedure);
    v1::TranslationAdded& added = *decision.events.emplace_back().mutable_translation_added();
    added.set_procedure_id(procedure->id.text);
    added.set_version(command.version());
    added.set_text_sha256(command.text_sha256());
    added.set_language(command.language());
    added.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::OpenConsultation& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kOpenConsultation, asking))
        return refusing(*refusal);
    const Instant until = from_ms(command.until());
    if (command.until() != 0 && until <= asking.received)
        return refusing(
            refuse_field("until", "after now, " + print_utc(asking.received), print_utc(until))
        );

    Decision decision = about(*procedure);
    v1::ConsultationOpened& opened = *decision.events.emplace_back().mutable_consultation_opened();
    opened.set_procedure_id(procedure->id.text);
    opened.set_version(procedure->texts.back().number);
    opened.set_until(command.until());
    opened.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::AddComment& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kAddComment, asking))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::CommentAdded& added = *decision.events.emplace_back().mutable_comment_added();
    added.set_procedure_id(procedure->id.text);
    added.set_version(procedure->texts.back().number);
    added.set_party(asking.person->party.text);
    added.set_person(asking.person->id.str());
    added.set_text(command.text());
    added.set_suggestion(command.suggestion());
    return decision;
}

Decision decide(const State& state, const v1::ContestEdit& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kContestEdit, asking))
        return refusing(*refusal);
    if (command.version() != procedure->version)
        return refusing(refuse_now(
            *procedure,
            "only the editorial change made last is contested, and once",
            "Read the text again and answer it as it stands."
        ));

    Decision decision = about(*procedure);
    v1::EditContested& contested = *decision.events.emplace_back().mutable_edit_contested();
    contested.set_procedure_id(procedure->id.text);
    contested.set_version(command.version());
    contested.set_party(asking.person->party.text);
    contested.set_person(asking.person->id.str());
    contested.set_reason(command.reason());
    return decision;
}

} // namespace tocsin::domain
