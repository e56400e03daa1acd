// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_acts.hpp"

#include "server/app/demo_members.hpp"
#include "storage/sha256.hpp"

namespace tocsin::app {

namespace {

using namespace std::chrono_literals;

class Deliveries {
public:
    Deliveries(Seeder& seeder, std::string alert) : seeder_(seeder), alert_(std::move(alert)) {}

    void add(const PersonId& person, v1::Delivery::Rung rung, Instant at, const char* reason = "") {
        auto& delivery = *command_.mutable_record_delivery()->add_deliveries();
        delivery.set_alert_id(alert_);
        delivery.set_message(1);
        delivery.set_person(person.str());
        delivery.set_rung(rung);
        delivery.set_at(to_ms(at));
        delivery.set_channel("socket");
        delivery.set_reason(reason);
    }

    void record() { seeder_.serve(std::move(command_)); }

private:
    Seeder& seeder_;
    std::string alert_;
    v1::Command command_;
};

v1::AlertAcknowledged::Answer answer_of(std::size_t n) {
    if (n % 5 == 1) return v1::AlertAcknowledged::ACTING;
    if (n % 7 == 3) return v1::AlertAcknowledged::CONSULTING;
    return v1::AlertAcknowledged::INFORMED;
}

} // namespace

v1::Command signal_of(const DemoCase& fact) {
    v1::Command command;
    *command.mutable_submit_signal()->mutable_content() = content_of(fact);
    return command;
}

v1::Command raise_of(const DemoCase& fact) {
    v1::Command command;
    *command.mutable_raise_alert()->mutable_content() = content_of(fact);
    return command;
}

v1::Command
acknowledgement(const std::string& alert, v1::AlertAcknowledged::Answer answer, Instant answer_by) {
    v1::Command command;
    auto& said = *command.mutable_acknowledge_alert();
    said.set_alert_id(alert);
    said.set_answer(answer);
    if (answer == v1::AlertAcknowledged::CONSULTING) said.set_answer_by(to_ms(answer_by));
    return command;
}

v1::Command note_on(const std::string& subject, const std::string& text) {
    v1::Command command;
    command.mutable_add_note()->set_subject(subject);
    command.mutable_add_note()->set_text(text);
    return command;
}

Result<std::string> issue(Seeder& seeder, const DemoCase& fact) {
    auto alert = seeder.make(seeder.person("lead"), raise_of(fact));
    if (!alert) return alert;
    seeder.pass(90s);
    v1::Command approval;
    approval.mutable_approve_alert()->set_alert_id(*alert);
    return seeder.make(seeder.person("lead-2"), std::move(approval));
}

void reach(Seeder& seeder, const std::string& alert, const ReachPattern& pattern) {
    Deliveries sent(seeder, alert);
    const auto issued = seeder.now();
    std::size_t n = 0;
    for (const auto& member : demo_members()) {
        const int place = static_cast<int>(n++ % 10);
        const auto& focal = seeder.focal(member.code);
        if (place >= pattern.acknowledged + pattern.delivered) {
            sent.add(focal.id, v1::Delivery::FAILED, issued + 5s, pattern.because);
            continue;
        }
        sent.add(
            focal.id, v1::Delivery::DELIVERED, issued + 2s + std::chrono::milliseconds(70 * n)
        );
        if (place < pattern.acknowledged) sent.add(focal.id, v1::Delivery::SEEN, issued + 20s);
    }
    seeder.pass(30s);
    sent.record();

    n = 0;
    for (const auto& member : demo_members()) {
        const auto index = n++;
        if (static_cast<int>(index % 10) >= pattern.acknowledged) continue;
        seeder.pass(17s);
        seeder.act(
            seeder.focal(member.code), acknowledgement(alert, answer_of(index), seeder.now() + 6h)
        );
    }
}

Result<std::string> draft(Seeder& seeder, const StatementPlan& plan) {
    v1::Command drafting;
    auto& drafted = *drafting.mutable_draft_procedure();
    drafted.set_kind(v1::ProcedureDrafted::STATEMENT);
    drafted.set_mode(v1::ProcedureDrafted::OPT_IN);
    drafted.set_title(plan.title);
    drafted.add_countries(plan.country);
    drafted.set_label(plan.label);
    drafted.set_alert_id(plan.alert);
    drafted.set_realm(v1::EXERCISE);
    auto procedure = seeder.make(seeder.person("lead"), std::move(drafting));
    if (!procedure) return procedure;

    seeder.deposit(plan.text);
    seeder.pass(4min);
    v1::Command text;
    text.mutable_add_text()->set_procedure_id(*procedure);
    text.mutable_add_text()->set_text_sha256(storage::sha256({plan.text}).str());
    text.mutable_add_text()->set_language("en");
    return seeder.make(seeder.person("lead"), std::move(text));
}

Result<void>
open(Seeder& seeder, const std::string& procedure, Instant deadline, std::uint32_t threshold) {
    v1::Command opening;
    auto& opened = *opening.mutable_open_procedure();
    opened.set_procedure_id(procedure);
    opened.set_version(1);
    opened.set_deadline(to_ms(std::chrono::ceil<std::chrono::seconds>(deadline)));
    opened.set_threshold(threshold);
    opened.set_tally(v1::ProcedureOpened::VISIBLE);
    const auto done = seeder.make(seeder.person("lead"), std::move(opening));
    if (!done) return done.error();
    return {};
}

void sign(
    Seeder& seeder,
    const std::string& procedure,
    const std::vector<std::string_view>& parties,
    std::chrono::milliseconds pause
) {
    SystemRng rng;
    for (const auto party : parties) {
        seeder.pass(pause);
        const auto& who = seeder.focal(party);
        seeder.act(
            who,
            signed_position(
                seeder.house().shown(), procedure, who, v1::Position::SIGN, seeder.now(), rng
            )
        );
    }
}

} // namespace tocsin::app
