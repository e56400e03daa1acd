// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/house.hpp"

#include "server/base/check.hpp"
#include "server/net/loop.hpp"
#include "storage/sha256.hpp"

#include <boost/asio/post.hpp>

#include <cstdlib>
#include <future>
#include <new>

namespace tocsin::net::test {

Result<Digest> MemoryDocuments::put(const storage::StoredDocument& document) {
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

Instant MovedClock::wall() const {
    const std::lock_guard lock(mutex_);
    const auto now = (held_ ? held_->first : real_.wall()) + wall_by_;
    return std::chrono::floor<Instant::duration>(now);
}

Clock::Mono MovedClock::mono() const {
    const std::lock_guard lock(mutex_);
    return (held_ ? held_->second : real_.mono()) + mono_by_;
}

void MovedClock::pass(std::chrono::milliseconds time) {
    const std::lock_guard lock(mutex_);
    wall_by_ += time;
    mono_by_ += time;
}

void MovedClock::jump(std::chrono::milliseconds by) {
    const std::lock_guard lock(mutex_);
    wall_by_ += by;
}

void MovedClock::hold_at(Instant wall) {
    const std::lock_guard lock(mutex_);
    if (!held_) held_.emplace(real_.wall(), real_.mono());
    const auto by = wall - (held_->first + wall_by_);
    wall_by_ += by;
    mono_by_ += by;
}

Instant FailingClock::wall() const {
    if (failing_.exchange(false)) throw std::bad_alloc();
    return time_.wall() + std::chrono::milliseconds(ahead_ms_);
}

Folder::Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "tocsin-net-XXXXXX").string();
    TOCSIN_CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
}

Folder::~Folder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
}

House::House(Options options, Newcomers newcomers, Log founded)
    : options_(std::move(options)),
      exercise_only_(founded == Log::exercise_only),
      log_key_((TOCSIN_CHECK(storage::init_crypto()), storage::SigningKey::generate(rng_))) {
    if (options_.http.empty()) options_.http = "127.0.0.1:0";
    if (newcomers == Newcomers::unlimited)
        options_.newcomers_per_minute = options_.requests_per_minute = 1'000'000;
    options_.log = [this](Level, const std::string& line) {
        const std::lock_guard lock(lines_mutex_);
        lines_.push_back(line);
    };
    open();
}

void House::open() {
    make_engine();
    identity::Outside outside;
    outside.restored = engine_->take_visits();
    outside.keep = [this](storage::VisitChanges changes) { engine_->keep(std::move(changes)); };
    outside.note = [this](v1::SecurityNoted noted) { engine_->noted(std::move(noted)); };
    identity_ =
        std::make_unique<identity::Identity>(engine_->shown(), time, rng_, std::move(outside));
    verifier_ = std::make_unique<identity::Verifier>(io_.get_executor(), 1);
    auto opened = Listener::open(io_, *engine_, *identity_, *verifier_, clock, edge_rng_, options_);
    TOCSIN_CHECK(opened.has_value());
    listener_ = std::move(*opened);
    listener_->start();
    stopping_ = closed_ = false;
    thread_ = std::thread([this] { run_loop(io_, *engine_, stopping_); });
}

void House::make_engine() {
    log_thread_ = std::make_unique<engine::LogThread>(io_.get_executor(), [this] { log_.idle(); });
    guard_ = std::make_unique<storage::Guard>(
        folder_.path(),
        std::filesystem::path(),
        std::vector{storage::VerifierKey{origin, log_key_.public_key()}}
    );
    const engine::Rooms rooms{
        *log_thread_,
        log_,
        documents_,
        directory_,
        visits_,
        *guard_,
        log_key_,
        time,
        rng_,
        io_.get_executor()};
    const auto aborts = [](const Trouble&) { std::abort(); };
    auto started = engine::Engine::start(rooms, origin, exercise_only_, aborts);
    TOCSIN_CHECK(started.has_value());
    engine_ = std::move(*started);
}

House::~House() {
    tear_down();
}

void House::tear_down() {
    close();
    listener_.reset();
    verifier_.reset();
    engine_.reset();
    log_thread_.reset();
    io_.restart();
    io_.poll();
}

