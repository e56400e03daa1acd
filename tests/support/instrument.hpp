// A demarche or a pledge call in the world of statements, with the commands by which it lives: for
// tests of instruments, and of the proof that a procedure's question arrived.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/statement.hpp"

namespace tocsin::test {

class InstrumentWorld : public StatementWorld {
public:
    using Kind = v1::ProcedureDrafted;

    explicit InstrumentWorld(Kind::Kind what, v1::Tlp shown = v1::GREEN) {
        kind = what;
        label = shown;
    }

    // Drafted by the penholder, with two versions of the text. RED: for Ghana's and Norway's first.
    void prepare() {
        v1::Command command = drafting();
        if (label == v1::RED)
            for (const domain::Asker& asker : {ghana, norway})
                command.mutable_draft_procedure()->mutable_audience()->add_persons(asker.person.str(
                ));
        const domain::Decision decision = submit(command, penholder);
        REQUIRE(!decision.refusal);
        id = decision.subject;
        REQUIRE(!submit(adding(digest_of("text", 1)), penholder).refusal);
        REQUIRE(!submit(adding(digest_of("text", 2)), penholder).refusal);
    }

    // Prepared, with what its kind needs, and open for a day.
    void launch() {
        prepare();
        if (kind == Kind::DEMARCHE) REQUIRE(!submit(arranging(), penholder).refusal);
        if (kind == Kind::PLEDGE_CALL) REQUIRE(!submit(asking_for(), penholder).refusal);
        REQUIRE(!submit(opening(1), penholder).refusal);
    }

    v1::Command receiving(const domain::Asker& to, v1::Delivery::Rung rung) {
        v1::Command command = this->command();
        v1::Delivery& delivery = *command.mutable_record_delivery()->add_deliveries();
        delivery.set_alert_id(id);
        delivery.set_message(2);
        delivery.set_person(to.person.str());
        delivery.set_rung(rung);
        delivery.set_at(to_ms(now));
        return command;
    }

    domain::Decision receive(const domain::Asker& to, v1::Delivery::Rung rung) {
        return submit(receiving(to, rung), server);
    }

    // Demarches.

    v1::Command arranging() {
        v1::Command command = this->command();
        command.mutable_arrange_demarche()->set_procedure_id(id);
        v1::DemarcheTerms& terms = *command.mutable_arrange_demarche()->mutable_terms();
        terms.set_host("UG");
        terms.set_capital("Kampala");
        terms.set_level(v1::DemarcheTerms::MINISTER);
        terms.set_form(v1::DemarcheTerms::JOINT_CALL);
        terms.set_lead_mission("NO");
        terms.add_missions("GH");
        return command;
    }

    v1::Command reporting(v1::InstructionReported::Status status) {
        v1::Command command = this->command();
        command.mutable_report_instruction()->set_procedure_id(id);
        command.mutable_report_instruction()->set_status(status);
        return command;
    }

    v1::Command concluding(v1::DemarcheConcluded::Outcome outcome) {
        v1::Command command = this->command();
        command.mutable_conclude_demarche()->set_procedure_id(id);
        command.mutable_conclude_demarche()->set_outcome(outcome);
        return command;
    }

    // Pledge calls.

    // For 100,000 EUR, and for 20 terminals.
    v1::Command asking_for() {
        v1::Command command = this->command();
        v1::SetNeeds& set = *command.mutable_set_needs();
        set.set_procedure_id(id);
        v1::Need& money = *set.add_needs();
        money.set_need_id("legal-aid");
        money.set_kind(v1::Need::MONEY);
        money.set_words("Lawyers for those arrested.");
        money.set_amount(100'000);
        money.set_currency("EUR");
        v1::Need& terminals = *set.add_needs();
        terminals.set_need_id("terminals");
        terminals.set_kind(v1::Need::CONNECTIVITY);
        terminals.set_words("Satellite terminals.");
        terminals.set_amount(20);
        return command;
    }

    v1::Command pledging(
        const std::string& need,
        std::int64_t amount,
        v1::Pledge::Visibility visibility = v1::Pledge::MEMBERS
    ) {
        v1::Command command = this->command();
        command.mutable_make_pledge()->set_procedure_id(id);
        v1::Pledge& pledge = *command.mutable_make_pledge()->mutable_pledge();
        pledge.set_need_id(need);
        pledge.set_amount(amount);
        pledge.set_visibility(visibility);
        return command;
    }

    v1::Command taking_back(const std::string& need) {
        v1::Command command = this->command();
        command.mutable_take_pledge_back()->set_procedure_id(id);
        command.mutable_take_pledge_back()->set_need_id(need);
        command.mutable_take_pledge_back()->set_reason("The budget was cut.");
        return command;
    }

    v1::Command fulfilling(const std::string& party, const std::string& need, std::int64_t amount) {
        v1::Command command = this->command();
        v1::RecordFulfilment& record = *command.mutable_record_fulfilment();
        record.set_procedure_id(id);
        record.set_party(party);
        record.set_need_id(need);
        record.set_amount(amount);
        return command;
    }
};

// Refused because of that field.
inline bool is_bad(const domain::Decision& decision, const std::string& field) {
    return is_refused(decision, v1::Refusal::INVALID_FIELD) && decision.refusal->field() == field;
}

} // namespace tocsin::test
