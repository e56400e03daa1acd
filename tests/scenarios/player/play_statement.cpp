// Sentences about statements and positions. SPDX-License-Identifier: Apache-2.0
#include "server/domain/stance_rules.hpp"
#include "storage/sha256.hpp"
#include "tests/scenarios/player/details.hpp"
#include "tests/scenarios/player/stage.hpp"

namespace tocsin::scenario {

using namespace std::chrono_literals;

namespace {

std::string detail(const Step& step, const std::string& name, std::string fallback) {
    const auto found = step.details.find(name);
    return found == step.details.end() ? std::move(fallback) : found->second;
}

v1::Position::Stance stance_of_verb(const std::string& verb) {
    if (verb.starts_with("sign")) return v1::Position::SIGN;
    if (verb.starts_with("abstain")) return v1::Position::ABSTAIN;
    if (verb.starts_with("associates late")) return v1::Position::LATE_ASSOCIATION;
    if (verb.starts_with("associate late")) return v1::Position::LATE_ASSOCIATION;
    if (verb.starts_with("associate")) return v1::Position::ASSOCIATE;
    if (verb.starts_with("dissociate")) return v1::Position::DISSOCIATION;
    if (verb.starts_with("object")) return v1::Position::OBJECT;
    if (verb.starts_with("amend")) return v1::Position::OBJECT;
    if (verb.starts_with("await")) return v1::Position::AWAITING_INSTRUCTIONS;
    return v1::Position::NOT_JOINING; // declines, withdraws from
}

} // namespace

awaitable<bool> Stage::draft_as(Actor& actor, const std::string& name, const Step& step) {
    Step quiet; // what leads up to the opening is expected to succeed
    const auto title = detail(step, "title", "Joint statement");
    const auto text = "# " + title + "\n\n" + step.text;
    auto deposited = co_await actor.connection->deposit(text);
    require(deposited.has_value(), deposited ? "" : to_string(deposited.error()));

    v1::Command draft;
    auto* drafted = draft.mutable_draft_procedure();
    drafted->set_kind(v1::ProcedureDrafted::STATEMENT);
    drafted->set_mode(v1::ProcedureDrafted::OPT_IN);
    drafted->set_title(title);
    drafted->set_label(label_of(detail(step, "label", "amber+strict")));
    drafted->set_realm(v1::EXERCISE);
    if (const auto alert = detail(step, "alert", ""); !alert.empty())
        drafted->set_alert_id(id_of(alert));
    if (const auto before = detail(step, "follows", ""); !before.empty())
        drafted->set_linked_to(id_of(before));
    for (const auto& person : words_of(detail(step, "persons", "")))
        if (const Actor* named = cast_.find(person))
            drafted->mutable_audience()->add_persons(named->person.str());
    Step details = step;
    details.text.clear();
    lay_details(
        *drafted,
        details,
        clock_.wall(),
        {"title", "label", "alert", "follows", "persons", "tally", "must-haves", "per-region"}
    );
    v1::Verdict verdict =
        co_await send(actor, std::move(draft), quiet, actor.slug + " drafts " + name);
    Opened& open = opened_[name];
    open.id = ids_[name] = verdict.receipt().subject();
    open.text = text;
    open.title = title;

    v1::Command add;
    add.mutable_add_text()->set_procedure_id(open.id);
    add.mutable_add_text()->set_text_sha256(deposited->str());
    add.mutable_add_text()->set_language("en");
    verdict = co_await send(
        actor, std::move(add), quiet, "  its text, " + std::to_string(text.size()) + " bytes"
    );
    co_return verdict.has_receipt();
}

awaitable<void> Stage::open_as(
    Actor& actor, const std::string& name, int seconds, std::uint32_t needed, const Step& step
) {
    Opened& open = opened(name);
    const Instant deadline =
        std::chrono::ceil<std::chrono::seconds>(clock_.wall() + std::chrono::seconds(seconds));
    v1::Command command;
    v1::OpenProcedure& opening = *command.mutable_open_procedure();
    opening.set_procedure_id(open.id);
    opening.set_version(open.version);
    opening.set_deadline(to_ms(deadline));
    opening.set_threshold(needed);
    opening.set_tally(v1::ProcedureOpened::VISIBLE);
    for (const char* word : {"tally", "must-haves", "per-region"}) {
        Step only;
        const auto [first, last] = step.details.equal_range(word);
        only.details.insert(first, last);
        lay_details(opening, only, clock_.wall());
    }
    const auto words = actor.slug + " opens " + name + ", closing " + print_utc(deadline);
    const v1::Verdict verdict = co_await send(actor, std::move(command), step, words);
    if (!verdict.has_receipt()) co_return;
    issued_[name] = verdict.receipt().index();
    open.deadline = deadline;
}

awaitable<void> Stage::open_statement(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    const auto needed = static_cast<std::uint32_t>(std::stoi(match[4]));
    // What was drafted before is opened as it stands.
    if (!opened_.contains(match[2])) (void)co_await draft_as(*actor, match[2], step);
    co_await open_as(*actor, match[2], std::stoi(match[3]), needed, step);
}

awaitable<void> Stage::take_position(
    Actor& actor, const std::string& name, v1::Position::Stance stance, const Step& step
) {
    const Opened& open = opened(name);
    const auto key = actor.key.public_key();
    domain::SignOn sign_on;
    sign_on.realm = v1::EXERCISE;
    sign_on.origin = actor.connection->origin();
    sign_on.procedure = {open.id};
    sign_on.version = open.version;
    sign_on.text_sha256 = storage::sha256({open.text});
    sign_on.deadline_seconds = to_ms(open.deadline) / 1000;
    sign_on.party = {actor.party};
    sign_on.stance = stance;
    sign_on.key = storage::fingerprint("ed25519", key.view());
    sign_on.time_seconds = to_ms(clock_.wall()) / 1000;
    sign_on.nonce = rng_.draw<decltype(sign_on.nonce)>();
    const v1::ProcedureView view = co_await procedure(actor, open.id);
    for (const auto& position : view.positions()) {
        const bool mine = position.party() == actor.party && !position.leaf_hash().empty();
        const bool replaces =
            step.details.contains("replacing") || domain::comes_afterwards(stance);
        if (mine && replaces) sign_on.supersedes = Digest::from(position.leaf_hash());
    }

    if (!step.text.empty()) {
        auto deposited = co_await actor.connection->deposit(step.text);
        require(deposited.has_value(), deposited ? "" : to_string(deposited.error()));
        sign_on.reservation_sha256 = *deposited;
    }

    v1::Command command;
    command.mutable_take_position()->set_amendment(step.details.contains("amendment"));
    if (stance == v1::Position::AWAITING_INSTRUCTIONS)
        command.mutable_take_position()->set_answer_by(to_ms(clock_.wall() + 1h));
    auto* text = command.mutable_take_position()->mutable_signed_text();
    text->set_text(domain::render(sign_on));
    text->set_algorithm(v1::Key::ED25519);
    text->set_signature(actor.key.sign(text->text()).str());
    const auto words =
        actor.party + " answers " + name + ": " + std::string(domain::stance_token(stance));
    (void)co_await send(actor, std::move(command), step, words);
}

awaitable<void> Stage::answer(const Step& step, Match match) {
    for (const auto& name : words_of(match[1])) {
        Actor* actor = co_await on_stage(name);
        auto stance = stance_of_verb(match[2]);
        if (stance == v1::Position::SIGN && !step.text.empty())
            stance = v1::Position::SIGN_WITH_EXPLANATION;
        co_await take_position(*actor, match[3], stance, step);
    }
}

awaitable<void> Stage::same_again(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    const v1::Verdict first = actor->last_verdict;
    v1::Command again = actor->last;
    require(first.has_receipt(), "its last command was not accepted");
    const v1::Verdict second = co_await send(
        *actor, std::move(again), step, match[1].str() + " sends the same command again"
    );
    require(second.repeated(), "the answer does not say that it is repeated");
    require(
        second.receipt().SerializeAsString() == first.receipt().SerializeAsString(),
        "another receipt came"
    );
    tell(
        "  the same answer: entry " + std::to_string(second.receipt().index()) +
        ", nothing new in the log"
    );
}

awaitable<void> Stage::extend(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    const Instant later = opened(match[2]).deadline + std::chrono::seconds(std::stoi(match[3]));
    v1::Command command;
    command.mutable_extend_deadline()->set_procedure_id(id_of(match[2]));
    command.mutable_extend_deadline()->set_new_deadline(to_ms(later));
    command.mutable_extend_deadline()->set_reason(detail(step, "reason", "capitals asked for time")
    );
    const auto words = match[1].str() + " extends " + match[2].str() + " to " + print_utc(later);
    const v1::Verdict verdict = co_await send(*actor, std::move(command), step, words);
    if (verdict.has_receipt()) opened(match[2]).deadline = later;
}

awaitable<void> Stage::wait_closed(const Step&, Match match) {
    Actor* lead = co_await on_stage("lead");
    const Opened& open = opened(match[1]);
    v1::ProcedureView view;
    if (const auto left = open.deadline - clock_.wall(); left > 0ms) co_await pause(left);
    for (;;) {
        co_await pause(200ms);
        view = co_await procedure(*lead, open.id);
        if (view.state() != v1::ProcedureView::OPEN) break;
        require(clock_.wall() < open.deadline + 5s, "it is still open 5 s after its deadline");
    }
    const Instant closed = from_ms(view.closed_at());
    require(closed > open.deadline, "it closed before its deadline");
    require(
        closed < open.deadline + 2s,
        "it closed " + print_utc(closed) + ", too long after its deadline"
    );
    tell(
        match[1].str() + " closed " + print_utc(closed) + " (deadline " + print_utc(open.deadline) +
        "): " + v1::ProcedureView::State_Name(view.state()) + ", " +
        std::to_string(view.tally().signed_()) + " of " + std::to_string(view.tally().entitled()) +
        " signed"
    );
}

awaitable<void> Stage::publish(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_publish_procedure()->set_procedure_id(id_of(match[2]));
    lay_details(*command.mutable_publish_procedure(), step, clock_.wall());
    (void)co_await send(
        *actor, std::move(command), step, match[1].str() + " publishes " + match[2].str()
    );
}

awaitable<void> Stage::drop_procedure(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_withdraw_procedure()->set_procedure_id(id_of(match[2]));
    command.mutable_withdraw_procedure()->set_reason(detail(step, "reason", "overtaken by events"));
    (void
    )co_await send(*actor, std::move(command), step, match[1].str() + " drops " + match[2].str());
}

awaitable<void> Stage::signatories(const Step&, Match match) {
    Actor* lead = co_await on_stage("lead");
    const v1::ProcedureView view = co_await procedure(*lead, id_of(match[1]));
    std::multiset<std::string> listed(view.signatories().begin(), view.signatories().end());
    std::multiset<std::string> expected;
    for (const auto& code : words_of(match[2]))
        expected.insert(code);
    require(
        listed == expected,
        std::to_string(listed.size()) + " are listed, expected " + std::to_string(expected.size())
    );
    tell(std::to_string(listed.size()) + " signatories of " + match[1].str() + ", as expected");
}

} // namespace tocsin::scenario
