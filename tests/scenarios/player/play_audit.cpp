// What an auditor does: reads the timeline, takes the log home, verifies it there with the programs
// that anybody has. SPDX-License-Identifier: Apache-2.0
#include "client/core/export_file.hpp"
#include "tests/scenarios/player/stage.hpp"

#include <fstream>

namespace tocsin::scenario {

namespace {

// Positions that ssh-keygen signed, as they stand in the file.
std::size_t openssh_positions(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::size_t count = 0;
    for (std::string line, why; std::getline(in, line);) {
        const auto parsed = client::parse_line(line, why);
        const auto* entry = parsed ? std::get_if<client::ExportedEntry>(&*parsed) : nullptr;
        v1::Event event;
        if (!entry || !entry->payload || !event.ParseFromString(*entry->payload)) continue;
        count += event.position_taken().signed_text().form() == v1::SignedText::OPENSSH;
    }
    return count;
}

} // namespace

awaitable<void> Stage::timeline(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    std::map<std::string, int> kinds;
    std::string page;
    std::int64_t before = 0;
    tell(match[1].str() + " reads the timeline of " + match[2].str() + ":");
    do {
        v1::Query query;
        query.mutable_show_timeline()->set_subject(id_of(match[2]));
        query.mutable_show_timeline()->set_page(page);
        v1::Answer answer = co_await ask(*actor, std::move(query));
        for (const auto& line : answer.timeline().lines()) {
            require(line.recorded_at() >= before, "the log's time runs backwards");
            before = line.recorded_at();
            out_ << "      " << print_utc(from_ms(line.recorded_at())) << "  #" << line.index()
                 << "  " << line.words() << "\n";
            ++kinds[line.kind()];
        }
        page = answer.next_page();
    } while (!page.empty());
    for (const auto& [kind, number] : step.details) {
        require(
            std::to_string(kinds[kind]) == number,
            std::to_string(kinds[kind]) + " × " + kind + " in the timeline, expected " + number
        );
    }
}

awaitable<void> Stage::verify_export(const Step& step, Match) {
    const auto file = (server_.folder() / "log.ndjson").string();
    const auto exported =
        server_.tocsin({"--demo", "--as", "auditor", "export", "all", "-o", file});
    require(exported.exit_code == 0, "tocsin export: " + exported.out);
    const auto verified = server_.tocsin({"verify", file, "--log-key", server_.log_key()});
    require(verified.exit_code == 0, "tocsin verify: " + verified.out);
    for (const auto& [name, number] : step.details) {
        const bool holds =
            name == "of-openssh"
                ? std::to_string(openssh_positions(file)) == number
                : verified.out.find(" " + number + " signed positions") != std::string::npos;
        require(holds, name + " " + number + ", expected of " + verified.out);
    }
    std::string words = verified.out;
    for (std::size_t at = 0; (at = words.find('\n', at)) != words.npos && at + 1 < words.size();
         at += 1) {
        words.replace(at, 1, "\n      ");
    }
    tell("the auditor exports the log and verifies it offline:\n      " + words);
    co_return;
}

} // namespace tocsin::scenario
