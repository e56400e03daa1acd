// One life of the server: the real rooms over the real SQLite log on a disk that fails when told
// to, from a start to a stop or a crash. After a crash it lives on as a ghost until its coroutines
// have ended: nothing it does reaches anybody, and the next life starts from the disk as it was
// then. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/identity/identity.hpp"
#include "server/net/listener.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/sim/desk.hpp"
#include "tests/sim/swarm.hpp"

#include <filesystem>
#include <optional>

namespace tocsin::sim {

// The server's clocks: they run with the kernel's; the wall clock is set forward or back by hand.
class ServerClock final : public Clock {
public:
    explicit ServerClock(const Kernel& kernel) : kernel_(kernel) {}

    Instant wall() const override {
        const auto now = began + std::chrono::floor<std::chrono::milliseconds>(kernel_.now);
        return from_ms(to_ms(now + off));
    }

    Mono mono() const override { return std::chrono::hours(1) + kernel_.now; }

    static constexpr Instant began{std::chrono::milliseconds(1'790'000'000'000)};
    std::chrono::milliseconds off{};

private:
    const Kernel& kernel_;
};

class Node {
public:
    static constexpr std::uint16_t port = 8080;
    static constexpr std::size_t clients_max = 32; // each under a name of the server of its own
    static constexpr const char* origin = "server.example/log";

    struct Place {
        asio::io_context& io;
        Kernel& kernel;
        const Clock& clock;
        const Swarm& swarm;
        const storage::SigningKey& log_key;
        std::filesystem::path directory; // of its database and its guard
        std::uint64_t life = 0;
    };

    // Nothing: it did not start, and `trouble` says why.
    static std::unique_ptr<Node> start(const Place& place, std::string& trouble);
    ~Node(); // over()

    const domain::State& shown() const { return engine_->shown(); }

    engine::Engine& engine() { return *engine_; }

    storage::Log& log() { return *log_; }

    const std::filesystem::path& directory() const { return directory_; }

    net::Counters counters() const { return listener_->counters(); }

    // Between two rounds of the loop. True: there is more to do at once.
    bool end_of_round();

    bool work() {
        return desk_.work([this] { log_->idle(); });
    }

    Time next_job() const { return desk_.next(); }

    // Every reason for which the process would have ended by itself.
    const std::optional<Trouble>& stopped() const { return stopped_; }

    // As SIGTERM does, and as a ghost must; over() when nothing of it is left to run.
    void close();

    // Whom the disk stopped owes answers that nobody will ever give.
    bool over() const { return (drained_ || (shut_ && stopped_)) && desk_.is_empty(); }

private:
    explicit Node(const Place& place);
    std::optional<Trouble> open(const Place& place);

    std::filesystem::path directory_;
    SeededRng rng_, log_rng_;
    SimDesk desk_;
    std::unique_ptr<storage::SqliteLog> log_;
    std::unique_ptr<storage::Log> planted_; // null: the log as it is
    std::unique_ptr<storage::Guard> guard_;
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<identity::Identity> identity_;
    std::unique_ptr<identity::Verifier> verifier_;
    std::unique_ptr<net::Listener> listener_;
    std::optional<Trouble> stopped_;
    bool closing_ = false;
    bool shut_ = false;
    bool drained_ = false;
};

} // namespace tocsin::sim
