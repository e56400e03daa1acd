// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_banner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::app {

namespace {

struct Shown {
    const char* slug;
    const char* whom;
    const char* verb; // of the command line, to begin with
};

constexpr std::array shown_persons = {
    Shown{"focal-gh", "Focal point (Ghana)", "inbox"},
    Shown{"lead", "Task-force lead (TFIS)", "alerts --all"},
    Shown{"lead-2", "Task-force lead (2nd)", "inbox"},
    Shown{"chair", "Chair (Switzerland)", "procedures"},
    Shown{"auditor", "Auditor (Support Unit)", "export all -o log.ndjson"}};

// RFC 4648 section 5, as a fragment can bear it.
std::string to_base64url(std::string_view bytes) {
    std::string text = to_base64(bytes);
    text.erase(std::min(text.find('='), text.size()));
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::string closing_words(const domain::State& shown, Instant now) {
    std::size_t open = 0;
    Instant next{};
    for (const auto& [id, procedure] : shown.procedures) {
        if (procedure.state != domain::Procedure::State::open) continue;
        if (open++ == 0 || procedure.deadline < next) next = procedure.deadline;
    }
    if (open == 0) return "no open statement";
    const auto left = std::max<std::int64_t>(0, (to_ms(next) - to_ms(now)) / 1000);
    return fmt::format(
        "{} statement{} closing in {:02}:{:02}:{:02}",
        open,
        open == 1 ? "" : "s",
        left / 3600,
        left / 60 % 60,
        left % 60
    );
}

std::string log_words(House& house) {
    const auto& engine = house.engine();
    const auto checkpoint = storage::open_checkpoint(engine.checkpoint(), engine.log_key());
    auto words = fmt::format("log of {} entries", house.shown().size);
    if (checkpoint) {
        const auto root = checkpoint->head.root.hex();
        words += fmt::format(
            ", checkpoint {}, root {}…{}", checkpoint->head.size, root.substr(0, 4), root.substr(62)
        );
    }
    return words;
}

} // namespace

std::vector<ConsoleLink>
console_links(const std::vector<DemoPerson>& persons, unsigned short http_port) {
    std::vector<ConsoleLink> links;
    for (const auto& [slug, whom, verb] : shown_persons)
        for (const auto& person : persons)
            if (person.slug == slug)
                links.push_back(
                    {whom,
                     fmt::format(
                         "http://localhost:{}/#key={}", http_port, to_base64url(person.seed.view())
                     )}
                );
    return links;
}

std::string demo_banner(House& house, Instant now, const BannerFacts& facts) {
    const auto& shown = house.shown();
    std::size_t live = 0;
    for (const auto& [id, alert] : shown.alerts)
        if (alert.state == domain::Alert::State::live) ++live;
    const auto line = [&](const char* who, const char* slug, const char* verb) {
        return fmt::format("  {:<26} {} --demo --as {} {}\n", who, facts.program, slug, verb);
    };
    auto out = fmt::format(
        "tocsin " TOCSIN_VERSION " — demo coalition (data in {}{})\n"
        "  {} governments · {} persons · {} active alerts · {} · {}\n"
        "  EXERCISE: nothing leaves this host. Listening on ws://127.0.0.1:{}/ws, metrics "
        "http://127.0.0.1:{}/metrics\n\n",
        facts.directory.string(),
        facts.temporary ? ", removed on exit; --keep DIR to keep" : "",
        shown.coalition.governments(now).size(),
        shown.coalition.persons.size(),
        live,
        closing_words(shown, now),
        log_words(house),
        house.listener().http_port(),
        house.listener().metrics_port()
    );
    for (const auto& [whom, url] : facts.console)
        out += fmt::format("  {:<26} {}\n", whom, url);
    if (!facts.console.empty()) out += "\n";
    for (const auto& [slug, whom, verb] : shown_persons)
        out += line(whom, slug, verb);
    out += fmt::format(
        "\n  {}Ctrl-C stops it.\n",
        facts.simulated ? "Simulator: a new event every ~20 s (--quiet-sim to stop). " : ""
    );
    return out;
}

} // namespace tocsin::app
