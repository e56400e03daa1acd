// One client in a test: a connection with a loop of its own, run by the test's thread until
// something holds. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/connection.hpp"
#include "server/base/nursery.hpp"
#include "tests/net/support/house.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::test {

class Talk {
public:
    // `clock`: of a test that moves the house's time; MUST outlive the talk.
    explicit Talk(client::Options options, const Clock* clock = nullptr)
        : connection(io_, clock != nullptr ? *clock : clock_, rng_, std::move(options)),
          nursery_(io_.get_executor(), [](std::exception_ptr) {}) {
        connection.on_item = [this](const v1::Item& item) { items.push_back(item); };
        connection.on_status = [this](client::Status status, const std::string& words) {
            last_status = status;
            last_words = words;
        };
        connection.on_orphan = [this](const v1::Verdict& verdict) { orphans.push_back(verdict); };
        nursery_.spawn(connection.run());
    }

    ~Talk() { end(); }

    void end() {
        connection.close();
        run_until([this] { return nursery_.size() == 0; });
    }

    // False: it did not hold within half a minute; a client dropped some times pauses for seconds.
    bool run_until(const std::function<bool()>& holds) {
        const auto until = clock_.mono() + std::chrono::seconds(30);
        while (!holds() && clock_.mono() < until) {
            if (io_.stopped()) io_.restart();
            (void)io_.run_one_for(std::chrono::milliseconds(20));
        }
        return holds();
    }

    bool live() {
        return run_until([this] { return connection.live(); });
    }

    bool ended() {
        return run_until([this] { return nursery_.size() == 0; });
    }

    v1::Verdict command(v1::Command command) {
        std::optional<v1::Verdict> verdict;
        nursery_.spawn(give(std::move(command), verdict));
        if (!run_until([&] { return verdict.has_value(); })) end(); // it is still referred to
        return verdict.value_or(v1::Verdict());
    }

    // Given and not waited for; `verdict` is filled one day.
    void begin(v1::Command command, std::optional<v1::Verdict>& verdict) {
        nursery_.spawn(give(std::move(command), verdict));
    }

    v1::Answer ask(v1::Query query) {
        std::optional<v1::Answer> answer;
        nursery_.spawn(fetch(std::move(query), answer));
        if (!run_until([&] { return answer.has_value(); })) end(); // it is still referred to
        return answer.value_or(v1::Answer());
    }

    // How many of the items tell of an alert being issued.
    std::size_t alerts() const {
        std::size_t count = 0;
        for (const auto& item : items)
            count += item.event().has_alert_issued() ? 1 : 0;
        return count;
    }

private:
    awaitable<void> give(v1::Command command, std::optional<v1::Verdict>& verdict) {
        verdict = co_await connection.command(std::move(command));
    }

    awaitable<void> fetch(v1::Query query, std::optional<v1::Answer>& answer) {
        answer = co_await connection.ask(std::move(query));
    }

    asio::io_context io_;
    RealClock clock_;
    SystemRng rng_;

public:
    client::Connection connection;
    std::vector<v1::Item> items;
    std::vector<v1::Verdict> orphans;
    client::Status last_status = client::Status::connecting;
    std::string last_words;

private:
    Nursery nursery_;
};

inline client::Options options_for(const net::test::House& house, const net::test::Person& person) {
    client::Options options;
    options.url = "ws://127.0.0.1:" + std::to_string(house.port()) + "/ws";
    options.key = person.key.get();
    return options;
}

} // namespace tocsin::test
