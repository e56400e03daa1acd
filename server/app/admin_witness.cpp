// `tocsin-admin witness`: nothing of a Tocsin server is needed for it, so that any member can run
// one. SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_verbs.hpp"
#include "server/app/complain.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/witness_server.hpp"
#include "storage/durable_file.hpp"
#include "storage/trust_policy.hpp"

#include <boost/asio/basic_signal_set.hpp>

#include <csignal>
#include <cstdio>

namespace tocsin::app {

namespace {

constexpr const char* usage =
    "tocsin-admin witness --name NAME --key FILE --state FILE --listen 127.0.0.1:7380 --log VKEY";
constexpr std::size_t policy_bytes_max = 64 * 1024;

Trouble misused(std::string what, std::string why) {
    return {Trouble::Fate::failed, exit_code::usage, std::move(what), std::move(why), usage};
}

Result<storage::SigningKey> key_at(const std::filesystem::path& file) {
    std::error_code ec;
    if (std::filesystem::exists(file, ec)) return storage::SigningKey::load(file);
    SystemRng chance;
    auto made = storage::SigningKey::generate(chance);
    if (const auto saved = made.save(file); !saved) return saved.error();
    return made;
}

// Of --log, or all those of --policy.
Result<std::vector<storage::VerifierKey>> logs_of(const Arguments& arguments) {
    if (arguments.has("--log")) {
        const auto key = storage::VerifierKey::parse(arguments.value("--log"));
        if (!key)
            return misused(
                "--log is no verifier key",
                "a log's key is printed by `tocsin-admin key export-public`"
            );
        return std::vector{*key};
    }
    if (!arguments.has("--policy"))
        return misused("no log is named", "a witness cosigns the logs it is told of");
    const auto text = storage::read_file(arguments.value("--policy"), policy_bytes_max);
    if (!text) return text.error();
    if (!*text) return misused("--policy names no file", "there is none at this path");
    const auto policy = storage::TrustPolicy::parse(**text);
    if (const auto* wrong = std::get_if<storage::TrustPolicy::Wrong>(&policy))
        return misused(
            "the policy cannot be used", "line " + std::to_string(wrong->line) + ": " + wrong->why
        );
    return std::get<storage::TrustPolicy>(policy).logs();
}

awaitable<void> end_on_signal(
    asio::basic_signal_set<Executor>& signals, net::Acceptor& acceptor, Nursery& nursery
) {
    const auto [ec, signal] = co_await signals.async_wait(no_throw);
    if (ec) co_return;
    error_code ignored;
    acceptor.close(ignored);
    nursery.cancel();
}

} // namespace

int admin_witness(const Arguments& arguments) {
    for (const auto* needed : {"--name", "--key", "--state", "--listen"}) {
        if (!arguments.has(needed))
            return complain(misused(std::string(needed) + " is missing", "a witness needs it"));
    }
    auto logs = logs_of(arguments);
    if (!logs) return complain(logs.error());
    auto key = key_at(arguments.value("--key"));
    if (!key) return complain(key.error());
    auto witness = storage::Witness::open(
        arguments.value("--name"), std::move(*key), arguments.value("--state"), std::move(*logs)
    );
    if (!witness) return complain(witness.error());

    asio::io_context io{1};
    asio::basic_signal_set<Executor> signals(io.get_executor(), SIGTERM, SIGINT);
    auto acceptor = net::listen_on(io.get_executor(), arguments.value("--listen"), 0);
    if (!acceptor) return complain(acceptor.error());
    Nursery nursery(io.get_executor(), [](std::exception_ptr) {
        std::fputs("tocsin-admin: a connection failed and was closed\n", stderr);
    });
    const RealClock clock;
    nursery.spawn(end_on_signal(signals, *acceptor, nursery));
    nursery.spawn(serve_witness({*acceptor, *witness, clock, nursery}));
    error_code ignored;
    std::printf("vkey %s\n", witness->key().str().c_str());
    std::printf("listening %u\n", unsigned{acceptor->local_endpoint(ignored).port()});
    std::fflush(stdout);
    io.run();
    return exit_code::done;
}

} // namespace tocsin::app
