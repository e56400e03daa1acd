// tocsin-sim: the house under simulation, a seed at a time. One line for each seed; exit 1 when
// something was violated, and then with the command that shows it again.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/plants.hpp"
#include "tests/sim/shrink.hpp"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

using namespace tocsin;
using namespace tocsin::sim;

struct Asked {
    std::uint64_t from = 1, to = 1;
    double hours = 4;
    std::uint32_t clients = 0; // 0: as drawn
    bool twice = false, trace = false, shrink = false;
    std::vector<std::string> without;
    std::set<std::uint64_t> passed_over;
};

std::uint64_t running = 0; // the seed, for who reads of an abort

void aborted(int) {
    std::fprintf(stderr, "seed %llu: aborted\n", static_cast<unsigned long long>(running));
    std::signal(SIGABRT, SIG_DFL);
    std::abort();
}

template <class Number>
bool read(const std::string& text, Number& number) {
    const char* end = text.data() + text.size();
    return std::from_chars(text.data(), end, number).ptr == end && !text.empty();
}

bool read_numbers(const std::string& text, std::set<std::uint64_t>& numbers) {
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string part = text.substr(begin, end - begin);
        const std::size_t dash = part.find('-');
        std::uint64_t first = 0, last = 0;
        if (!read(part.substr(0, dash), first)) return false;
        last = first;
        if (dash != std::string::npos && !read(part.substr(dash + 1), last)) return false;
        for (; first <= last; ++first)
            numbers.insert(first);
        begin = end + 1;
    }
    return true;
}

bool understand(const std::vector<std::string>& words, Asked& asked) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const std::string value = i + 1 < words.size() ? words[i + 1] : "";
        if (word == "--twice") {
            asked.twice = true;
            continue;
        }
        if (word == "--trace" || word == "--shrink") {
            (word == "--trace" ? asked.trace : asked.shrink) = true;
            continue;
        }
        ++i;
        bool is_understood = true;
        if (word == "--seed") {
            is_understood = read(value, asked.from);
            asked.to = asked.from;
        } else if (word == "--seeds") {
            is_understood =
                read(value, asked.from) && i + 1 < words.size() && read(words[++i], asked.to);
        } else if (word == "--hours") {
            is_understood = read(value, asked.hours);
        } else if (word == "--clients") {
            is_understood = read(value, asked.clients);
        } else if (word == "--without") {
            asked.without.push_back(value);
        } else if (word == "--pass-over") {
            is_understood = read_numbers(value, asked.passed_over);
        } else if (word == "--plant") {
            planted = value;
        } else {
            return false;
        }
        if (!is_understood) return false;
    }
    return true;
}

void print(const Swarm& swarm, const Outcome& outcome) {
    std::string faults;
    for (const std::string& fault : swarm.faults())
        faults += " " + fault;
    const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
    std::printf(
        "seed %llu: %.1f h, %llu entries, %llu commands, %llu receipts, %llu items, %llu lives, "
        "%llu crashes,%s %s\n",
        number(swarm.seed),
        outcome.hours,
        number(outcome.entries),
        number(outcome.commands),
        number(outcome.receipts),
        number(outcome.items),
        number(outcome.lives),
        number(outcome.crashes),
        faults.c_str(),
        outcome.trace.substr(0, 16).c_str()
    );
    for (const Violation& violation : outcome.violations)
        std::printf("  VIOLATED (%c) %s\n", violation.check, violation.words.c_str());
}

} // namespace

int main(int count, char** given) {
    Asked asked;
    if (count == 2 && std::string_view(given[1]) == "--plants") {
        for (const Plant& plant : all_plants())
            std::printf("%s %s %s\n", plant.name.data(), plant.checks.data(), plant.bug.data());
        return 0;
    }
    if (!understand({given + 1, given + count}, asked)) {
        std::fputs(
            "tocsin-sim --seed N | --seeds FROM TO  [--hours H] [--clients K] [--without "
            "FAULT]...\n"
            "           [--pass-over N,N-M] [--plant BUG] [--twice] [--trace] [--shrink]\n"
            "tocsin-sim --plants      the bugs that can be planted\n",
            stderr
        );
        return 2;
    }
    std::signal(SIGABRT, aborted);
    int failed = 0;
    for (running = asked.from; running <= asked.to; ++running) {
        Swarm swarm = Swarm::drawn(running, asked.hours);
        if (asked.clients > 0) swarm.clients = std::min(asked.clients, swarm.clients);
        for (const std::string& fault : asked.without)
            swarm.without(fault);
        swarm.passed_over = asked.passed_over;
        const Outcome outcome = run(swarm, asked.trace);
        print(swarm, outcome);
        bool is_bad = !outcome.violations.empty();
        if (is_bad && asked.shrink) std::printf("  %s\n", shrunk(swarm, outcome).c_str());
        if (asked.twice && run(swarm, false).trace != outcome.trace) {
            std::printf("  VIOLATED (=) the same seed went another way the second time\n");
            is_bad = true;
        }
        if (is_bad) ++failed;
        std::fflush(stdout);
    }
    return failed == 0 ? 0 : 1;
}
