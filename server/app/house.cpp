// SPDX-License-Identifier: Apache-2.0
#include "server/app/exit_code.hpp"
#include "server/app/house_state.hpp"
#include "server/app/metrics.hpp"
#include "server/app/process.hpp"
#include "server/net/loop.hpp"

#include <fmt/format.h>

#include <csignal>

namespace tocsin::app {

namespace {

using namespace std::chrono_literals;

constexpr auto goodbye_patience = 2s;

std::uint64_t size_of(const std::filesystem::path& file) {
    std::error_code ec;
    const auto size = std::filesystem::file_size(file, ec);
    return ec ? 0 : size;
}

} // namespace

std::string House::State::metrics() const {
    const auto health = engine->health();
    const Measured measured{
        engine->shown(),
        health,
        listener->counters(),
        started,
        listener->certificate_expires_at(),
        size_of(plan.directory / "tocsin.db") + size_of(plan.directory / "tocsin.db-wal"),
        logging.dropped(),
        reloaded_well,
        witnesses ? witnesses->standings() : std::vector<reach::Witnesses::Standing>{},
        witnesses && witnesses->quorum_is_met(),
        engine->scrubbed()};
    return metrics_text(measured);
}

void House::State::dump() const {
    const auto health = engine->health();
    const auto& counters = listener->counters();
    logging.info(
        "house",
        "dump",
        "state as asked for by SIGUSR2",
        {{"entries", std::to_string(health.entries)},
         {"inbox", std::to_string(health.inbox)},
         {"ready", health.ready ? "yes" : "no"},
         {"because", health.because},
         {"connections", std::to_string(counters.connections)},
         {"accepted", std::to_string(counters.accepted)},
         {"slow_consumers", std::to_string(counters.slow_consumers)},
         {"messages_in", std::to_string(counters.messages_in)},
         {"frames_out", std::to_string(counters.frames_out)},
         {"behind", engine->feed().anybody_behind() ? "somebody" : "nobody"},
         {"log_lines_dropped", std::to_string(logging.dropped())}}
    );
}

void House::State::received(int signal) {
    switch (signal) {
    case SIGHUP:
        notify.reloading();
        if (reload) reloaded_well = reload();
        notify.ready("serving");
        return;
    case SIGUSR2: return dump();
    default:
        if (stopping) end_now("tocsin-server: second signal, ending at once", exit_code::failed);
        begin_stop(signal == SIGTERM ? "SIGTERM" : "SIGINT");
    }
}

awaitable<void> House::State::hear_signals() {
    for (;;) {
        const auto [ec, signal] = co_await signals.async_wait(no_throw);
        if (ec) co_return;
        received(signal);
    }
}

// Fed from the loop, so that a loop that does not turn is noticed.
awaitable<void> House::State::feed_watchdog() {
    const auto interval = notify.watchdog_interval();
    if (!interval) co_return;
    SteadyTimer timer(io.get_executor());
    for (;;) {
        notify.watchdog();
        timer.expires_after(*interval);
        const auto [ec] = co_await timer.async_wait(no_throw);
        if (ec) co_return;
    }
}

awaitable<void> House::State::enforce_grace() {
    SteadyTimer timer(io.get_executor());
    timer.expires_after(plan.grace);
    const auto [ec] = co_await timer.async_wait(no_throw);
    if (ec) co_return;
    // What is answered is durable; what is not answered was never promised.
    end_now(
        "tocsin-server: not everything ended within shutdown.grace, ending now", exit_code::failed
    );
}

// A conversation: nobody new, everybody told, the batch in hand answered, then our own tasks.
void House::State::begin_stop(const std::string& why) {
    if (stopping) return;
    stopping = true;
    notify.stopping();
    logging.info(
        "house", "stopping", "closing the listener and finishing what is in hand", {{"why", why}}
    );
    nursery.spawn(enforce_grace());
    if (witnesses) witnesses->stop();
    if (channels) channels->stop();
    listener->close([this] {
        admin->close();
        engine->drain([this] {
            const auto end = [this] {
                drained = true;
                ending.spawn(join_all());
            };
            if (channels)
                channels->drain(end);
            else
                end();
        });
    });
}

// An administrator who does not read his answers keeps nobody waiting.
awaitable<void> House::State::cut_administering() {
    SteadyTimer timer(io.get_executor());
    timer.expires_after(goodbye_patience);
    const auto [ec] = co_await timer.async_wait(no_throw);
    if (!ec) administering.cancel();
}

awaitable<void> House::State::join_all() {
    nursery.spawn(cut_administering());
    co_await administering.join();
    nursery.cancel();
    co_await nursery.join();
    ended = true;
}

House::House(std::unique_ptr<State> state) : state_(std::move(state)) {}

House::~House() {
    if (state_->drained) return;
    // Never run: nothing was promised to anybody, but what was spawned must end.
    state_->admin->close();
    state_->administering.cancel();
    state_->nursery.cancel();
    const auto spawned = [this] { return state_->nursery.size() + state_->administering.size(); };
    while (spawned() > 0 && state_->io.run_one() > 0) {
    }
}

engine::Engine& House::engine() {
    return *state_->engine;
}

const domain::State& House::shown() const {
    return state_->engine->shown();
}

net::Listener& House::listener() {
    return *state_->listener;
}

Nursery& House::nursery() {
    return state_->nursery;
}

Executor House::executor() const {
    return state_->io.get_executor();
}

bool House::is_new() const {
    return state_->is_new;
}

void House::on_reload(std::function<bool()> reload) {
    state_->reload = std::move(reload);
}

void House::stop() {
    state_->begin_stop("its time is over");
}

void House::drive(const bool& done) {
    try {
        net::run_loop(state_->io, *state_->engine, done);
    } catch (const std::exception& broken) {
        // Memory ended, or a bug of ours: a house in this state cannot be closed in order, and need
        // not be. What was answered is on the disk.
        end_now(broken.what(), exit_code::bug);
    }
}

int House::run(const std::function<void()>& say_ready) {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR2})
        state_->signals.add(signal);
    state_->nursery.spawn(state_->hear_signals());
    state_->nursery.spawn(state_->feed_watchdog());
    state_->listener->start();
    say_ready();
    state_->notify.ready("serving");
    drive(state_->ended);
    state_->logging.info(
        "house", "stopped", "everything is closed", {{"entries", std::to_string(shown().size)}}
    );
    return exit_code::done;
}

} // namespace tocsin::app