void House::reopen(std::chrono::milliseconds after) {
    tear_down();
    time.pass(after);
    io_.restart();
    open();
}

void House::close() {
    if (std::exchange(closed_, true)) return;
    const auto drain = [this] { engine_->drain([this] { stopping_ = true; }); };
    asio::post(io_, [this, drain] { listener_->close(drain); });
    thread_.join();
}

void House::inside(const std::function<void()>& act) {
    std::promise<void> done;
    asio::post(io_, [&] {
        act();
        done.set_value();
    });
    done.get_future().wait();
}

std::vector<std::string> House::log_lines() {
    const std::lock_guard lock(lines_mutex_);
    return lines_;
}

bool House::logged(const std::string& words) {
    for (const auto& line : log_lines()) {
        if (line.find(words) != std::string::npos) return true;
    }
    return false;
}

bool House::comes_true(const std::function<bool()>& condition) {
    constexpr int tries = 500;
    for (int i = 0; i < tries; ++i) {
        if (ask<bool>(condition)) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

v1::Verdict House::submit(v1::Command command, const domain::Asker& asker) {
    engine::Submission submission;
    std::promise<v1::Verdict> verdict;
    inside([&] {
        command.set_command_id(rng_.draw<CommandId>().str());
        if (!asker.is_server()) {
            submission.request_sha256 = storage::sha256({command.SerializeAsString()});
        }
        submission.command = std::move(command);
        submission.asker = asker;
        submission.received_at = time.wall();
        engine_->submit(std::move(submission), [&](v1::Verdict given) {
            verdict.set_value(std::move(given));
        });
    });
    return verdict.get_future().get();
}

std::string House::issue_alert(const std::string& headline, std::size_t description_bytes) {
    if (!raiser_) {
        raiser_ = seat("FR", {v1::LEAD});
        approver_ = seat("NO", {v1::LEAD});
    }
    v1::Command raise;
    v1::AlertContent& content = *raise.mutable_raise_alert()->mutable_content();
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    content.add_countries("TD");
    content.add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    content.set_urgency(v1::AlertContent::IMMEDIATE);
    content.set_severity(v1::AlertContent::SEVERE);
    content.set_certainty(v1::AlertContent::OBSERVED);
    content.set_verification(v1::AlertContent::REPORTED);
    content.set_label(v1::GREEN);
    content.set_precedence(v1::AlertContent::ALERT);
    content.set_headline(headline);
    content.set_description(std::string(description_bytes, 'd'));
    const auto raised = does(*raiser_, std::move(raise));
    TOCSIN_CHECK(raised.has_receipt());

    v1::Command approve;
    approve.mutable_approve_alert()->set_alert_id(raised.receipt().subject());
    TOCSIN_CHECK(does(*approver_, std::move(approve)).has_receipt());
    return raised.receipt().subject();
}

Person House::seat(const std::string& party, std::initializer_list<v1::Role> roles) {
    if (admitted_.insert(party).second) {
        v1::Command admit;
        v1::Party& facts = *admit.mutable_admit_party()->mutable_party();
        facts.set_code(party);
        facts.set_kind(party.size() == 2 ? v1::Party::GOVERNMENT : v1::Party::SECRETARIAT);
        facts.set_name("The party " + party);
        TOCSIN_CHECK(server_does(std::move(admit)).has_receipt());
    }
    Person person;
    inside([&] {
        person.id = rng_.draw<PersonId>();
        person.key = std::make_shared<storage::SigningKey>(storage::SigningKey::generate(rng_));
    });
    person.party = party;
    person.fingerprint = storage::fingerprint("ed25519", person.key->public_key().view());

    v1::Command command;
    v1::SeedPerson& seed = *command.mutable_seed_person();
    seed.mutable_person()->set_person(person.id.str());
    seed.mutable_person()->set_party(party);
    for (const auto role : roles)
        seed.mutable_person()->add_roles(role);
    seed.mutable_key()->set_algorithm(v1::Key::ED25519);
    seed.mutable_key()->set_public_key(person.key->public_key().str());
    seed.mutable_key()->set_fingerprint(person.fingerprint.str());
    TOCSIN_CHECK(server_does(std::move(command)).has_receipt());
    return person;
}

} // namespace tocsin::net::test
