// SPDX-License-Identifier: Apache-2.0
#include "case_log.hpp"

#include "client/core/keys.hpp"
#include "client/core/position.hpp"
#include "server/base/check.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/evolve.hpp"
#include "storage/sha256.hpp"

namespace tocsin::test {

using namespace std::chrono_literals;

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines)
        text += line + "\n";
    return text;
}

Digest Actor::fingerprint() const {
    return other ? *Digest::from(other->facts.fingerprint()) : client::fingerprint_of(key);
}

CaseLog::CaseLog(Forge forge, Keys keys) : forge_(std::move(forge)), keys_(std::move(keys)) {
    TOCSIN_CHECK(storage::init_crypto());
    found();
    alarm();
    open();
    answer("gh", v1::Position::SIGN);
    answer("ke", v1::Position::SIGN);
    answer("ca", v1::Position::NOT_JOINING);
    end();
}

void CaseLog::found_log(bool exercise_only) {
    v1::Command command;
    auto& founded = *command.mutable_found_log()->mutable_founded();
    founded.set_origin(origin);
    founded.set_log_key(log_key_.public_key().str());
    founded.set_exercise_only(exercise_only);
    submit(command, nullptr);
}

void CaseLog::found() {
    found_log(true);
    admit("GH", v1::Party::GOVERNMENT, "Ghana");
    admit("KE", v1::Party::GOVERNMENT, "Kenya");
    admit("CA", v1::Party::GOVERNMENT, "Canada");
    seed("lead", "CA", {v1::LEAD, v1::PENHOLDER, v1::FOCAL_POINT});
    seed("ca", "CA", {v1::LEAD, v1::FOCAL_POINT});
    seed("gh", "GH", {v1::FOCAL_POINT});
    seed("ke", "KE", {v1::FOCAL_POINT});
}

void CaseLog::admit(const std::string& code, v1::Party::Kind kind, const std::string& name) {
    v1::Command command;
    auto& party = *command.mutable_admit_party()->mutable_party();
    party.set_code(code);
    party.set_kind(kind);
    party.set_name(name);
    submit(command, nullptr);
}

void CaseLog::seed(const std::string& name, const std::string& party, std::vector<v1::Role> roles) {
    Actor actor{rng_.draw<PersonId>(), party, storage::SigningKey::generate(rng_), {}};
    if (const auto found = keys_.find(name); found != keys_.end()) actor.other = found->second;
    v1::Command command;
    auto& person = *command.mutable_seed_person()->mutable_person();
    person.set_person(actor.id.str());
    person.set_party(party);
    for (const auto role : roles)
        person.add_roles(role);
    *command.mutable_seed_person()->mutable_key() =
        actor.other ? actor.other->facts : client::as_message(actor.key);
    submit(command, nullptr);
    actors.emplace(name, std::move(actor));
}

void CaseLog::alarm() {
    v1::Command raise;
    auto& content = *raise.mutable_raise_alert()->mutable_content();
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    content.add_countries("AQ");
    content.add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    content.set_urgency(v1::AlertContent::IMMEDIATE);
    content.set_severity(v1::AlertContent::SEVERE);
    content.set_certainty(v1::AlertContent::OBSERVED);
    content.set_verification(v1::AlertContent::REPORTED);
    content.set_label(v1::AMBER_STRICT);
    content.set_precedence(v1::AlertContent::ALERT);
    content.set_headline("Mobile data off in an exercise");
    alert_id = submit(raise, &actors.at("lead"));
    v1::Command approve;
    approve.mutable_approve_alert()->set_alert_id(alert_id);
    submit(approve, &actors.at("ca"));
    v1::Command ack;
    ack.mutable_acknowledge_alert()->set_alert_id(alert_id);
    ack.mutable_acknowledge_alert()->set_answer(v1::AlertAcknowledged::ACTING);
    submit(ack, &actors.at("gh"));
}

void CaseLog::open() {
    text = "# On a shutdown in an exercise\n\nWe ask that access be restored.\n";
    v1::Command draft;
    auto& drafted = *draft.mutable_draft_procedure();
    drafted.set_kind(v1::ProcedureDrafted::STATEMENT);
    drafted.set_mode(v1::ProcedureDrafted::OPT_IN);
    drafted.set_title("On a shutdown in an exercise");
    drafted.set_label(v1::AMBER_STRICT);
    drafted.set_realm(v1::EXERCISE);
    statement_id = submit(draft, &actors.at("lead"));
    v1::Command added;
    added.mutable_add_text()->set_procedure_id(statement_id);
    added.mutable_add_text()->set_text_sha256(storage::sha256({text}).str());
    added.mutable_add_text()->set_language("en");
    submit(added, &actors.at("lead"));
    deadline = std::chrono::ceil<std::chrono::seconds>(now_) + 24h;
    v1::Command opening;
    opening.mutable_open_procedure()->set_procedure_id(statement_id);
    opening.mutable_open_procedure()->set_version(1);
    opening.mutable_open_procedure()->set_deadline(to_ms(deadline));
    opening.mutable_open_procedure()->set_threshold(2);
    opening.mutable_open_procedure()->set_tally(v1::ProcedureOpened::VISIBLE);
    submit(opening, &actors.at("lead"));
}

