// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_commands.hpp"

#include "server/app/admin_break_glass.hpp"
#include "server/app/admin_import.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tocsin::app {

namespace {

namespace json = boost::json;

json::object refusal_of(std::string what, std::string why, std::string next) {
    return {
        {"error", "BAD_REQUEST"},
        {"what", std::move(what)},
        {"why", std::move(why)},
        {"next", std::move(next)}};
}

json::object health_of(const engine::Engine& engine) {
    const auto health = engine.health();
    const auto& founded = engine.shown().coalition.founded;
    return {
        {"ok", true},
        {"version", TOCSIN_VERSION},
        {"ready", health.ready},
        {"halted", health.halted},
        {"read_only", health.read_only},
        {"draining", health.draining},
        {"clock_sane", health.clock_sane},
        {"because", health.because},
        {"entries", health.entries},
        {"damaged_payloads", health.damaged_payloads},
        {"checkpoint_at", print_utc(health.checkpoint_at)},
        {"origin", founded.origin()},
        {"exercise_only", founded.exercise_only()}};
}

json::object stats_of(const engine::Engine& engine) {
    const auto& shown = engine.shown();
    return {
        {"ok", true},
        {"entries", shown.size},
        {"inbox", engine.health().inbox},
        {"parties", shown.coalition.parties.size()},
        {"persons", shown.coalition.persons.size()},
        {"signals", shown.signals.size()},
        {"alerts", shown.alerts.size()},
        {"procedures", shown.procedures.size()},
        {"recorded_at", print_utc(shown.recorded_at)}};
}

struct Commands {
    engine::Engine& engine;
    const Clock& clock;
    std::function<void()> drain;

    void operator()(const std::string& line, const AdminSocket::Reply& reply) const {
        json::error_code ec;
        auto parsed = json::parse(line, ec);
        if (ec || !parsed.is_object())
            return reply(json::serialize(
                refusal_of("this line is no JSON object", ec.message(), "send one a line")
            ));

        auto& request = parsed.as_object();
        const json::value id = request.contains("id") ? request.at("id") : json::value();
        const auto answer = [id, reply](json::object said) {
            if (!id.is_null()) said["id"] = id;
            reply(json::serialize(said));
        };
        if (request.contains("health")) return answer(health_of(engine));
        if (request.contains("stats")) return answer(stats_of(engine));
        if (request.contains("log_key"))
            return answer(
                {{"ok", true},
                 {"log_key", engine.log_key().str()},
                 {"checkpoint", engine.checkpoint()}}
            );
        if (request.contains("import")) return import_one(engine, clock, request, answer);
        if (request.contains("break_glass")) return break_glass(engine, clock, request, answer);
        if (request.contains("drain")) {
            answer({{"ok", true}, {"draining", true}});
            return drain();
        }
        answer(refusal_of(
            "no such command",
            "this line asks for nothing known here",
            "ask for health, stats, log_key, import, break_glass or drain"
        ));
    }
};

} // namespace

AdminSocket::Handler
admin_commands(engine::Engine& engine, const Clock& clock, std::function<void()> drain) {
    return Commands{engine, clock, std::move(drain)};
}

} // namespace tocsin::app
