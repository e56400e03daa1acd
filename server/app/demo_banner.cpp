// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_banner.hpp"

#include <fmt/format.h>

namespace tocsin::app {

namespace {

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
    out += line("Focal point (Ghana)", "focal-gh", "inbox");
    out += line("Task-force lead (TFIS)", "lead", "alerts --all");
    out += line("Task-force lead (2nd)", "lead-2", "inbox");
    out += line("Chair (Switzerland)", "chair", "procedures");
    out += line("Auditor (Support Unit)", "auditor", "export all -o log.ndjson");
    out += fmt::format(
        "\n  {}Ctrl-C stops it.\n",
        facts.simulated ? "Simulator: a new event every ~20 s (--quiet-sim to stop). " : ""
    );
    return out;
}

} // namespace tocsin::app
