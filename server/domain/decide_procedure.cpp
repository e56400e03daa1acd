// What may happen to a procedure besides answering it: drafted, worded, opened, withdrawn,
// published. Its deadline is in decide_deadline.cpp. SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Kind = v1::ProcedureDrafted;

std::optional<v1::Refusal> unspoken(const v1::DraftProcedure& command) {
    const bool is_statement = command.kind() == Kind::STATEMENT;
    if (is_statement && command.mode() == Kind::OPT_IN) return std::nullopt;
    v1::Refusal refusal = refuse(
        v1::Refusal::UNSUPPORTED,
        is_statement ? "This adoption mode is not spoken here."
                     : "This kind of procedure is not spoken here.",
        "This server takes statements that governments sign one by one.",
        "Draft a statement in the opt-in mode."
    );
    refusal.set_field(is_statement ? "mode" : "kind");
    refusal.set_limit(is_statement ? "OPT_IN" : "STATEMENT");
    refusal.set_given(
        is_statement ? Kind::Mode_Name(command.mode()) : Kind::Kind_Name(command.kind())
    );
    return refusal;
}

std::optional<v1::Refusal>
bad_audience(const Coalition& coalition, const v1::DraftProcedure& command) {
    for (const auto& code : command.audience().parties())
        if (!coalition.party(PartyCode{code}))
            return refuse_field("audience.parties", "codes of parties of the Coalition", code);
    for (const auto& bytes : command.audience().persons()) {
        const auto id = PersonId::from(bytes);
        if (!id || !coalition.person(*id))
            return refuse_field("audience.persons", "persons of the Coalition", to_hex(bytes));
    }
    if (command.label() != v1::RED || !command.audience().persons().empty()) return std::nullopt;
    return refuse(
        v1::Refusal::EMPTY_AUDIENCE,
        "A RED procedure names nobody.",
        "RED is for named persons only.",
        "Name at least one person, or choose AMBER_STRICT."
    );
}

std::optional<v1::Refusal> bad_alert(
    const State& state, const v1::DraftProcedure& command, v1::Realm realm, const Reader& reader
) {
    if (command.alert_id().empty()) return std::nullopt;
    const auto found = state.alerts.find(AlertId{command.alert_id()});
    if (found == state.alerts.end() || !may_read(found->second, reader)) return refuse_not_found();
    const Alert& alert = found->second;
    if (alert.realm != realm)
        return refuse_field(
            "realm", v1::Realm_Name(alert.realm) + ", the alert's", v1::Realm_Name(realm)
        );
    if (alert.state == Alert::State::draft)
        return refuse_state("DRAFT", "the alert is not issued yet", "Have the alert issued first.");
    if (alert.state == Alert::State::cancelled)
        return refuse_state(
            "CANCELLED", "the alert was raised in error", "Draft without this alert."
        );
    return std::nullopt;
}

v1::Refusal refuse_stale(const TextVersion& latest) {
    v1::Refusal refusal = refuse(
        v1::Refusal::STALE_VERSION,
        "This is not the latest text.",
        "The latest is version " + std::to_string(latest.number) + ".",
        "Read it, then open with that version."
    );
    refusal.set_version(latest.number);
    refusal.set_text_sha256(latest.sha256.str());
    return refusal;
}

struct Entitlement {
    std::set<PartyCode> entitled;
    std::set<PartyCode> recused;
};

// Governments that are members at that instant, each either asked or, being the subject, recused.
Entitlement entitlement(const State& state, const v1::ProcedureDrafted& drafted, Instant at) {
    Entitlement stamped;
    const auto& countries = drafted.countries();
    for (const auto& code : state.coalition.governments(at)) {
        const bool is_subject =
            std::find(countries.begin(), countries.end(), code.text) != countries.end();
        if (is_subject)
            stamped.recused.insert(code);
        else if (is_meant_for(state, drafted, code))
            stamped.entitled.insert(code);
    }
    return stamped;
}

std::optional<v1::Refusal> bad_terms(
    const v1::OpenProcedure& command,
    const v1::Policy& policy,
    std::size_t entitled,
    Instant received
) {
    const Instant earliest =
        received + std::chrono::milliseconds(std::max<std::int64_t>(policy.window_ms_min(), 1));
    const Instant deadline = from_ms(command.deadline());
    if (command.deadline() % 1000 != 0)
        return refuse_field("deadline", "a whole second", print_utc(deadline));
    if (deadline < earliest)
        return refuse_field("deadline", "not before " + print_utc(earliest), print_utc(deadline));
    const bool is_reachable = command.threshold() >= 1 && command.threshold() <= entitled;
    if (!is_reachable)
        return refuse_field(
            "threshold",
            "1 to " + std::to_string(entitled) + ", the governments entitled",
            std::to_string(command.threshold())
        );
    if (command.tally() == v1::ProcedureOpened::TALLY_UNSPECIFIED)
        return refuse_field("tally", "VISIBLE, HIDDEN_UNTIL_OWN or HIDDEN_UNTIL_CLOSE", "");
    return std::nullopt;
}

Decision about(const Procedure& procedure) {
    Decision decision;
    decision.realm = procedure.realm;
    decision.subject = procedure.id.text;
    return decision;
}

v1::Refusal refuse_steering() {
    return refuse_forbidden("few lead a procedure", "its penholder, a lead or the chair");
}

} // namespace

