// The whole house and its clients on one thread, from one seed: trouble for as long as the swarm
// says, then everything is healed and must come to rest (testing.md 6). All that happens is a line
// of the trace; its hash is the same whenever the same seed runs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/sim/checks.hpp"
#include "tests/sim/node.hpp"
#include "tests/sim/town.hpp"
#include "tests/storage/fault_disk.hpp"
#include "tests/storage/folder.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::sim {

struct Outcome {
    std::vector<Violation> violations;
    std::string trace; // hash, hex
    double hours = 0;  // simulated
    std::uint64_t entries = 0, commands = 0, receipts = 0, items = 0, lives = 0, crashes = 0;
    std::map<std::string, std::uint64_t> faults; // how often each came
    std::uint64_t acts = 0;                      // of people and of misfortune
};

class World {
public:
    // `tell`: gets every line of the trace; empty: nobody does.
    World(const Swarm& swarm, std::function<void(const std::string&)> tell);
    ~World();

    Outcome run();

private:
    using Act = std::function<void()>;

    // The loop (world.cpp).
    void live_until(Time end);
    bool round();
    void at(Time when, Act act);
    void after(Length wait, Act act);
    // As long as there is trouble; `about` is the middle of a wide range. Each coming has a number
    // and dice of its own, so that passing one over changes no other.
    void every(const char* name, Length about, std::function<void(test::Dice&)> act);
    bool run_due();
    Time next_event() const;
    void trace(const std::string& line);
    void violated(char check, const std::string& words);

    // The server's lives (world_server.cpp).
    void start_server();
    void stop_server(test::Dice& dice);
    void server_died(bool power_cut, bool deliver_first);
    void take_image(bool power_cut);
    void bury();
    void check_log();
    void check_working(const domain::State& working);
    void check_bounds();
    void check_at_rest();

    // What people do, and what befalls them (world_trouble.cpp).
    void begin_trouble();
    void people_act(test::Dice& dice);
    void come_and_go(test::Dice& dice);
    void crash(test::Dice& dice, bool power_cut);
    void break_disk(test::Dice& dice, int& answers, int code);
    void set_clock(test::Dice& dice);
    void heal();

    Actor& somebody(test::Dice& dice) { return *actors_[dice.below(actors_.size())]; }

    Swarm swarm_;
    std::function<void(const std::string&)> tell_;
    test::Dice dice_;
    Outcome outcome_;
    std::string trace_;
    test::Folder folder_;
    test::FaultDisk disk_;
    SeededRng key_rng_, cuts_;
    storage::SigningKey log_key_;
    Kernel kernel_;
    ServerClock server_clock_{kernel_}, client_clock_{kernel_};
    asio::io_context io_{1};
    asio::executor_work_guard<Executor> open_{
        io_.get_executor()}; // also while nobody has anything to do
    Town town_;
    Told told_;
    std::uint64_t known_head_ = 0; // size of the log when a server last ran
    std::vector<std::unique_ptr<Actor>> actors_;
    std::unique_ptr<Node> node_; // null: no server runs
    std::vector<std::unique_ptr<Node>> ghosts_;
    std::map<std::string, test::Dice> timing_; // of what comes again and again, by its name
    std::multimap<Time, Act> events_;          // of one instant in the order they were made
    std::filesystem::path image_;              // the disk as the next life finds it
    std::uint64_t writes_until_crash_ = 0;
    bool crash_cuts_power_ = false;
    bool died_in_the_middle_ = false;
    bool is_trouble_ = true;
    bool is_at_rest_ = false;  // healed, and time was given
    bool is_deciding_ = false; // the server that runs does, not a ghost
    std::uint64_t decided_ = 0;
};

} // namespace tocsin::sim
