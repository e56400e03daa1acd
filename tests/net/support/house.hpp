// A whole edge for tests: a real engine over a log in memory, real sockets on loopback, the
// house's own loop on a thread of its own. The test thread is the client.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/identity/identity.hpp"
#include "server/net/listener.hpp"
#include "storage/memory_log.hpp"
#include "storage/memory_visits.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace tocsin::net::test {

using namespace std::chrono_literals;

class MemoryDocuments final : public storage::Documents {
public:
    Result<Digest> put(const storage::StoredDocument& document) override;
    Result<std::optional<storage::StoredDocument>> get(const Digest& sha256) override;
    Result<void> erase(const Digest& sha256) override;

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

// The house's time: the real one until a test moves it or holds it still. Move it inside() the
// house, or somebody may read one clock before and the other after.
class MovedClock final : public Clock {
public:
    Instant wall() const override;
    Mono mono() const override;

    void pass(std::chrono::milliseconds time); // both clocks, as time does
    void jump(std::chrono::milliseconds by);   // the wall clock alone
    void hold_at(Instant wall);                // passes until then, and stops

private:
    RealClock real_;
    mutable std::mutex mutex_;
    std::chrono::nanoseconds wall_by_{};
    std::chrono::nanoseconds mono_by_{};
    std::optional<std::pair<Instant, Mono>> held_; // what the real ones said then
};

// The house's time for its edge, which on request fails once, as memory does, or is ahead.
class FailingClock final : public Clock {
public:
    explicit FailingClock(const Clock& time) : time_(time) {}

    Instant wall() const override;

    Mono mono() const override { return time_.mono(); }

    void fail_next() { failing_ = true; }

    // The wall only: the waits of the edge go on as they are.
    void move_ahead(std::chrono::milliseconds by) { ahead_ms_ += by.count(); }

private:
    const Clock& time_;
    mutable std::atomic<bool> failing_ = false;
    std::atomic<std::int64_t> ahead_ms_ = 0;
};

class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// A person with a device of its own.
struct Person {
    PersonId id;
    std::string party;
    std::shared_ptr<storage::SigningKey> key;
    Digest fingerprint;
};

class House {
public:
    // Everybody here comes from one address: only who tests that is counted by it.
    enum class Newcomers { unlimited, as_given };

    enum class Log { exercise_only, actual };

    // On loopback, any port, generous to the test unless `options` says otherwise.
    explicit House(
        Options options = {},
        Newcomers newcomers = Newcomers::unlimited,
        Log founded = Log::exercise_only
    );
    ~House();

    // A person in an exercise log; parties are admitted as needed. Also while the house is open.
    Person seat(const std::string& party, std::initializer_list<v1::Role> roles);

    v1::Verdict server_does(v1::Command command) { return submit(std::move(command), {}); }

    v1::Verdict does(const Person& person, v1::Command command) {
        return submit(std::move(command), {person.id, person.fingerprint});
    }

    // Has two leads raise and approve an alert that everybody may see; its id.
    std::string issue_alert(const std::string& headline, std::size_t description_bytes = 0);

    // Runs on the house's thread, and waits for it.
    void inside(const std::function<void()>& act);

    template <class Value>
    Value ask(const std::function<Value()>& question) {
        Value value{};
        inside([&] { value = question(); });
        return value;
    }

    // Closes the edge as SIGTERM does and waits until the loop has ended. Idempotent.
    void close();
    // Closes, lets time pass, and opens again over the same log: a restart, on another port.
    void reopen(std::chrono::milliseconds after = {});

    unsigned short port() const { return listener_->http_port(); }

    unsigned short tls_port() const { return listener_->https_port(); }

    unsigned short metrics_port() const { return listener_->metrics_port(); }

    Counters counters() {
        return ask<Counters>([this] { return listener_->counters(); });
    }

    std::vector<std::string> log_lines();
    bool logged(const std::string& words);
    // Waits until it holds, asked on the house's thread; false: it did not within five seconds.
    bool comes_true(const std::function<bool()>& condition);

    engine::Engine& engine() { return *engine_; }

    asio::io_context& loop() { return io_; }

    Listener& listener() { return *listener_; }

    MovedClock time;
    FailingClock clock{time}; // the edge's own
    const std::string origin = "log.test.example/edge";

private:
    void open();
    void make_engine();
    void tear_down();
    v1::Verdict submit(v1::Command command, const domain::Asker& asker);

    Options options_;
    bool exercise_only_ = true;
    SeededRng rng_{3};
    SeededRng log_rng_{5};
    SystemRng edge_rng_;
    Folder folder_;
    storage::SigningKey log_key_;
    MemoryDocuments documents_;
    MemoryDirectory directory_;
    storage::MemoryVisits visits_;
    storage::MemoryLog log_{log_rng_};
    asio::io_context io_;
    std::unique_ptr<engine::LogThread> log_thread_;
    std::unique_ptr<storage::Guard> guard_;
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<identity::Identity> identity_;
    std::unique_ptr<identity::Verifier> verifier_;
    std::unique_ptr<Listener> listener_;
    std::mutex lines_mutex_;
    std::vector<std::string> lines_;
    std::set<std::string> admitted_;
    std::optional<Person> raiser_, approver_;
    bool stopping_ = false;
    bool closed_ = false;
    std::thread thread_;
};

} // namespace tocsin::net::test
