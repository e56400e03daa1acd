// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/kills/load.hpp"

#include "server/domain/sign_on.hpp"
#include "storage/sha256.hpp"

#include <boost/asio/steady_timer.hpp>

#include <iostream>

namespace tocsin::faults {

using namespace std::chrono_literals;

Load::Load(
    asio::io_context& io,
    const Clock& clock,
    Rng& rng,
    std::filesystem::path programs,
    std::uint64_t seed
)
    : io_(io),
      clock_(clock),
      rng_(rng),
      dice_(seed),
      server_(std::move(programs)),
      cast_(io, clock, rng),
      nursery_(io.get_executor(), [](std::exception_ptr failure) {
          std::rethrow_exception(failure);
      }) {}

awaitable<void> Load::pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(io_, time);
    (void)co_await timer.async_wait(no_throw);
}

std::string Load::summary() const {
    return std::to_string(survived_) + " kills, " + std::to_string(sent_) + " commands, " +
           std::to_string(answered_.size()) + " answered with a receipt, all of them in the log";
}

awaitable<v1::Verdict> Load::send(scenario::Actor& actor, v1::Command command) {
    command.set_command_id(rng_.command_id(clock_.wall()).str());
    const std::string name = actor.slug + command.command_id();
    ++sent_;
    v1::Verdict verdict = co_await actor.connection->command(std::move(command));
    if (verdict.has_receipt()) {
        answered_[name] = {verdict.receipt().index(), verdict.receipt().leaf_hash()};
    }
    co_return verdict;
}

awaitable<v1::Command> Load::next_command(scenario::Actor& actor, int turn) {
    v1::Command command;
    if (turn % 8 != 7) {
        if (turn % 2 == 0) {
            command.mutable_acknowledge_alert()->set_alert_id(alert_);
            command.mutable_acknowledge_alert()->set_answer(v1::AlertAcknowledged::INFORMED);
        } else {
            command.mutable_retract_acknowledgement()->set_alert_id(alert_);
        }
        co_return command;
    }
    domain::SignOn sign_on;
    sign_on.realm = v1::EXERCISE;
    sign_on.origin = actor.connection->origin();
    sign_on.procedure = {statement_};
    sign_on.version = 1;
    sign_on.text_sha256 = storage::sha256({text_});
    sign_on.deadline_seconds = to_ms(deadline_) / 1000;
    sign_on.party = {actor.party};
    sign_on.stance = turn % 16 == 7 ? v1::Position::SIGN : v1::Position::NOT_JOINING;
    sign_on.key = storage::fingerprint("ed25519", actor.key.public_key().view());
    sign_on.time_seconds = to_ms(clock_.wall()) / 1000;
    sign_on.nonce = rng_.draw<decltype(sign_on.nonce)>();
    if (const auto standing = standing_.find(actor.party); standing != standing_.end()) {
        sign_on.supersedes = Digest::from(standing->second);
    }
    auto* text = command.mutable_take_position()->mutable_signed_text();
    text->set_text(domain::render(sign_on));
    text->set_algorithm(v1::Key::ED25519);
    text->set_signature(actor.key.sign(text->text()).str());
    co_return command;
}

awaitable<void> Load::government(scenario::Actor& actor) {
    for (int turn = 0; !ending_; ++turn) {
        v1::Command command = co_await next_command(actor, turn);
        const bool position = command.has_take_position();
        const v1::Verdict verdict = co_await send(actor, std::move(command));
        if (position && verdict.has_receipt())
            standing_[actor.party] = verdict.receipt().leaf_hash();
        co_await pause(std::chrono::milliseconds(200 + dice_.below(600)));
    }
}

// A long log is more pages than one minute allows at once: told so, it goes on at the pace that is
// granted, as an export does.
awaitable<v1::Answer> Load::ask(scenario::Actor& auditor, v1::Query query) {
    constexpr int patience = 120;
    for (int tries = 0;; ++tries) {
        if (paced_) co_await pause(650ms);
        v1::Answer answer = co_await auditor.connection->ask(query);
        if (answer.refused().code() != "RATE_LIMITED" || tries == patience) co_return answer;
        paced_ = true;
    }
}

