// What the load is played on: one live alert and one open statement.
// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/kills/load.hpp"

namespace tocsin::faults {

using namespace std::chrono_literals;

namespace {

constexpr auto text = "# Joint statement under fire\n\nThe undersigned governments go on.\n";

v1::Command raise_command() {
    v1::Command raise;
    auto* content = raise.mutable_raise_alert()->mutable_content();
    content->set_status(v1::AlertContent::STATUS_EXERCISE);
    content->add_countries("IR");
    content->add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    content->set_urgency(v1::AlertContent::IMMEDIATE);
    content->set_severity(v1::AlertContent::SEVERE);
    content->set_certainty(v1::AlertContent::OBSERVED);
    content->set_verification(v1::AlertContent::REPORTED);
    content->set_precedence(v1::AlertContent::ALERT);
    content->set_label(v1::AMBER_STRICT);
    content->set_headline("The server is killed again and again");
    return raise;
}

v1::Command draft_command() {
    v1::Command draft;
    auto* procedure = draft.mutable_draft_procedure();
    procedure->set_kind(v1::ProcedureDrafted::STATEMENT);
    procedure->set_mode(v1::ProcedureDrafted::OPT_IN);
    procedure->set_title("Joint statement under fire");
    procedure->set_label(v1::AMBER_STRICT);
    procedure->set_realm(v1::EXERCISE);
    return draft;
}

} // namespace

awaitable<std::string> Load::prepare() {
    if (const auto started = server_.start(); !started) co_return to_string(started.error());
    const auto read = cast_.read(server_.data(), server_.url(), server_.log_key());
    if (!read) co_return to_string(read.error());
    for (scenario::Actor* actor : cast_.focal_points())
        (void)co_await cast_.enter(*actor);
    for (const char* slug : {"lead", "lead-2", "auditor"})
        (void)co_await cast_.enter(*cast_.find(slug));
    std::string failure = co_await issue_alert();
    if (failure.empty()) failure = co_await open_statement();
    co_return failure;
}

awaitable<std::string> Load::issue_alert() {
    v1::Verdict verdict = co_await send(*cast_.find("lead"), raise_command());
    if (!verdict.has_receipt()) co_return "the alert was not raised: " + verdict.refusal().why();
    alert_ = verdict.receipt().subject();
    v1::Command approve;
    approve.mutable_approve_alert()->set_alert_id(alert_);
    verdict = co_await send(*cast_.find("lead-2"), std::move(approve));
    if (!verdict.has_receipt()) co_return "the alert was not approved: " + verdict.refusal().why();
    co_return std::string();
}

awaitable<std::string> Load::open_statement() {
    scenario::Actor& lead = *cast_.find("lead");
    text_ = text;
    auto deposited = co_await lead.connection->deposit(text_);
    if (!deposited) co_return to_string(deposited.error());
    v1::Verdict verdict = co_await send(lead, draft_command());
    statement_ = verdict.receipt().subject();
    v1::Command add;
    add.mutable_add_text()->set_procedure_id(statement_);
    add.mutable_add_text()->set_text_sha256(deposited->str());
    add.mutable_add_text()->set_language("en");
    (void)co_await send(lead, std::move(add));
    deadline_ = std::chrono::ceil<std::chrono::seconds>(clock_.wall() + 6h);
    v1::Command open;
    open.mutable_open_procedure()->set_procedure_id(statement_);
    open.mutable_open_procedure()->set_version(1);
    open.mutable_open_procedure()->set_deadline(to_ms(deadline_));
    open.mutable_open_procedure()->set_threshold(10);
    open.mutable_open_procedure()->set_tally(v1::ProcedureOpened::VISIBLE);
    verdict = co_await send(lead, std::move(open));
    if (!verdict.has_receipt())
        co_return "the statement was not opened: " + verdict.refusal().why();
    co_return std::string();
}

} // namespace tocsin::faults
