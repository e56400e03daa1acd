// The cast: the seeded persons, each with a client of its own that follows the feed over a real
// socket and keeps what it was told. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/connection.hpp"
#include "server/base/nursery.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::scenario {

struct Heard {
    std::uint64_t index = 0;
    std::string leaf_hash;
    bool operator==(const Heard&) const = default;
};

struct Actor {
    std::string slug;
    std::string party;
    PersonId person;
    storage::SigningKey key;
    std::unique_ptr<client::Connection> connection; // null while away
    std::vector<Heard> heard;
    v1::Command last; // the last command sent, with its id, to send it again
    v1::Verdict last_verdict;
};

class Cast {
public:
    Cast(asio::io_context& io, const Clock& clock, Rng& rng);
    ~Cast();

    // Reads persons.json of a demo's folder.
    Result<void>
    read(const std::filesystem::path& folder, const std::string& url, const std::string& log_key);

    // "GH" is Ghana's focal point, everything else a slug; null: nobody of that name.
    Actor* find(const std::string& name);
    // Every government's focal point.
    std::vector<Actor*> focal_points();

    // On stage: connected and following. Comes with the state it left with.
    awaitable<bool> enter(Actor& actor);
    // Leaves without a word, as a lost network does; its cursor stays.
    awaitable<void> leave(Actor& actor);
    // What somebody hears who follows from the very beginning with this actor's key.
    awaitable<std::vector<Heard>> hear_all(Actor& actor, std::uint64_t until);
    awaitable<void> leave_all();

private:
    std::unique_ptr<client::Connection>
    connect(Actor& actor, std::vector<Heard>& heard, std::filesystem::path state_dir);
    awaitable<void> end(std::unique_ptr<client::Connection> connection);

    asio::io_context& io_;
    const Clock& clock_;
    Rng& rng_;
    Nursery nursery_;
    std::filesystem::path folder_;
    std::string url_;
    std::optional<storage::VerifierKey> log_key_;
    std::map<std::string, std::unique_ptr<Actor>> actors_;
    std::vector<std::unique_ptr<client::Connection>> gone_; // closed, run() not yet ended
};

} // namespace tocsin::scenario
