// What an auditor does: reads the timeline, takes the log home, verifies it there with the programs
// that anybody has. SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/stage.hpp"

namespace tocsin::scenario {

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

awaitable<void> Stage::verify_export(const Step&, Match) {
    const auto file = (server_.folder() / "log.ndjson").string();
    const auto exported =
        server_.tocsin({"--demo", "--as", "auditor", "export", "all", "-o", file});
    require(exported.exit_code == 0, "tocsin export: " + exported.out);
    const auto verified = server_.tocsin({"verify", file, "--log-key", server_.log_key()});
    require(verified.exit_code == 0, "tocsin verify: " + verified.out);
    std::string words = verified.out;
    for (std::size_t at = 0; (at = words.find('\n', at)) != words.npos && at + 1 < words.size();
         at += 1) {
        words.replace(at, 1, "\n      ");
    }
    tell("the auditor exports the log and verifies it offline:\n      " + words);
    co_return;
}

} // namespace tocsin::scenario
