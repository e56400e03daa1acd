// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/stall/crowd.hpp"

#include "storage/sha256.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <iostream>

namespace tocsin::faults {

using namespace std::chrono_literals;

Crowd::Crowd(asio::io_context& io, const Clock& clock, Rng& rng, std::filesystem::path programs)
    : io_(io)
    , clock_(clock)
    , rng_(rng)
    , server_(std::move(programs))
    , cast_(io, clock, rng)
    , nursery_(io.get_executor(), [](std::exception_ptr failure) { std::rethrow_exception(failure); }) {}

awaitable<void> Crowd::pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(io_, time);
    (void)co_await timer.async_wait(no_throw);
}

awaitable<std::string> Crowd::gather(std::size_t followers) {
    const auto points = cast_.focal_points();
    std::vector<scenario::Actor*> persons;
    for (scenario::Actor* point : points) {
        for (const char* role : {"focal-", "deputy-", "mission-"}) {
            if (auto* actor = cast_.find(role + point->slug.substr(6))) persons.push_back(actor);
        }
    }
    for (std::size_t i = 0; i < followers; ++i) {
        client::Options options;
        options.url = server_.url();
        options.key = &persons[i % persons.size()]->key;
        options.log_key = storage::VerifierKey::parse(server_.log_key());
        options.from_now = true;
        options.receipts = false;
        auto& follower = followers_.emplace_back(
            std::make_unique<client::Connection>(io_, clock_, rng_, std::move(options)));
        follower->on_item = [this](const v1::Item& item) {
            Spread& spread = spreads_[item.index()];
            spread.last = clock_.mono();
            if (spread.arrived++ == 0) spread.first = spread.last;
        };
        nursery_.spawn(follower->run());
        const bool there = co_await follower->ready();
        if (!there) co_return "follower " + std::to_string(i) + " could not log in";
    }
    co_return std::string();
}

awaitable<std::string> Crowd::issue_alert() {
    v1::Command raise;
    auto* content = raise.mutable_raise_alert()->mutable_content();
    content->set_status(v1::AlertContent::STATUS_EXERCISE);
    content->add_countries("IR");
    content->add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    content->set_urgency(v1::AlertContent::IMMEDIATE);
    content->set_severity(v1::AlertContent::SEVERE);
    content->set_certainty(v1::AlertContent::OBSERVED);
    content->set_verification(v1::AlertContent::REPORTED);
    content->set_precedence(v1::AlertContent::ALERT);
    content->set_label(v1::AMBER_STRICT);
    content->set_headline("Two readers stop reading");
    v1::Verdict verdict = co_await cast_.find("lead")->connection->command(std::move(raise));
    alert_ = verdict.receipt().subject();
    v1::Command approve;
    approve.mutable_approve_alert()->set_alert_id(alert_);
    verdict = co_await cast_.find("lead-2")->connection->command(std::move(approve));
    if (!verdict.has_receipt()) co_return "no alert: " + verdict.refusal().why();
    co_return std::string();
}

awaitable<std::string> Crowd::mint_token() {
    const std::string token = to_base32(rng_.draw<Digest>().view());
    v1::Command mint;
    mint.mutable_mint_token()->set_token_sha256(storage::sha256({token}).str());
    mint.mutable_mint_token()->set_expires_at(to_ms(clock_.wall() + 1h));
    const v1::Verdict verdict = co_await cast_.find("support-1")->connection->command(std::move(mint));
    if (!verdict.has_receipt()) co_return std::string();
    co_return token;
}

awaitable<void> Crowd::notes(int rounds) {
    spreads_.clear();
    for (int round = 0; round < rounds; ++round) {
        for (scenario::Actor* actor : cast_.focal_points()) {
            v1::Command note;
            note.mutable_add_note()->set_subject(alert_);
            note.mutable_add_note()->set_text(std::string(4000, 'n'));
            (void)co_await actor->connection->command(std::move(note));
        }
    }
    co_await pause(500ms);
}

double Crowd::worst_ms(double share) {
    std::vector<double> spreads;
    for (const auto& [index, spread] : spreads_) {
        if (spread.arrived < followers_.size()) continue;   // not for all of them
        spreads.push_back(std::chrono::duration<double, std::milli>(spread.last - spread.first).count());
    }
    if (spreads.empty()) return -1;
    std::sort(spreads.begin(), spreads.end());
    return spreads[std::size_t(double(spreads.size() - 1) * share)];
}

awaitable<std::string> Crowd::until_cut(std::vector<std::unique_ptr<BadReader>>& readers) {
    const auto began = clock_.mono();
    while (!readers.empty()) {
        std::erase_if(readers, [&](auto& reader) {
            if (reader->still_connected()) return false;
            const auto after = std::chrono::duration<double>(clock_.mono() - began).count();
            std::cout << "a bad reader was cut off after " << after << " s" << std::endl;
            return true;
        });
        if (clock_.mono() - began > 20s) co_return "a bad reader is still connected after 20 s";
        co_await pause(20ms);
    }
    co_return std::string();
}

awaitable<void> Crowd::leave() {
    for (const auto& follower : followers_) follower->close();
    co_await nursery_.join();
    co_await cast_.leave_all();
}

awaitable<std::string> Crowd::run(std::size_t followers) {
    if (const auto started = server_.start(); !started) co_return to_string(started.error());
    const auto read = cast_.read(server_.data(), server_.url(), server_.log_key());
    if (!read) co_return to_string(read.error());
    for (scenario::Actor* actor : cast_.focal_points()) (void)co_await cast_.enter(*actor);
    for (const char* slug : {"lead", "lead-2", "support-1"}) (void)co_await cast_.enter(*cast_.find(slug));
    std::string failure = co_await issue_alert();
    if (failure.empty()) failure = co_await gather(followers);
    const std::string token = co_await mint_token();
    if (failure.empty() && token.empty()) failure = "no feed token";
    if (failure.empty()) {
        co_await notes(5);
        const double quiet = worst_ms(0.99);
        std::vector<std::unique_ptr<BadReader>> readers;
        const auto colon = server_.url().rfind(':');
        const auto port = static_cast<std::uint16_t>(std::stoi(server_.url().substr(colon + 1)));
        readers.push_back(std::make_unique<BadReader>(port, token, false));
        readers.push_back(std::make_unique<BadReader>(port, token, true));
        co_await notes(12);
        const double beside = worst_ms(0.99);
        std::cout << followers << " followers, first to last of one entry, p99: " << quiet << " ms quiet, "
                  << beside << " ms beside two bad readers" << std::endl;
        if (quiet < 0 || beside < 0) failure = "not every follower got every entry";
        else if (beside > quiet * 1.5 + 10) failure = "the others were slowed down";
        if (failure.empty()) failure = co_await until_cut(readers);
    }
    co_await leave();
    co_return failure;
}

}  // namespace tocsin::faults
