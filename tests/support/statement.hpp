// A statement among six governments, an observer, an adviser and the secretariat, with what its
// tests ask for again and again: drafting, opening, and answers whose text agrees with the state.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"
#include "server/domain/sign_on.hpp"
#include "tests/support/domain.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {

class StatementWorld : public World {
public:
    domain::Asker penholder; // of Canada
    domain::Asker lead;      // of Estonia
    domain::Asker chair;     // of Estonia
    domain::Asker support;   // of the secretariat
    domain::Asker ghana;     // focal points
    domain::Asker ghana_deputy;
    domain::Asker norway;
    domain::Asker uganda;
    domain::Asker observer;
    domain::Asker adviser;
    domain::Asker auditor;     // of Norway
    std::string id;            // of the statement last drafted
    v1::Tlp label = v1::GREEN; // of what is drafted next
    v1::ProcedureDrafted::Kind kind = v1::ProcedureDrafted::STATEMENT;
    v1::ProcedureDrafted::Mode mode = v1::ProcedureDrafted::OPT_IN;

    explicit StatementWorld(Founding founding = Founding::actual) : World(founding) {
        for (const char* code : {"CA", "EE", "GH", "KE", "NO", "UG"})
            admit(code);
        admit("un-body", v1::Party::OBSERVER);
        admit("an-adviser", v1::Party::ADVISER);
        admit("support-unit", v1::Party::SECRETARIAT);
        v1::Event policy;
        *policy.mutable_policy_set()->mutable_policy() = domain::default_policy();
        record(std::move(policy), {});
        penholder = person("CA", {v1::PENHOLDER});
        lead = person("EE", {v1::LEAD});
        chair = person("EE", {v1::CHAIR});
        support = person("support-unit", {v1::SUPPORT});
        ghana = person("GH", {v1::FOCAL_POINT});
        ghana_deputy = person("GH", {v1::FOCAL_POINT});
        norway = person("NO", {v1::FOCAL_POINT});
        uganda = person("UG", {v1::FOCAL_POINT});
        observer = person("un-body", {v1::OBSERVER_ROLE});
        adviser = person("an-adviser", {v1::LEAD});
        auditor = person("NO", {v1::AUDITOR, v1::FOCAL_POINT});
    }

    const domain::Procedure& procedure() const {
        return state.procedures.at(domain::ProcedureId{id});
    }

    Instant deadline() const { return procedure().deadline; }

    domain::Reader reader(const domain::Asker& asker) const {
        return *domain::reader_of(state, asker.person, now);
    }

    v1::Command drafting() {
        v1::Command command = this->command();
        v1::DraftProcedure& draft = *command.mutable_draft_procedure();
        draft.set_kind(kind);
        draft.set_mode(mode);
        draft.set_title("Joint statement on the shutdown");
        draft.add_countries("UG");
        draft.set_label(label);
        return command;
    }

    void draft() {
        const domain::Decision decision = submit(drafting(), penholder);
        REQUIRE(!decision.refusal);
        id = decision.subject;
    }

    v1::Command adding(const Digest& sha256) {
        v1::Command command = this->command();
        command.mutable_add_text()->set_procedure_id(id);
        command.mutable_add_text()->set_text_sha256(sha256.str());
        command.mutable_add_text()->set_language("en");
        return command;
    }

    v1::Command opening(std::uint32_t threshold = 2) {
        v1::Command command = this->command();
        v1::OpenProcedure& open = *command.mutable_open_procedure();
        open.set_procedure_id(id);
        open.set_version(static_cast<std::uint32_t>(procedure().texts.size()));
        open.set_deadline(to_ms(now + 24h));
        open.set_threshold(mode == v1::ProcedureDrafted::SILENCE ? 0 : threshold);
        open.set_tally(v1::ProcedureOpened::VISIBLE);
        return command;
    }

