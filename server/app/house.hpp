// The house: builds the rooms in order (log, guard, log key, log's thread, engine, identity, edge,
// admin socket), runs their one loop, and closes them in order. `serve` and `demo` are both this.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/config.hpp"
#include "server/app/logging.hpp"
#include "server/base/nursery.hpp"
#include "server/engine/engine.hpp"
#include "server/net/listener.hpp"
#include "server/reach/courier.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace tocsin::app {

struct Plan {
    std::filesystem::path directory;
    std::filesystem::path second_guard;   // empty: none
    std::filesystem::path witness_policy; // who cosigns checkpoints; empty: nobody
    // By what persons are told beside an open console; without a key for push messages, which the
    // house has in its directory. In an exercise: whether loopback may be reached, else nothing is.
    reach::Courier::Ways ways;
    bool loopback_channels = false;
    std::filesystem::path web_dir; // with another console than the program's own; empty: that
    std::string origin;            // of a log yet to be founded
    bool origin_is_given = false;  // said by an operator: an existing log must have it
    bool exercise_only = false;
    std::size_t ballast_bytes = 0;
    net::Options net; // without log and metrics_text: the house has these
    std::filesystem::path admin_socket;
    std::chrono::milliseconds grace{};
    // Names of persons, put into the directory before the engine reads it.
    std::map<PersonId, storage::DirectoryRow> directory_rows;
};

class House {
public:
    static Result<std::unique_ptr<House>>
    open(Plan plan, const Clock& clock, Rng& rng, Logging& logging);
    ~House();

    engine::Engine& engine();
    const domain::State& shown() const;
    net::Listener& listener();
    Nursery& nursery();
    Executor executor() const;
    bool is_new() const; // the log was founded just now

    // Drives the loop, before run(), until a handler has set `done`.
    void drive(const bool& done);

    // From SIGHUP on: what to do, and whether it worked (for the metric).
    void on_reload(std::function<bool()> reload);

    // Serves until SIGTERM, SIGINT or stop(); returns the exit code when everything has ended.
    // `say_ready` tells whoever waits for it: from then on a signal ends the house in order, before
    // it the process alone.
    int run(const std::function<void()>& say_ready);
    void stop(); // as SIGTERM

private:
    struct State;
    explicit House(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace tocsin::app
