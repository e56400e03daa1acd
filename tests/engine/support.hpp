// A small world for the engine's tests: a real engine over a real log, a real log thread and
// io_context, a clock moved by hand, and a few governments with their persons.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/engine.hpp"
#include "storage/memory_log.hpp"
#include "storage/memory_visits.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/support/passing_log.hpp"

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::engine::test {

using namespace std::chrono_literals;
using ::tocsin::test::PassingLog;

class HandClock final : public Clock {
public:
    Instant wall() const override { return wall_; }

    Mono mono() const override { return mono_; }

    void pass(std::chrono::milliseconds time) {
        wall_ += time;
        mono_ += time;
    }

    void jump(std::chrono::milliseconds by) { wall_ += by; }

private:
    Instant wall_ = from_ms(1'795'000'000'000);
    Mono mono_ = 1h;
};

class MemoryDocuments final : public storage::Documents {
public:
    Result<Digest> put(const storage::StoredDocument& document) override;
    Result<std::optional<storage::StoredDocument>> get(const Digest& sha256) override;
    Result<void> erase(const Digest& sha256) override;

    std::optional<Trouble> trouble; // what the next put meets

private:
    std::map<Digest, storage::StoredDocument> stored_;
};

class MemoryDirectory final : public storage::Directory {
public:
    Result<void> put(const PersonId& person, const storage::DirectoryRow& row) override;

    Result<std::map<PersonId, storage::DirectoryRow>> all() override { return rows_; }

    Result<void> erase(const PersonId& person) override;

private:
    std::map<PersonId, storage::DirectoryRow> rows_;
};

// A log whose entries were spoiled on the disk.
class SpoiledLog final : public PassingLog {
public:
    using PassingLog::PassingLog;

    Result<std::vector<storage::Entry>>
    read(storage::Index from, std::size_t rows, std::size_t bytes) override {
        auto entries = PassingLog::read(from, rows, bytes);
        for (auto& entry : *entries) {
            if (spoil) spoil(entry);
        }
        return entries;
    }

    // Called on the log's thread for each entry read; to be set there, or before it runs.
    std::function<void(storage::Entry&)> spoil;
};

// A directory of its own, gone with it.
class Place {
public:
    Place();
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct Person {
    PersonId id;
    Digest key;
    std::string party;

    domain::Asker asker() const { return {id, key}; }
};

class World {
public:
    enum class Kind { memory, sqlite };
    explicit World(Kind kind = Kind::memory);
    ~World();

    // Opens the log (SQLite) and starts the engine; the Trouble when it will not.
    std::optional<Trouble> start();
    // Ends engine and log thread, and closes the database.
    void stop();
    void restart();

    Engine& engine() { return *engine_; }

    // Asks the log on its own thread, as everybody must, and waits for it.
    template <class Work>
    auto on_log(Work work) {
        std::promise<decltype(work(*log_))> answer;
        thread_->run(Desk::Kind::other, [&] { answer.set_value(work(*log_)); });
        return answer.get_future().get();
    }

    storage::Entry entry(storage::Index index);
    storage::TreeHead head();

    storage::Log& log() { return *log_; } // for those with a log thread of their own

    storage::MemoryLog& memory() { return *memory_; }

    storage::SqliteLog& sqlite() { return *sqlite_; } // of Kind::sqlite

    Desk& desk() { return *thread_; }

    Executor executor() { return io_.get_executor(); }

    // One round of the house's loop; then as many as `done` needs, and whether it came to be.
    void round();
    bool run_until(const std::function<bool()>& done);
    void run_rounds(int rounds);

    CommandId new_id() { return rng.draw<CommandId>(); }

    // A command with an id, the hash of its bytes and the present instant.
    Submission submission(const v1::Command& command, const domain::Asker& asker);
    v1::Verdict submit(Submission submission);
    v1::Verdict does(const Person& person, const v1::Command& command);

    v1::Verdict server_does(const v1::Command& command) { return submit(submission(command, {})); }

    v1::Answer asks(const Person& person, v1::Query query);
    domain::Reader reader(const Person& person);

    void admit(const std::string& code, v1::Party::Kind kind);
    Person seat(const std::string& party, std::initializer_list<v1::Role> roles);

    HandClock clock;
    SeededRng rng{7};
    Place place;
    std::unique_ptr<storage::SigningKey> key;
    std::string origin = "log.test.example/coalition";
    bool exercise_only = true;
    std::vector<Trouble> stops; // what on_stop was told
    MemoryDocuments documents;
    MemoryDirectory directory;
    storage::MemoryVisits visits;
    storage::Log* instead = nullptr; // used for the engine when set

private:
    Kind kind_;
    SeededRng log_rng_{11}; // the log's thread draws salts from it
    asio::io_context io_;
    std::unique_ptr<storage::MemoryLog> memory_;
    std::unique_ptr<storage::SqliteLog> sqlite_;
    storage::Log* log_ = nullptr;
    std::unique_ptr<storage::Guard> guard_;
    std::unique_ptr<LogThread> thread_;
    std::unique_ptr<Engine> engine_;
};

// Three governments with a lead, a second lead and focal points, an adviser, an observer, the
// secretariat and an auditor.
struct Coalition {
    explicit Coalition(World& world);

    Person lead, second, ghana, ghana_deputy, norway, adviser, observer, support, auditor;
};

v1::AlertContent
alert_content(v1::Tlp label = v1::GREEN, const std::string& headline = "Networks down");
v1::Command raise(const v1::AlertContent& content);
v1::Command approve(const std::string& alert_id);
v1::Command acknowledge(const std::string& alert_id);
v1::Command note(const std::string& subject, const std::string& text);

// Raises and approves; the alert's id.
std::string issue(World& world, const Coalition& coalition, v1::Tlp label = v1::GREEN);

// Drafts, words and opens a statement; its id.
std::string open_statement(
    World& world,
    const Coalition& coalition,
    Instant deadline,
    v1::ProcedureOpened::Tally tally = v1::ProcedureOpened::VISIBLE
);
v1::Command sign(World& world, const Person& person, const std::string& procedure_id);

} // namespace tocsin::engine::test
