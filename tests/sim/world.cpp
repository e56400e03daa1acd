// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/world.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"
#include "storage/sha256.hpp"
#include "tests/sim/plants.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace tocsin::sim {

namespace {

using namespace std::chrono_literals;

constexpr auto settling_time = 20min; // healed, until everything must be at rest

storage::SigningKey make_key(Rng& rng) {
    TOCSIN_CHECK(storage::init_crypto());
    return storage::SigningKey::generate(rng);
}

} // namespace

World::World(const Swarm& swarm, std::function<void(const std::string&)> tell)
    : swarm_(swarm),
      tell_(std::move(tell)),
      dice_(stream(swarm.seed, "world")),
      key_rng_(stream(swarm.seed, "log key")),
      cuts_(stream(swarm.seed, "power")),
      log_key_(make_key(key_rng_)),
      kernel_(stream(swarm.seed, "network")),
      town_(swarm.seed, Node::origin, log_key_) {
    disk_.forgets_syncs = is_planted("syncs-lie");
    disk_.turns_bits = is_planted("bytes-turn");
    kernel_.next_event = [this] { return next_event(); };
    kernel_.wake = [this] { asio::post(io_, [] {}); };
    kernel_.weather = {swarm.delay_max, swarm.window, swarm.chunk_max};
    image_ = folder_.path() / "life-0";
    std::filesystem::create_directories(image_);
    town_.found(image_ / "data");
    disk_.before_change = [this] {
        if (writes_until_crash_ == 0 || --writes_until_crash_ > 0) return;
        take_image(crash_cuts_power_);
        died_in_the_middle_ = true;
    };
    Actor::Surroundings around{
        io_,
        kernel_,
        client_clock_,
        told_,
        [this] {
            if (node_) known_head_ = node_->shown().size;
            return known_head_;
        },
        [this](const std::string& line) { trace(line); },
        [this](char check, const std::string& words) { violated(check, words); }};
    for (std::size_t i = 0; i < swarm.clients; ++i) {
        const std::size_t who = i % town_.people.size();
        actors_.push_back(std::make_unique<Actor>(
            around, town_.people[who], who, folder_.path() / "clients", swarm.seed
        ));
    }
}

World::~World() {
    deciding = nullptr;
    for (auto& actor : actors_)
        actor->leave();
    is_trouble_ = false;
    events_.clear();
    live_until(kernel_.now + 1min);
    actors_.clear();
    if (node_) ghosts_.push_back(std::move(node_));
    for (auto& ghost : ghosts_)
        ghost->close();
    live_until(kernel_.now + 5min);
    TOCSIN_CHECK(ghosts_.empty());
}

void World::trace(const std::string& line) {
    const std::string stamped = std::to_string(kernel_.now.count() / 1'000'000) + " " + line;
    trace_ = storage::sha256({trace_, stamped}).str();
    if (tell_) tell_(stamped);
}

void World::violated(char check, const std::string& words) {
    trace(std::string("VIOLATED (") + check + ") " + words);
    if (outcome_.violations.size() < 20) outcome_.violations.push_back({check, words});
}

void World::at(Time when, Act act) {
    events_.emplace(std::max(when, kernel_.now), std::move(act));
}

void World::after(Length wait, Act act) {
    at(kernel_.now + wait, std::move(act));
}

void World::every(const char* name, Length about, std::function<void(test::Dice&)> act) {
    if (about.count() == 0) return;
    test::Dice& timing = timing_.try_emplace(name, stream(swarm_.seed, name)).first->second;
    const Length wait(1 + timing.below(static_cast<std::size_t>(2 * about.count())));
    after(wait, [this, name, about, act = std::move(act)] {
        if (!is_trouble_) return;
        const std::uint64_t number = outcome_.acts++;
        const std::uint64_t nth = ++outcome_.faults[name];
        if (!swarm_.passed_over.contains(number)) {
            test::Dice dice(stream(swarm_.seed, name + std::to_string(nth)));
            trace(name);
            act(dice);
        }
        every(name, about, act);
    });
}

Time World::next_event() const {
    Time next = events_.empty() ? Time::max() : events_.begin()->first;
    if (node_) next = std::min(next, node_->next_job());
    for (const auto& ghost : ghosts_)
        next = std::min(next, ghost->next_job());
    return next;
}

bool World::run_due() {
    bool ran = false;
    while (!events_.empty() && events_.begin()->first <= kernel_.now) {
        auto due = events_.extract(events_.begin());
        due.mapped()();
        ran = true;
    }
    return ran;
}

// One round of net/loop.hpp for everybody. False: nothing is ready.
bool World::round() {
    std::size_t done = 0;
    while (done < limits::handlers_per_round_max && io_.poll_one() > 0)
        ++done;
    bool more = done > 0;
    if (node_) known_head_ = node_->shown().size;
    if (node_) more = node_->end_of_round() || more;
    for (auto& ghost : ghosts_)
        more = ghost->end_of_round() || more;
    is_deciding_ = true;
    if (node_ && node_->work()) more = true;
    is_deciding_ = false;
    for (auto& ghost : ghosts_)
        more = ghost->work() || more;
    if (node_ && (node_->stopped() || died_in_the_middle_)) {
        const bool deliver = dice_.one_in(2);
        server_died(!died_in_the_middle_ && swarm_.power_cut.count() > 0, deliver);
        more = true;
    }
    more = kernel_.pump() || more;
    more = run_due() || more;
    for (auto& actor : actors_)
        actor->settle();
    if (!more) bury();
    return more;
}

void World::live_until(Time end) {
    bool over = false;
    at(end, [&over] { over = true; });
    // What happens at that very instant is brought to its end: nothing hangs between two rooms.
    for (bool more = true; !over || more;) {
        if (io_.stopped()) io_.restart();
        more = round();
        if (!more && !over) (void)io_.run_one_for(1h);
    }
}

Outcome World::run() {
    deciding = [this](const domain::State& working) { check_working(working); };
    start_server();
    for (auto& actor : actors_) {
        Actor* who = actor.get();
        after(Length(dice_.below(30'000)), [who] {
            if (who->is_gone()) who->come();
        });
    }
    begin_trouble();
    live_until(swarm_.span);
    is_trouble_ = false;
    heal();
    live_until(kernel_.now + settling_time);
    is_at_rest_ = true;
    check_log();
    check_at_rest();
    outcome_.hours = std::chrono::duration<double, std::ratio<3600>>(kernel_.now).count();
    outcome_.commands = told_.commands.size();
    for (const auto& [id, given] : told_.commands)
        outcome_.receipts += given.index ? 1 : 0;
    for (const auto& actor : actors_)
        outcome_.items += actor->seen().size();
    trace("end");
    outcome_.trace = to_hex(trace_);
    return outcome_;
}

} // namespace tocsin::sim
