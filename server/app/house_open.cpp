// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_commands.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/house_state.hpp"
#include "server/app/metrics.hpp"
#include "server/app/process.hpp"

#include <fmt/format.h>

namespace tocsin::app {

namespace {

constexpr unsigned verifier_threads = 2;

Trouble refused(std::string what, std::string why, std::string next) {
    return {
        Trouble::Fate::failed,
        exit_code::configuration,
        std::move(what),
        std::move(why),
        std::move(next)};
}

// The name and key that entry 0 gave this log; nothing: it is not founded yet.
Result<std::optional<v1::LogFounded>> founding(storage::Log& log) {
    auto first = log.read(0, 1, 1);
    if (!first) return first.error();
    if (first->empty()) return std::optional<v1::LogFounded>();
    v1::Event event;
    if (!event.ParseFromString(first->front().payload) || !event.has_log_founded())
        return refused(
            "entry 0 does not found a log",
            "this is no log of ours, or its payload is gone",
            "restore it from a backup"
        );
    return std::optional<v1::LogFounded>(event.log_founded());
}

void report(Logging& logging, std::exception_ptr failure) {
    std::string what = "something that is no std::exception";
    try {
        std::rethrow_exception(std::move(failure));
    } catch (const std::exception& error) {
        what = error.what();
    } catch (...) {
        // Said above.
    }
    logging.error("house", "failed", "a task of the house ended by an exception", {{"what", what}});
}

Nursery::OnFailure reporting(Logging& logging) {
    return [&logging](std::exception_ptr failure) { report(logging, std::move(failure)); };
}

net::Logging edge_logging(Logging& logging) {
    return [&logging](net::Level level, const std::string& line) {
        if (level == net::Level::error)
            logging.error("net", "edge", line);
        else if (level == net::Level::warning)
            logging.warn("net", "edge", line);
        else
            logging.info("net", "edge", line);
    };
}

} // namespace

House::State::State(Plan its_plan, const Clock& its_clock, Rng& its_rng, Logging& its_logging)
    : plan(std::move(its_plan)),
      clock(its_clock),
      rng(its_rng),
      logging(its_logging),
      started(RealClock().wall()),
      nursery(io.get_executor(), reporting(its_logging)),
      administering(io.get_executor(), reporting(its_logging)),
      ending(io.get_executor(), reporting(its_logging)),
      signals(io.get_executor()) {}

Result<void> House::State::open_log() {
    storage::SqliteLog::Options options;
    options.directory = plan.directory;
    options.ballast_bytes = plan.ballast_bytes;
    std::optional<Result<std::unique_ptr<storage::SqliteLog>>> opened;
    replayed = engine::replay_while([&](const storage::CatchUp& each) {
        opened = storage::SqliteLog::open(options, rng, each);
    });
    if (!*opened) return opened->error();
    log = std::move(**opened);
    is_new = log->head().size == 0;
    for (const auto& [person, row] : plan.directory_rows) {
        auto put = log->directory().put(person, row);
        if (!put) return put.error();
    }
    return open_channel_rows();
}

Result<void> House::State::open_key() {
    auto founded = founding(*log);
    if (!founded) return founded.error();
    const auto file = plan.directory / "log.key";
    std::error_code ec;
    const bool there = std::filesystem::exists(file, ec);
    if (*founded && !there)
        return refused(
            file.string() + " is missing",
            "this log's checkpoints are signed with it",
            "restore it from the backup; a new key would be another log"
        );
    if (there) {
        auto loaded = storage::SigningKey::load(file);
        if (!loaded) return loaded.error();
        log_key = std::move(*loaded);
    } else {
        log_key = storage::SigningKey::generate(rng);
        auto saved = log_key->save(file);
        if (!saved) return saved.error();
    }

    if (const auto old = plan.directory / "log.key.old"; std::filesystem::exists(old, ec)) {
        auto loaded = storage::SigningKey::load(old);
        if (!loaded) return loaded.error();
        former_key = std::move(*loaded);
    }
    origin = *founded ? (*founded)->origin() : plan.origin;
    if (*founded && plan.origin_is_given && origin != plan.origin)
        return refused(
            "store.origin is \"" + plan.origin + "\"",
            "this log was founded as \"" + origin + "\"",
            "a log's name is fixed when it is made: correct the configuration"
        );
    if (*founded && (*founded)->exercise_only() != plan.exercise_only)
        return refused(
            plan.directory.string() + " holds another kind of log",
            (*founded)->exercise_only() ? "it was founded for exercises" : "it is not an exercise",
            "name another data directory"
        );
    return {};
}

Result<void> House::State::start_engine() {
    std::vector<storage::VerifierKey> keys{{origin, log_key->public_key()}};
    if (former_key) keys.push_back({origin, former_key->public_key()});
    guard.emplace(plan.directory, plan.second_guard, std::move(keys));
    log_thread = std::make_unique<engine::LogThread>(io.get_executor(), [this] { log->idle(); });
    const engine::Rooms rooms{
        *log_thread,
        *log,
        log->documents(),
        log->directory(),
        log->visits(),
        *guard,
        *log_key,
        clock,
        rng,
        io.get_executor(),
        former_key ? &*former_key : nullptr,
        &replayed};
    auto started_engine =
        engine::Engine::start(rooms, origin, plan.exercise_only, [](const Trouble& trouble) {
            end_now("tocsin-server: stopped: " + to_string(trouble), exit_code::disk);
        });
    if (!started_engine) return started_engine.error();
    engine = std::move(*started_engine);
    return {};
}

Result<void> House::State::open_edge() {
    identity::Outside outside;
    outside.restored = engine->take_visits();
    outside.keep = [this](storage::VisitChanges changes) { engine->keep(std::move(changes)); };
    outside.note = [this](v1::SecurityNoted noted) { engine->noted(std::move(noted)); };
    identity.emplace(engine->shown(), clock, rng, std::move(outside));
    verifier.emplace(io.get_executor(), verifier_threads);
    auto options = plan.net;
    options.log = edge_logging(logging);
    options.metrics_text = [this] { return metrics(); };
    if (has_channels())
        options.channels = [this](const auto& reader, const auto& act, const auto& told) {
            channels->act(reader, act, told);
        };
    options.console = net::embedded_console();
    if (!plan.web_dir.empty()) {
        auto folder = net::ConsoleFolder::read(plan.web_dir);
        if (!folder) return folder.error();
        options.console = console.emplace(std::move(*folder)).files();
    }
    auto opened =
        net::Listener::open(io, *engine, *identity, *verifier, clock, rng, std::move(options));
    if (!opened) return opened.error();
    listener = std::move(*opened);

    auto handler =
        admin_commands(*engine, clock, [this] { begin_stop("asked to by tocsin-admin"); });
    auto socket = AdminSocket::open(io, administering, plan.admin_socket, std::move(handler));
    if (!socket) return socket.error();
    admin = std::move(*socket);
    return {};
}

Result<std::unique_ptr<House>>
House::open(Plan plan, const Clock& clock, Rng& rng, Logging& logging) {
    auto state = std::make_unique<State>(std::move(plan), clock, rng, logging);
    for (const auto step :
         {&State::open_log,
          &State::open_key,
          &State::read_witness_policy,
          &State::start_engine,
          &State::open_edge,
          &State::ask_witnesses,
          &State::open_channels}) {
        auto done = ((*state).*step)();
        if (done) continue;
        return done.error();
    }
    return std::unique_ptr<House>(new House(std::move(state)));
}

} // namespace tocsin::app
