// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/shrink.hpp"

#include <algorithm>
#include <cstdio>

namespace tocsin::sim {

namespace {

constexpr int runs_max = 300;

class Shrinking {
public:
    Shrinking(Swarm swarm, const Outcome& outcome)
        : swarm_(std::move(swarm)), check_(outcome.violations.front().check), acts_(outcome.acts) {}

    const Swarm& swarm() const { return swarm_; }

    void fewer_faults() {
        for (const std::string& fault : swarm_.faults()) {
            Swarm smaller = swarm_;
            smaller.without(fault);
            try_it(std::move(smaller));
        }
    }

    void less_time() {
        for (bool again = true; again;) {
            Swarm smaller = swarm_;
            smaller.span /= 2;
            again = smaller.span.count() > 60'000 && try_it(std::move(smaller));
        }
    }

    void fewer_people() {
        while (swarm_.clients > 1) {
            Swarm smaller = swarm_;
            --smaller.clients;
            if (!try_it(std::move(smaller))) return;
        }
    }

    // Passes over runs of acts, of half the number and ever less.
    void fewer_acts() {
        for (std::uint64_t length = std::max<std::uint64_t>(acts_ / 2, 1);; length /= 2) {
            for (std::uint64_t from = 0; from < acts_; from += length) {
                Swarm smaller = swarm_;
                for (std::uint64_t act = from; act < std::min(from + length, acts_); ++act)
                    smaller.passed_over.insert(act);
                if (smaller.passed_over.size() > swarm_.passed_over.size())
                    try_it(std::move(smaller));
            }
            if (length == 1) return;
        }
    }

private:
    bool try_it(Swarm smaller) {
        if (++runs_ > runs_max) return false;
        const Outcome outcome = run(smaller, false);
        const bool is_same = std::any_of(
            outcome.violations.begin(),
            outcome.violations.end(),
            [this](const Violation& one) { return one.check == check_; }
        );
        if (!is_same) return false;
        swarm_ = std::move(smaller);
        acts_ = outcome.acts;
        return true;
    }

    Swarm swarm_;
    char check_;
    std::uint64_t acts_;
    int runs_ = 0;
};

// 3,4,5,9 as 3-5,9.
std::string in_runs(const std::set<std::uint64_t>& numbers) {
    std::string words;
    for (auto first = numbers.begin(); first != numbers.end();) {
        auto last = first;
        for (auto next = std::next(last); next != numbers.end() && *next == *last + 1; ++next)
            last = next;
        words += (words.empty() ? "" : ",") + std::to_string(*first);
        if (last != first) words += "-" + std::to_string(*last);
        first = std::next(last);
    }
    return words;
}

} // namespace

Outcome run(const Swarm& swarm, bool tell) {
    std::function<void(const std::string&)> teller;
    if (tell) teller = [](const std::string& line) { std::puts(line.c_str()); };
    World world(swarm, teller);
    return world.run();
}

std::string shrunk(Swarm swarm, const Outcome& outcome) {
    const auto all = swarm.faults();
    Shrinking shrinking(std::move(swarm), outcome);
    shrinking.fewer_faults();
    shrinking.less_time();
    shrinking.fewer_people();
    shrinking.fewer_acts();
    const Swarm& small = shrinking.swarm();
    const double hours = std::chrono::duration<double, std::ratio<3600>>(small.span).count();
    std::string command = "tocsin-sim --seed " + std::to_string(small.seed) + " --hours " +
                          std::to_string(hours) + " --clients " + std::to_string(small.clients);
    const auto left = small.faults();
    for (const std::string& fault : all)
        if (std::find(left.begin(), left.end(), fault) == left.end())
            command += " --without " + fault;
    if (!small.passed_over.empty()) command += " --pass-over " + in_runs(small.passed_over);
    return command;
}

} // namespace tocsin::sim
