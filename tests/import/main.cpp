// tocsin-import [FILE]: imports KeepItOn STOP rows into a running exercise server, issues them all,
// reads them back from the feed as a government's client, and compares them with the source: how
// many, which countries, which dates, and every text to the letter. Then the exported log is
// verified offline, so the root is recomputed. Without the file (../shared/data/shutdowns.jsonl)
// nothing is tested. SPDX-License-Identifier: Apache-2.0
#include "tests/import/comparison.hpp"
#include "tests/scenarios/player/cast.hpp"
#include "tests/scenarios/player/program.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>

namespace {

using namespace tocsin;
using namespace std::chrono_literals;

std::string import_all(const scenario::Server& server, const std::string& file) {
    const auto ran = server.run(
        "tocsin-admin", {"import", "stop", file, "--issue", "--data-dir", server.data().string()}
    );
    std::cout << ran.out;
    return ran.exit_code == 0
               ? ""
               : "tocsin-admin import stop ended with " + std::to_string(ran.exit_code);
}

std::string verify(const scenario::Server& server) {
    const auto file = (server.folder() / "log.ndjson").string();
    const auto exported = server.tocsin({"--demo", "--as", "auditor", "export", "all", "-o", file});
    const auto verified = server.tocsin({"verify", file, "--log-key", server.log_key()});
    std::cout << verified.out;
    return exported.exit_code == 0 && verified.exit_code == 0 ? "" : exported.out + verified.out;
}

// Follows the feed from its beginning as Ghana's focal point until it stands still.
awaitable<void> read_back(
    asio::io_context& io, client::Connection& connection, import_test::Comparison& comparison
) {
    (void)co_await connection.ready();
    asio::steady_timer timer(io);
    for (std::size_t before = 0, still = 0; still < 10;) {
        timer.expires_after(100ms);
        (void)co_await timer.async_wait(no_throw);
        still = comparison.read() == before ? still + 1 : 0;
        before = comparison.read();
    }
    connection.close();
}

std::string run(const std::string& file) {
    scenario::Server server(std::filesystem::canonical("/proc/self/exe").parent_path());
    if (const auto started = server.start(); !started) return to_string(started.error());
    if (auto failure = import_all(server, file); !failure.empty()) return failure;

    asio::io_context io(1);
    RealClock clock;
    SystemRng rng;
    auto key = storage::SigningKey::load(server.data() / "keys" / "focal-gh.key");
    if (!key) return to_string(key.error());
    client::Options options;
    options.url = server.url();
    options.key = &*key;
    options.log_key = storage::VerifierKey::parse(server.log_key());
    client::Connection connection(io, clock, rng, std::move(options));
    import_test::Comparison comparison(file);
    connection.on_item = [&](const v1::Item& item) {
        if (item.event().has_alert_issued()) comparison.take(item.event().alert_issued().content());
    };
    asio::co_spawn(io, connection.run(), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    asio::co_spawn(io, read_back(io, connection, comparison), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    io.run();
    std::cout << comparison.summary() << "\n";
    if (auto failure = comparison.failure(); !failure.empty()) return failure;
    return verify(server);
}

} // namespace

int main(int argc, char** argv) {
    const std::string file = argc > 1 ? argv[1] : "../shared/data/shutdowns.jsonl";
    if (!storage::init_crypto()) return 70;
    if (!std::filesystem::exists(file)) {
        std::cout << file << " is not here: nothing to import\n0 passed, 0 failed" << std::endl;
        return 0;
    }
    const std::string failure = run(file);
    if (!failure.empty()) std::cout << "FAILED: " << failure << "\n";
    std::cout << (failure.empty() ? "1 passed, 0 failed" : "0 passed, 1 failed") << std::endl;
    return failure.empty() ? 0 : 1;
}