awaitable<std::string> Load::check() {
    scenario::Actor& auditor = *cast_.find("auditor");
    (void)co_await auditor.connection->ready();
    std::map<std::uint64_t, std::string> leaves;
    paced_ = false; // A server that was started anew counts anew.
    std::uint64_t from = 0, size = 0;
    do {
        v1::Query query;
        query.mutable_fetch_entries()->set_from(from);
        query.mutable_fetch_entries()->set_headers_only(true);
        query.set_query_id(rng_.draw<CommandId>().str());
        const v1::Answer answer = co_await ask(auditor, std::move(query));
        if (answer.has_refused()) co_return "the auditor may not read: " + answer.refused().what();
        for (const auto& entry : answer.entries().entries()) {
            leaves[entry.index()] = storage::leaf_hash(entry.header()).str();
        }
        if (answer.entries().next() <= from && answer.entries().next() < answer.entries().size())
            co_return "no progress";
        from = answer.entries().next();
        size = answer.entries().size();
    } while (from < size);
    if (size < checkpoint_size_)
        co_return "the released checkpoint went back to " + std::to_string(size);
    checkpoint_size_ = size;
    for (const auto& [name, answer] : answered_) {
        if (answer.index >= size)
            continue; // not in a released checkpoint yet: asked again next time
        if (leaves[answer.index] != answer.leaf_hash) {
            co_return "entry " + std::to_string(answer.index) + " is not what was answered";
        }
    }
    co_return std::string();
}

awaitable<std::string> Load::caught_up() {
    for (scenario::Actor* actor : cast_.focal_points()) {
        if (actor->connection->alarm())
            co_return actor->slug + ": " + actor->connection->alarm()->words;
        const std::uint64_t until = actor->heard.back().index;
        std::vector<scenario::Heard> all = co_await cast_.hear_all(*actor, until);
        std::erase_if(all, [&](const auto& heard) {
            return heard.index > until;
        }); // came meanwhile
        if (actor->heard != all) co_return actor->slug + " missed entries";
        if (actor->heard.size() < 3) co_return actor->slug + " heard nothing";
        break; // one reads everything again; the others are compared with it
    }
    const auto& first = cast_.focal_points().front()->heard;
    for (scenario::Actor* actor : cast_.focal_points()) {
        for (int tries = 0; tries < 500 && actor->heard.size() < first.size(); ++tries)
            co_await pause(10ms);
        if (actor->heard.size() < first.size()) co_return actor->slug + " did not catch up";
    }
    co_return std::string();
}

awaitable<std::string> Load::run(int times) {
    std::string failure = co_await prepare();
    if (failure.empty()) {
        for (scenario::Actor* actor : cast_.focal_points())
            nursery_.spawn(government(*actor));
    }
    for (int time = 0; time < times && failure.empty(); ++time) {
        co_await pause(std::chrono::milliseconds(50 + dice_.below(700)));
        server_.kill();
        if (const auto started = server_.start(); !started) failure = to_string(started.error());
        if (failure.empty() && time % 5 == 4) failure = co_await check();
        survived_ += failure.empty();
        if (time % 20 == 19)
            std::cout << "after " << time + 1 << " kills: " << answered_.size() << " answered"
                      << std::endl;
    }
    co_await pause(3s);
    if (failure.empty()) failure = co_await check();
    ending_ = true;
    co_await nursery_.join();
    if (failure.empty()) failure = co_await caught_up();
    if (failure.empty()) {
        const auto file = (server_.folder() / "log.ndjson").string();
        const auto exported =
            server_.tocsin({"--demo", "--as", "auditor", "export", "all", "-o", file});
        const auto verified = server_.tocsin({"verify", file, "--log-key", server_.log_key()});
        if (exported.exit_code != 0 || verified.exit_code != 0)
            failure = exported.out + verified.out;
    }
    co_await cast_.leave_all();
    co_return failure;
}

} // namespace tocsin::faults
