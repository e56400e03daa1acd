// SPDX-License-Identifier: Apache-2.0
#include "client/cli/did_you_mean.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace tocsin::cli {

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> cost(
        a.size() + 1, std::vector<std::size_t>(b.size() + 1)
    );
    for (std::size_t i = 0; i <= a.size(); ++i)
        cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j)
        cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, changed});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
    std::string best;
    std::size_t least = word.size() > 4 ? 3 : 2; // one beyond what is taken for a slip
    for (const auto& candidate : known) {
        const std::size_t far = distance(word, candidate);
        if (far < least) {
            least = far;
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(const CLI::App& app, const std::vector<std::string>& arguments) {
    const CLI::App* at = &app;
    for (const auto& argument : arguments) {
        if (argument.size() > 60) continue;
        std::vector<std::string> known;
        if (argument.starts_with("--")) {
            for (const CLI::App* owner : {at, &app})
                for (const auto* option : owner->get_options())
                    for (const auto& name : option->get_lnames())
                        known.push_back("--" + name);
            const std::string name = argument.substr(0, argument.find('='));
            if (std::find(known.begin(), known.end(), name) == known.end())
                return nearest(name, known);
            continue;
        }
        for (const auto* sub : at->get_subcommands(nullptr))
            known.push_back(sub->get_name());
        if (known.empty()) continue;
        const auto found = std::find(known.begin(), known.end(), argument);
        if (found == known.end() && argument.size() > 1) {
            const std::string meant = nearest(argument, known);
            if (!meant.empty()) return meant;
        }
        if (found != known.end()) at = at->get_subcommand(argument);
    }
    return {};
}

} // namespace tocsin::cli
