// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"
#include "server/domain/sign_on.hpp"
#include "server/engine/replay.hpp"
#include "storage/sha256.hpp"

#include <cstdlib>

namespace tocsin::engine::test {

Result<Digest> MemoryDocuments::put(const storage::StoredDocument& document) {
    if (trouble) return *std::exchange(trouble, std::nullopt);
    const Digest sha256 = storage::sha256({document.content});
    stored_[sha256] = document;
    return sha256;
}

Result<std::optional<storage::StoredDocument>> MemoryDocuments::get(const Digest& sha256) {
    const auto found = stored_.find(sha256);
    std::optional<storage::StoredDocument> document;
    if (found != stored_.end()) document = found->second;
    return document;
}

Result<void> MemoryDocuments::erase(const Digest& sha256) {
    stored_.erase(sha256);
    return {};
}

Result<void> MemoryDirectory::put(const PersonId& person, const storage::DirectoryRow& row) {
    rows_[person] = row;
    return {};
}

Result<void> MemoryDirectory::erase(const PersonId& person) {
    rows_.erase(person);
    return {};
}

Place::Place() {
    std::string name = (std::filesystem::temp_directory_path() / "tocsin-engine-XXXXXX").string();
    TOCSIN_CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
}

Place::~Place() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
}

World::World(Kind kind) : kind_(kind) {
    TOCSIN_CHECK(storage::init_crypto());
    key = std::make_unique<storage::SigningKey>(storage::SigningKey::generate(rng));
    if (kind_ == Kind::memory) memory_ = std::make_unique<storage::MemoryLog>(log_rng_);
}

World::~World() {
    stop();
}

std::optional<Trouble> World::start() {
    std::optional<Replayed> replayed;
    log_ = memory_.get();
    if (kind_ == Kind::sqlite) {
        std::optional<Result<std::unique_ptr<storage::SqliteLog>>> opened;
        replayed = replay_while([&](const storage::CatchUp& each) {
            opened = storage::SqliteLog::open({.directory = place.path() / "data"}, log_rng_, each);
        });
        if (!*opened) return opened->error();
        sqlite_ = std::move(**opened);
        log_ = sqlite_.get();
    }
    if (instead) log_ = instead;
    guard_ = std::make_unique<storage::Guard>(
        place.path(),
        std::filesystem::path(),
        std::vector{storage::VerifierKey{origin, key->public_key()}}
    );
    thread_ = std::make_unique<LogThread>(io_.get_executor(), [log = log_] { log->idle(); });
    const Rooms rooms{
        *thread_,
        *log_,
        documents,
        directory,
        visits,
        *guard_,
        *key,
        clock,
        rng,
        io_.get_executor(),
        nullptr,
        replayed ? &*replayed : nullptr};
    auto started = Engine::start(rooms, origin, exercise_only, [this](const Trouble& trouble) {
        stops.push_back(trouble);
    });
    if (!started) return started.error();
    engine_ = std::move(*started);
    return std::nullopt;
}

void World::stop() {
    engine_.reset();
    thread_.reset();
    io_.restart();
    io_.poll();
    sqlite_.reset();
}

void World::restart() {
    stop();
    const auto trouble = start();
    TOCSIN_CHECK(!trouble);
}

storage::Entry World::entry(storage::Index index) {
    const auto read = [index](storage::Log& log) { return log.read(index, 1, 1); };
    const auto entries = on_log(read);
    TOCSIN_CHECK(entries.has_value());
    TOCSIN_CHECK(entries->size() == 1);
    return entries->front();
}

storage::TreeHead World::head() {
    return on_log([](storage::Log& log) { return log.head(); });
}

void World::round() {
    if (io_.stopped()) io_.restart();
    std::size_t done = 0;
    while (done < limits::handlers_per_round_max && io_.poll_one() > 0)
        ++done;
    engine_->end_of_round();
    if (engine_->feed().anybody_behind())
        engine_->feed().pump(limits::pump_sends_max);
    else if (done == 0)
        io_.run_one_for(1ms);
}

