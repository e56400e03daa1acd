// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/cast.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/json.hpp>

#include <fstream>
#include <iostream>
#include <sstream>

namespace tocsin::scenario {

namespace {

using namespace std::chrono_literals;

awaitable<void> pause(asio::io_context& io, std::chrono::milliseconds time) {
    asio::steady_timer timer(io, time);
    (void)co_await timer.async_wait(no_throw);
}

std::string lower(std::string text) {
    for (char& c : text)
        c = char(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

} // namespace

Cast::Cast(asio::io_context& io, const Clock& clock, Rng& rng)
    : io_(io),
      clock_(clock),
      rng_(rng),
      nursery_(io.get_executor(), [](std::exception_ptr failure) {
          std::rethrow_exception(failure);
      }) {}

Cast::~Cast() = default;

Result<void> Cast::read(
    const std::filesystem::path& folder, const std::string& url, const std::string& log_key
) {
    folder_ = folder;
    url_ = url;
    log_key_ = storage::VerifierKey::parse(log_key);
    std::ifstream in(folder / "persons.json");
    std::ostringstream text;
    text << in.rdbuf();
    boost::system::error_code ec;
    const auto persons = boost::json::parse(text.str(), ec);
    if (ec || !persons.is_array())
        return Trouble{.what = "cannot read " + (folder / "persons.json").string()};
    for (const auto& row : persons.as_array()) {
        const auto file = boost::json::value_to<std::string>(row.at("key_file"));
        auto key = storage::SigningKey::load(folder / file);
        if (!key) return key.error();
        const auto person = from_hex(boost::json::value_to<std::string>(row.at("person")));
        auto actor = std::make_unique<Actor>(Actor{
            .slug = boost::json::value_to<std::string>(row.at("slug")),
            .party = boost::json::value_to<std::string>(row.at("party")),
            .person = PersonId::from(person.value_or("")).value_or(PersonId{}),
            .key = std::move(*key),
            .connection = nullptr,
            .heard = {},
            .last = {},
            .last_verdict = {}});
        actors_.emplace(actor->slug, std::move(actor));
    }
    return {};
}

Actor* Cast::find(const std::string& name) {
    const bool code = name.size() == 2 && std::isupper(static_cast<unsigned char>(name[0]));
    const auto found = actors_.find(code ? "focal-" + lower(name) : name);
    return found == actors_.end() ? nullptr : found->second.get();
}

std::vector<Actor*> Cast::focal_points() {
    std::vector<Actor*> governments;
    for (const auto& [slug, actor] : actors_) {
        if (slug.starts_with("focal-")) governments.push_back(actor.get());
    }
    return governments;
}

std::unique_ptr<client::Connection>
Cast::connect(Actor& actor, std::vector<Heard>& heard, std::filesystem::path state_dir) {
    client::Options options;
    options.url = url_;
    options.key = &actor.key;
    options.log_key = log_key_;
    options.state_dir = std::move(state_dir);
    auto connection = std::make_unique<client::Connection>(io_, clock_, rng_, std::move(options));
    connection->on_item = [&heard](const v1::Item& item) {
        heard.push_back({item.index(), item.leaf_hash()});
    };
    nursery_.spawn(connection->run());
    return connection;
}

awaitable<bool> Cast::enter(Actor& actor) {
    if (!actor.connection) {
        auto state_dir = folder_.parent_path() / "clients" / actor.slug;
        std::filesystem::create_directories(state_dir);
        std::filesystem::permissions(state_dir, std::filesystem::perms::owner_all);
        actor.connection = connect(actor, actor.heard, std::move(state_dir));
    }
    const bool ready = co_await actor.connection->ready();
    co_return ready;
}

awaitable<void> Cast::end(std::unique_ptr<client::Connection> connection) {
    connection->close();
    gone_.push_back(std::move(connection));
    co_await pause(io_, 50ms);
}

awaitable<void> Cast::leave(Actor& actor) {
    if (!actor.connection) co_return;
    actor.connection->drop();
    auto connection = std::move(actor.connection);
    co_await end(std::move(connection));
}

awaitable<std::vector<Heard>> Cast::hear_all(Actor& actor, std::uint64_t until) {
    std::vector<Heard> heard;
    auto connection = connect(actor, heard, {});
    (void)co_await connection->ready();
    for (int tries = 0; tries < 500; ++tries) {
        if (!heard.empty() && heard.back().index >= until) break;
        co_await pause(io_, 10ms);
    }
    connection->on_item = [](const v1::Item&) {};
    co_await end(std::move(connection));
    co_return heard;
}

awaitable<void> Cast::leave_all() {
    for (const auto& [slug, actor] : actors_) {
        if (!actor->connection) continue;
        actor->connection->close();
        gone_.push_back(std::move(actor->connection));
    }
    co_await nursery_.join();
    gone_.clear();
}

} // namespace tocsin::scenario
