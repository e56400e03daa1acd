// The server's lives: started over the disk as the last one left it, stopped in order, or dead.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "server/engine/snapshot.hpp"
#include "tests/sim/plants.hpp"
#include "tests/sim/world.hpp"

#include <algorithm>

namespace tocsin::sim {

namespace {

using namespace std::chrono_literals;

constexpr auto start_again = 30s;
constexpr auto on_its_way = 2min; // so young an entry may not have arrived yet
constexpr std::uint64_t decisions_between_looks = 16;

} // namespace

void World::start_server() {
    if (node_) return;
    died_in_the_middle_ = false;
    const Node::Place place{
        io_, kernel_, server_clock_, swarm_, log_key_, image_, ++outcome_.lives};
    std::string trouble;
    node_ = Node::start(place, trouble);
    trace("server starts " + std::to_string(outcome_.lives) + (node_ ? "" : " in vain"));
    if (node_) {
        kernel_.make_dark(Node::port, false);
        check_log();
    } else if (died_in_the_middle_ || is_trouble_) {
        after(start_again, [this] { start_server(); });
    } else {
        violated('j', "the server does not start: " + trouble);
    }
}

// SIGTERM: everybody is told, what is in hand is finished.
void World::stop_server(test::Dice& dice) {
    if (!node_) return;
    image_ = node_->directory();
    node_->close();
    ghosts_.push_back(std::move(node_));
    const Length away(20'000 + dice.below(600'000));
    after(away, [this] { start_server(); });
}

// The disk as it would be found now: of what was written and not synced, when the power goes, some
// sectors are there and some are not.
void World::take_image(bool power_cut) {
    const auto from = image_;
    image_ = folder_.path() / ("life-" + std::to_string(outcome_.lives));
    std::filesystem::create_directories(image_);
    if (power_cut)
        disk_.cut_power(from / "data", image_ / "data", cuts_);
    else
        test::copy_database(from / "data", image_ / "data");
    for (const auto& file : std::filesystem::directory_iterator(from))
        if (file.is_regular_file())
            std::filesystem::copy(file.path(), image_ / file.path().filename());
}

void World::server_died(bool power_cut, bool deliver_first) {
    ++outcome_.crashes;
    trace(std::string("server dies") + (power_cut ? ", power cut" : ""));
    kernel_.cut_server(Node::port, deliver_first && !power_cut);
    kernel_.make_dark(Node::port, true);
    if (!died_in_the_middle_) take_image(power_cut);
    died_in_the_middle_ = false;
    writes_until_crash_ = 0;
    disk_.heal();
    node_->close();
    ghosts_.push_back(std::move(node_));
    const Length away(1'000 + dice_.below(300'000));
    after(away, [this] { start_server(); });
}

// Ghosts of whom nothing is left to run.
void World::bury() {
    std::erase_if(ghosts_, [](const auto& ghost) { return ghost->over(); });
}

void World::check_log() {
    // A disk that fails at present is not asked.
    const bool fails = disk_.write_answers != 0 || disk_.sync_answers != 0;
    if (!node_ || fails || node_->engine().health().halted) return;
    const Honest honest;
    const Violated violates = [this](char check, const std::string& words) {
        violated(check, words);
    };
    const Reading log = read_log(node_->log(), violates);
    outcome_.entries = log.entries.size();
    for (const engine::Told& told : log.told)
        if (tell_ && is_at_rest_)
            tell_(
                "log " + std::to_string(told.facts.index) + " " +
                (told.event ? told.event->ShortDebugString() : "")
            );
    check_receipts(log, told_, violates);
    check_checkpoints(log, told_, violates);
    check_order(log, violates);
    check_shown(log, node_->shown(), violates);
    std::vector<Follower> followers;
    for (const auto& actor : actors_) {
        const auto& person = town_.people[actor->number()];
        followers.push_back({actor.get(), person.asker, is_at_rest_});
    }
    check_followers(log, followers, server_clock_.wall() - on_its_way, violates);
}

// (g), the other fold: what is decided on is what is shown, whenever it is no further.
void World::check_working(const domain::State& working) {
    if (!is_deciding_ || !node_ || ++decided_ % decisions_between_looks != 0) return;
    const domain::State& shown = node_->shown();
    if (working.size != shown.size) return;
    if (engine::snapshot(working) != engine::snapshot(shown))
        violated('g', "the state decided on is not the state shown");
}

void World::check_bounds() {
    if (!node_) return;
    const auto health = node_->engine().health();
    if (health.inbox > limits::inbox_commands_max) violated('i', "the inbox is over its limit");
    if (node_->engine().feed().ring_bytes() > limits::ring_bytes_max)
        violated('i', "the ring is over its limit");
    if (node_->counters().sessions > swarm_.clients + 1)
        violated('i', "there are more sessions than clients");
}

// (j): healed, everybody got a definite answer and is back, and nothing is overdue.
void World::check_at_rest() {
    if (!node_) return violated('j', "no server runs");
    const Honest honest;
    if (const auto health = node_->engine().health(); health.halted)
        violated('j', "the server has halted: " + health.because);
    for (const auto& [id, given] : told_.commands) {
        const auto& who = town_.people[given.person].asker;
        if (given.answers == 0 && may_come(node_->shown(), who))
            violated('j', "command " + id.hex() + " was never answered");
    }
    for (const auto& actor : actors_)
        if (!actor->is_live() && may_come(node_->shown(), town_.people[actor->number()].asker))
            violated('j', "client " + std::to_string(actor->number()) + " did not come back");
    for (const v1::Command& command : domain::due(node_->shown(), server_clock_.wall() - 1min))
        violated('j', "overdue: " + command.ShortDebugString());
}

} // namespace tocsin::sim
