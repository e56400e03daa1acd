// One person's client, the real one: it logs in, follows, commands, goes away and comes back, and
// remembers all that it was told, for the checks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/connection.hpp"
#include "server/base/nursery.hpp"
#include "tests/sim/kernel.hpp"
#include "tests/sim/town.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace tocsin::sim {

// An entry as somebody was sent it.
struct Seen {
    std::uint64_t index = 0;
    Digest leaf_hash;
    Digest event;           // SHA-256 of its bytes
    std::uint64_t head = 0; // size of the log when it came
};

struct Given {
    std::size_t person = 0;
    std::optional<std::uint64_t> index; // of the receipt
    std::optional<v1::Refusal::Code> refusal;
    std::uint32_t answers = 0;
};

// What clients were told, of all of them.
struct Told {
    std::map<CommandId, Given> commands;
    std::map<std::uint64_t, Digest> checkpoints; // root by size
};

class Actor {
public:
    struct Surroundings {
        asio::io_context& io;
        Kernel& kernel;
        const Clock& clock;
        Told& told;
        std::function<std::uint64_t()> head; // size of the log now
        std::function<void(const std::string&)> trace;
        std::function<void(char, const std::string&)> violated;
    };

    Actor(
        Surroundings around,
        const Person& person,
        std::size_t number,
        const std::filesystem::path& folder,
        std::uint64_t seed
    );
    ~Actor(); // is_gone()

    // Comes (back): a new process over the same state folder. Only when it is gone.
    void come();
    void leave();

    bool is_gone() const { return nursery_.size() == 0; }

    bool is_here() const { return connection_ != nullptr && !leaving_; }

    bool is_live() const { return is_here() && connection_->live(); }

    void fulfil(Wish wish);
    // The same bytes under the same id, as after a doubt.
    void repeat(const v1::Command& command);
    void ask(v1::Query query);

    std::size_t waiting() const { return waiting_; } // commands and questions not yet answered

    const std::vector<Seen>& seen() const { return seen_; }

    const std::vector<v1::Command>& sent() const { return sent_; }

    std::size_t number() const { return number_; }

    // The server's, as this one reaches it: by it the kernel knows whose link it is.
    Address address() const { return 0x7f000001 + static_cast<Address>(number_); }

    // Let go of what the last connection left. Called between rounds.
    void settle();

private:
    awaitable<void> carry_out(Wish wish);
    awaitable<void> command(v1::Command command);
    awaitable<void> question(v1::Query query);
    void hear(const v1::Item& item);
    void hear(const v1::Verdict& verdict);

    Surroundings around_;
    const Person& person_;
    std::size_t number_;
    std::filesystem::path folder_;
    SeededRng rng_;
    std::unique_ptr<client::Connection> connection_;
    Nursery nursery_;
    std::vector<Seen> seen_;
    std::vector<v1::Command> sent_;
    std::size_t waiting_ = 0;
    bool leaving_ = false;
};

} // namespace tocsin::sim