void CaseLog::answer(const std::string& name, v1::Position::Stance stance) {
    const Actor& actor = actors.at(name);
    const auto& procedure = state_.procedures.at(domain::ProcedureId{statement_id});
    v1::ProcedureView view;
    view.set_procedure_id(statement_id);
    view.set_realm(v1::EXERCISE);
    view.set_version(procedure.version);
    view.set_text_sha256(procedure.text_sha256.str());
    view.set_deadline(to_ms(procedure.deadline));
    const client::Signer signer{origin, actor.party, actor.key};
    client::Intent intent;
    intent.stance = stance;
    intent.command_id = next_id();
    auto sign_on = client::prepare_position(view, text, signer, intent, now_);
    TOCSIN_CHECK(sign_on.has_value());
    sign_on->key = actor.fingerprint();
    auto command = client::sign_position(*sign_on, signer, intent).value();
    auto& signed_text = *command.mutable_take_position()->mutable_signed_text();
    if (actor.other) signed_text = actor.other->sign(domain::render(*sign_on));
    submit(std::move(command), &actor);
}

void CaseLog::end() {
    now_ = deadline + 1s;
    for (auto closing : domain::due(state_, now_ + 10min)) {
        if (!closing.has_close_procedure()) continue; // nobody is reminded or rung in this log
        const std::string text_of_id = "tocsin.example/close/v1\n" + statement_id + "\n" +
                                       std::to_string(to_ms(deadline)) + "\n";
        closing.set_command_id(storage::sha256({text_of_id}).str().substr(0, CommandId::size));
        submit(closing, nullptr);
    }
    answer("lead", v1::Position::SIGN); // too late: recorded without effect
    v1::Command publish;
    publish.mutable_publish_procedure()->set_procedure_id(statement_id);
    submit(publish, &actors.at("lead"));
}

CommandId CaseLog::next_id() {
    return rng_.command_id(now_);
}

std::string CaseLog::submit(v1::Command command, const Actor* actor) {
    now_ += 1500ms;
    if (command.command_id().empty()) command.set_command_id(next_id().str());
    domain::Asker asker;
    if (actor) asker = {actor->id, actor->fingerprint()};
    const auto decision = domain::decide(state_, command, asker, now_);
    TOCSIN_CHECK(!decision.events.empty());
    for (const auto& event : decision.events)
        write(event, actor, command, decision.realm);
    return decision.subject;
}

void CaseLog::write(
    v1::Event event, const Actor* actor, const v1::Command& command, v1::Realm realm
) {
    event.set_received_at(to_ms(now_));
    if (actor) event.set_request_sha256(storage::sha256({command.SerializeAsString()}).str());
    storage::NewEntry entry;
    entry.realm = static_cast<std::uint8_t>(realm);
    entry.received_at = now_;
    if (actor) entry.actor = actor->id;
    entry.command_id = *CommandId::from(command.command_id());
    if (forge_) forge_(state_.size, event, entry);
    entry.kind = static_cast<std::uint16_t>(event.event_case());
    entry.payload = event.SerializeAsString();
    domain::EntryFacts facts;
    const auto done = log_.append(state_.size, {}, [&](storage::Pen& pen) {
        const auto& written = pen.append(entry);
        facts.index = written.index;
        facts.leaf_hash = written.leaf_hash;
        facts.recorded_at = storage::decode_header(written.header)->recorded_at;
    });
    TOCSIN_CHECK(done.has_value());
    facts.actor = entry.actor;
    facts.realm = realm;
    domain::evolve(state_, facts, event);
}

storage::VerifierKey CaseLog::named_key() const {
    storage::VerifierKey key;
    key.name = origin;
    key.key = log_key_.public_key();
    return key;
}

storage::Index CaseLog::size() const {
    return log_.head().size;
}

std::string CaseLog::checkpoint(storage::Index size) const {
    auto& log = const_cast<storage::MemoryLog&>(log_);
    storage::Checkpoint checkpoint;
    checkpoint.origin = origin;
    checkpoint.head.size = size == 0 ? log_.head().size : size;
    const auto leaves = log.leaf_hashes(0, checkpoint.head.size);
    checkpoint.head.root = storage::root_of(*leaves);
    return storage::sign_checkpoint(checkpoint, log_key_);
}

std::vector<std::string> CaseLog::lines(const std::string& scope) const {
    auto& log = const_cast<storage::MemoryLog&>(log_);
    const bool whole = scope == client::whole_log;
    const auto entries = *log.read(0, 10'000, 64 * 1024 * 1024);
    storage::Tree tree;
    for (const auto& entry : entries)
        tree.append(entry.leaf_hash);
    std::vector<std::string> lines;
    lines.push_back(client::line_of(client::ExportHead{origin, vkey(), checkpoint(0), scope}));
    for (const auto& entry : entries) {
        const auto kind = storage::decode_header(entry.header)->kind;
        if (!whole && kind >= 30 && kind < 50)
            continue; // a statement's case: not the alert's entries
        client::ExportedEntry line;
        line.index = entry.index;
        line.header = entry.header;
        line.salt = entry.salt->str();
        line.payload = entry.payload;
        if (!whole) line.proof = tree.inclusion_proof(entry.index, tree.size());
        lines.push_back(client::line_of(line, !whole));
    }
    client::ExportedDocument document;
    document.sha256 = storage::sha256({text});
    document.document = {"text/markdown", text};
    lines.push_back(client::line_of(document));
    for (auto& line : lines)
        line.pop_back();
    return lines;
}

storage::Index CaseLog::index_of(v1::Event::EventCase kind, int nth) const {
    auto& log = const_cast<storage::MemoryLog&>(log_);
    const auto entries = *log.read(0, 10'000, 64 * 1024 * 1024);
    for (const auto& entry : entries)
        if (storage::decode_header(entry.header)->kind == kind && nth-- == 0) return entry.index;
    check_failed("no such entry", __FILE__, __LINE__);
}

} // namespace tocsin::test