Decision decide(const State& state, const v1::DraftProcedure& command, const Asking& asking) {
    if (!may_draft(asking))
        return refusing(refuse_forbidden(
            "drafts come from governments and their secretariat",
            "a lead, penholder, chair or support person of a government or the secretariat"
        ));
    if (auto refusal = unspoken(command)) return refusing(*refusal);
    const bool is_exercise =
        state.coalition.founded.exercise_only() || command.realm() == v1::EXERCISE;
    const v1::Realm realm = is_exercise ? v1::EXERCISE : v1::ACTUAL;
    if (auto refusal = bad_alert(state, command, realm, asking.reader)) return refusing(*refusal);
    if (auto refusal = bad_audience(state.coalition, command)) return refusing(*refusal);

    Decision decision;
    decision.realm = realm;
    decision.subject = new_id(state, "st", realm, asking.command_id);
    v1::ProcedureDrafted& drafted = *decision.events.emplace_back().mutable_procedure_drafted();
    drafted.set_procedure_id(decision.subject);
    drafted.set_kind(command.kind());
    drafted.set_mode(command.mode());
    drafted.set_title(command.title());
    *drafted.mutable_countries() = command.countries();
    drafted.set_label(command.label());
    if (command.has_audience()) *drafted.mutable_audience() = command.audience();
    drafted.set_alert_id(command.alert_id());
    drafted.set_penholder(asking.person->id.str());
    drafted.set_realm(realm);
    return decision;
}

Decision decide(const State& state, const v1::AddText& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (!may_word(*procedure, asking))
        return refusing(refuse_forbidden("a text has one pen", "the penholder or a lead"));
    const auto named = std::string(state_word(procedure->state));
    if (procedure->state != Procedure::State::draft)
        return refusing(refuse_state(
            named,
            "the text is frozen since the procedure was opened",
            "Withdraw it and draft a new one."
        ));
    for (const auto& text : procedure->texts)
        if (text.sha256.view() == command.text_sha256())
            return refusing(refuse_state(
                named,
                "this very text is version " + std::to_string(text.number) + " already",
                "Deposit the changed text and name its hash."
            ));

    Decision decision = about(*procedure);
    v1::TextAdded& added = *decision.events.emplace_back().mutable_text_added();
    added.set_procedure_id(procedure->id.text);
    added.set_version(static_cast<std::uint32_t>(procedure->texts.size()) + 1);
    added.set_text_sha256(command.text_sha256());
    added.set_language(command.language());
    added.set_editorial(command.editorial());
    added.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::OpenProcedure& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (!may_steer(*procedure, asking)) return refusing(refuse_steering());
    const auto named = std::string(state_word(procedure->state));
    if (procedure->state != Procedure::State::draft)
        return refusing(refuse_state(named, "only a draft is opened", "Draft a new procedure."));
    if (procedure->texts.empty())
        return refusing(refuse_state(named, "there is no text to sign yet", "Add a text first."));
    const TextVersion& latest = procedure->texts.back();
    if (command.version() != latest.number) return refusing(refuse_stale(latest));
    const Entitlement stamped = entitlement(state, procedure->drafted, asking.received);
    const v1::Policy& policy = state.coalition.policy;
    if (auto refusal = bad_terms(command, policy, stamped.entitled.size(), asking.received))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::ProcedureOpened& opened = *decision.events.emplace_back().mutable_procedure_opened();
    opened.set_procedure_id(procedure->id.text);
    opened.set_version(latest.number);
    opened.set_text_sha256(latest.sha256.str());
    opened.set_deadline(command.deadline());
    *opened.mutable_policy() = policy;
    for (const auto& code : stamped.entitled)
        opened.add_entitled(code.text);
    for (const auto& code : stamped.recused)
        opened.add_recused(code.text);
    opened.set_threshold(command.threshold());
    opened.set_tally(command.tally());
    opened.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::WithdrawProcedure& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (!may_steer(*procedure, asking)) return refusing(refuse_steering());
    const bool is_open = procedure->state == Procedure::State::open;
    if (!is_open && procedure->state != Procedure::State::draft)
        return refusing(refuse_state(
            std::string(state_word(procedure->state)),
            "only a draft or an open procedure is withdrawn",
            "Nothing is left to withdraw."
        ));
    // What governments signed until the deadline is theirs: only the closing may follow.
    if (is_open && asking.received > procedure->deadline)
        return refusing(refuse_late(procedure->deadline, asking.received));

    Decision decision = about(*procedure);
    v1::ProcedureWithdrawn& withdrawn =
        *decision.events.emplace_back().mutable_procedure_withdrawn();
    withdrawn.set_procedure_id(procedure->id.text);
    withdrawn.set_reason(command.reason());
    withdrawn.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::PublishProcedure& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (!may_steer(*procedure, asking)) return refusing(refuse_steering());
    if (procedure->state != Procedure::State::adopted) {
        const bool is_under_way = procedure->state == Procedure::State::draft ||
                                  procedure->state == Procedure::State::open;
        return refusing(refuse_state(
            std::string(state_word(procedure->state)),
            "only what was adopted is published",
            is_under_way ? "Wait for the closing." : "Nothing is left to publish."
        ));
    }

    // The first list is the one that was closed: count and names come from the same entry.
    Decision decision = about(*procedure);
    v1::ProcedurePublished& published =
        *decision.events.emplace_back().mutable_procedure_published();
    published.set_procedure_id(procedure->id.text);
    published.set_list_version(1);
    *published.mutable_signatories() = procedure->closed.signatories();
    *published.mutable_associated() = procedure->closed.associated();
    published.set_text_sha256(procedure->text_sha256.str());
    published.set_person(asking.person->id.str());
    return decision;
}

} // namespace tocsin::domain