bool World::run_until(const std::function<bool()>& done) {
    constexpr int rounds_max = 20'000;
    for (int rounds = 0; rounds < rounds_max; ++rounds) {
        if (done()) return true;
        round();
    }
    return done();
}

void World::run_rounds(int rounds) {
    for (int i = 0; i < rounds; ++i)
        round();
}

Submission World::submission(const v1::Command& command, const domain::Asker& asker) {
    Submission submission;
    submission.command = command;
    if (command.command_id().empty()) submission.command.set_command_id(new_id().str());
    submission.asker = asker;
    submission.received_at = clock.wall();
    if (!asker.is_server()) {
        submission.request_sha256 = storage::sha256({submission.command.SerializeAsString()});
    }
    return submission;
}

v1::Verdict World::submit(Submission submission) {
    std::optional<v1::Verdict> verdict;
    engine_->submit(std::move(submission), [&](v1::Verdict given) { verdict = std::move(given); });
    const bool answered = run_until([&] { return verdict.has_value(); });
    TOCSIN_CHECK(answered);
    return *verdict;
}

v1::Verdict World::does(const Person& person, const v1::Command& command) {
    return submit(submission(command, person.asker()));
}

v1::Answer World::asks(const Person& person, v1::Query query) {
    query.set_query_id(new_id().str());
    std::optional<v1::Answer> answer;
    engine_->ask(reader(person), person.key, query, [&](v1::Answer given) {
        answer = std::move(given);
    });
    const bool answered = run_until([&] { return answer.has_value(); });
    TOCSIN_CHECK(answered);
    return *answer;
}

domain::Reader World::reader(const Person& person) {
    const auto reader = domain::reader_of(engine_->shown(), person.id, clock.wall());
    TOCSIN_CHECK(reader.has_value());
    return *reader;
}

void World::admit(const std::string& code, v1::Party::Kind kind) {
    v1::Command command;
    v1::Party& party = *command.mutable_admit_party()->mutable_party();
    party.set_code(code);
    party.set_kind(kind);
    party.set_name("The party " + code);
    TOCSIN_CHECK(server_does(command).has_receipt());
}

Person World::seat(const std::string& party, std::initializer_list<v1::Role> roles) {
    const Person person{rng.draw<PersonId>(), rng.draw<Digest>(), party};
    v1::Command command;
    v1::SeedPerson& seed = *command.mutable_seed_person();
    seed.mutable_person()->set_person(person.id.str());
    seed.mutable_person()->set_party(party);
    for (const auto role : roles)
        seed.mutable_person()->add_roles(role);
    seed.mutable_key()->set_algorithm(v1::Key::ED25519);
    seed.mutable_key()->set_public_key(person.key.str());
    seed.mutable_key()->set_fingerprint(person.key.str());
    TOCSIN_CHECK(server_does(command).has_receipt());
    return person;
}

Coalition::Coalition(World& world) {
    for (const char* code : {"GH", "NO", "FR"})
        world.admit(code, v1::Party::GOVERNMENT);
    world.admit("access-now", v1::Party::ADVISER);
    world.admit("regional-body", v1::Party::OBSERVER);
    world.admit("support-unit", v1::Party::SECRETARIAT);
    lead = world.seat("FR", {v1::LEAD, v1::PENHOLDER});
    second = world.seat("NO", {v1::LEAD});
    ghana = world.seat("GH", {v1::FOCAL_POINT});
    ghana_deputy = world.seat("GH", {v1::FOCAL_POINT});
    norway = world.seat("NO", {v1::FOCAL_POINT});
    adviser = world.seat("access-now", {v1::ADVISER_ROLE});
    observer = world.seat("regional-body", {v1::OBSERVER_ROLE});
    support = world.seat("support-unit", {v1::SUPPORT});
    auditor = world.seat("support-unit", {v1::AUDITOR});
}