    // Drafted by the penholder, with two versions of the text, open for a day.
    void open(
        std::uint32_t threshold = 2, v1::ProcedureOpened::Tally tally = v1::ProcedureOpened::VISIBLE
    ) {
        draft();
        REQUIRE(!submit(adding(digest_of("text", 1)), penholder).refusal);
        REQUIRE(!submit(adding(digest_of("text", 2)), penholder).refusal);
        v1::Command command = opening(threshold);
        command.mutable_open_procedure()->set_tally(tally);
        REQUIRE(!submit(command, penholder).refusal);
    }

    // A text that agrees with the state in every line.
    domain::SignOn
    text(const domain::Asker& asker, v1::Position::Stance stance = v1::Position::SIGN) const {
        domain::SignOn text;
        text.realm = procedure().realm;
        text.origin = state.coalition.founded.origin();
        text.procedure.text = id;
        text.version = procedure().version;
        text.text_sha256 = procedure().text_sha256;
        text.deadline_seconds = to_ms(procedure().deadline) / 1000;
        text.party = state.coalition.person(asker.person)->party;
        text.stance = stance;
        if (stance == v1::Position::SIGN_WITH_EXPLANATION || stance == v1::Position::OBJECT)
            text.reservation_sha256 = digest_of("explanation", 1);
        text.key = asker.key;
        text.time_seconds = to_ms(now) / 1000;
        return text;
    }

    v1::Command taking(const domain::SignOn& text) {
        v1::Command command = this->command();
        v1::TakePosition& take = *command.mutable_take_position();
        take.mutable_signed_text()->set_text(domain::render(text));
        take.mutable_signed_text()->set_algorithm(v1::Key::ED25519);
        take.mutable_signed_text()->set_signature("verified elsewhere");
        if (text.stance == v1::Position::AWAITING_INSTRUCTIONS) take.set_answer_by(to_ms(now + 1h));
        return command;
    }

    domain::Decision
    answer(const domain::Asker& asker, v1::Position::Stance stance = v1::Position::SIGN) {
        return submit(taking(text(asker, stance)), asker);
    }

    // Answers anew, naming the answer that stands.
    domain::Decision replace(const domain::Asker& asker, v1::Position::Stance stance) {
        domain::SignOn changed = text(asker, stance);
        changed.supersedes = procedure().positions.at(changed.party).leaf_hash;
        return submit(taking(changed), asker);
    }

    v1::Command extending(Instant until) {
        v1::Command command = this->command();
        command.mutable_extend_deadline()->set_procedure_id(id);
        command.mutable_extend_deadline()->set_new_deadline(to_ms(until));
        command.mutable_extend_deadline()->set_reason("Capitals asked for time.");
        return command;
    }

    v1::Command withdrawing() {
        v1::Command command = this->command();
        command.mutable_withdraw_procedure()->set_procedure_id(id);
        command.mutable_withdraw_procedure()->set_reason("The shutdown ended.");
        return command;
    }

    v1::Command publishing() {
        v1::Command command = this->command();
        command.mutable_publish_procedure()->set_procedure_id(id);
        return command;
    }

    // What the server does by itself at this instant, the last of it.
    domain::Decision pass_to(Instant instant) {
        now = instant;
        domain::Decision last;
        for (const v1::Command& command : domain::due(state, now))
            last = submit(command, server);
        return last;
    }

    // The server's own closing, at the first instant after the deadline.
    domain::Decision close() {
        now = deadline() + 1ms;
        for (const v1::Command& command : domain::due(state, now))
            if (command.has_close_procedure()) return submit(command, server);
        FAIL("no closing is due");
        return {};
    }

    // It is proven that the question arrived at these governments.
    void reach(std::initializer_list<const char*> parties) {
        for (const char* code : parties)
            state.procedures.at(domain::ProcedureId{id}).reached[domain::PartyCode{code}] = now;
    }
};

inline bool is_refused(const domain::Decision& decision, v1::Refusal::Code code) {
    return decision.events.empty() && decision.refusal && decision.refusal->code() == code;
}

// Refused with TEXT_MISMATCH, naming that line.
inline bool is_mismatch(const domain::Decision& decision, const std::string& line) {
    return is_refused(decision, v1::Refusal::TEXT_MISMATCH) && decision.refusal->field() == line;
}

} // namespace tocsin::test
