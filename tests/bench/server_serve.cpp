// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/server_serve.hpp"

#include "server/base/clock.hpp"
#include "server/net/listener.hpp"
#include "server/net/loop.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/bench/coalition.hpp"

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace tocsin::bench {

namespace {

constexpr std::size_t connections_max = 40'000;
constexpr unsigned verifier_threads = 2; // as in the house

net::Options edge_options(const Doors& doors) {
    net::Options options;
    options.http = "127.0.0.1:" + std::to_string(doors.port);
    options.rate_limits = false;
    if (doors.tls_port != 0) {
        options.https = "127.0.0.1:" + std::to_string(doors.tls_port);
        options.tls_cert = doors.tls_cert;
        options.tls_key = doors.tls_key;
    }
    if (!doors.limited) {
        options.connections_max = connections_max;
        options.connections_per_person = connections_max;
        options.unauthenticated_per_address = connections_max;
    }
    options.log = [](net::Level level, const std::string& line) {
        if (level != net::Level::info) std::fprintf(stderr, "%s\n", line.c_str());
    };
    return options;
}

[[noreturn]] void stop_at_once(const Trouble& trouble) {
    std::fprintf(stderr, "tocsin-bench-server: %s\n", to_string(trouble).c_str());
    std::_Exit(74);
}

} // namespace

Result<void> serve(const std::filesystem::path& directory, const Doors& doors) {
    const RealClock clock;
    SystemRng rng;
    storage::SqliteLog::Options options;
    options.directory = directory;
    auto log = storage::SqliteLog::open(options, rng);
    if (!log) return log.error();

    asio::io_context io(1);
    const storage::SigningKey key = log_key();
    storage::Guard guard(directory, {}, {{std::string(origin), key.public_key()}});
    engine::LogThread thread(io.get_executor(), [&log] { (*log)->idle(); });
    const engine::Rooms rooms{
        thread,
        **log,
        (*log)->documents(),
        (*log)->directory(),
        (*log)->visits(),
        guard,
        key,
        clock,
        rng,
        io.get_executor()};
    auto engine = engine::Engine::start(rooms, std::string(origin), false, stop_at_once);
    if (!engine) return engine.error();
    identity::Identity identity((*engine)->shown(), clock, rng);
    identity::Verifier verifier(io.get_executor(), verifier_threads);
    auto listener =
        net::Listener::open(io, **engine, identity, verifier, clock, rng, edge_options(doors));
    if (!listener) return listener.error();

    bool over = false;
    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](error_code, int) {
        (*listener)->close([&] { (*engine)->drain([&over] { over = true; }); });
    });
    (*listener)->start();
    net::run_loop(io, **engine, over);
    return {};
}

} // namespace tocsin::bench