v1::AlertContent alert_content(v1::Tlp label, const std::string& headline) {
    v1::AlertContent content;
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    content.add_countries("TD");
    content.add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    content.set_urgency(v1::AlertContent::IMMEDIATE);
    content.set_severity(v1::AlertContent::SEVERE);
    content.set_certainty(v1::AlertContent::OBSERVED);
    content.set_verification(v1::AlertContent::REPORTED);
    content.set_label(label);
    content.set_precedence(v1::AlertContent::ALERT);
    content.set_headline(headline);
    return content;
}

v1::Command raise(const v1::AlertContent& content) {
    v1::Command command;
    *command.mutable_raise_alert()->mutable_content() = content;
    return command;
}

v1::Command approve(const std::string& alert_id) {
    v1::Command command;
    command.mutable_approve_alert()->set_alert_id(alert_id);
    return command;
}

v1::Command acknowledge(const std::string& alert_id) {
    v1::Command command;
    command.mutable_acknowledge_alert()->set_alert_id(alert_id);
    command.mutable_acknowledge_alert()->set_answer(v1::AlertAcknowledged::INFORMED);
    return command;
}

v1::Command note(const std::string& subject, const std::string& text) {
    v1::Command command;
    command.mutable_add_note()->set_subject(subject);
    command.mutable_add_note()->set_text(text);
    return command;
}

std::string issue(World& world, const Coalition& coalition, v1::Tlp label) {
    const auto drafted = world.does(coalition.lead, raise(alert_content(label)));
    TOCSIN_CHECK(drafted.has_receipt());
    const std::string id = drafted.receipt().subject();
    TOCSIN_CHECK(world.does(coalition.second, approve(id)).has_receipt());
    return id;
}

std::string open_statement(
    World& world, const Coalition& coalition, Instant deadline, v1::ProcedureOpened::Tally tally
) {
    v1::Command draft;
    v1::DraftProcedure& drafting = *draft.mutable_draft_procedure();
    drafting.set_kind(v1::ProcedureDrafted::STATEMENT);
    drafting.set_mode(v1::ProcedureDrafted::OPT_IN);
    drafting.set_title("Networks stay open");
    drafting.set_label(v1::AMBER_STRICT);
    drafting.set_realm(v1::EXERCISE);
    const auto drafted = world.does(coalition.lead, draft);
    TOCSIN_CHECK(drafted.has_receipt());
    const std::string id = drafted.receipt().subject();

    const std::string text = "# Networks stay open\n\nWe ask that networks stay open.\n";
    const auto stored = world.documents.put({"text/markdown", text});
    v1::Command word;
    word.mutable_add_text()->set_procedure_id(id);
    word.mutable_add_text()->set_text_sha256(stored->str());
    word.mutable_add_text()->set_language("en");
    TOCSIN_CHECK(world.does(coalition.lead, word).has_receipt());

    v1::Command open;
    open.mutable_open_procedure()->set_procedure_id(id);
    open.mutable_open_procedure()->set_version(1);
    open.mutable_open_procedure()->set_deadline(to_ms(deadline));
    open.mutable_open_procedure()->set_threshold(1);
    open.mutable_open_procedure()->set_tally(tally);
    TOCSIN_CHECK(world.does(coalition.lead, open).has_receipt());
    return id;
}

v1::Command sign(World& world, const Person& person, const std::string& procedure_id) {
    const auto& procedure = world.engine().shown().procedures.at(domain::ProcedureId{procedure_id});
    domain::SignOn text;
    text.realm = procedure.realm;
    text.origin = world.origin;
    text.procedure = procedure.id;
    text.version = procedure.version;
    text.text_sha256 = procedure.text_sha256;
    text.deadline_seconds = to_ms(procedure.deadline) / 1000;
    text.party = domain::PartyCode{person.party};
    text.stance = v1::Position::SIGN;
    text.key = person.key;
    text.time_seconds = to_ms(world.clock.wall()) / 1000;
    v1::Command command;
    v1::SignedText& signed_text = *command.mutable_take_position()->mutable_signed_text();
    signed_text.set_text(domain::render(text));
    signed_text.set_algorithm(v1::Key::ED25519);
    signed_text.set_signature(std::string(64, 's'));
    return command;
}

} // namespace tocsin::engine::test
