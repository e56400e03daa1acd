// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_import.hpp"

#include "server/wire/codec.hpp"
#include "server/wire/json.hpp"
#include "storage/sha256.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace tocsin::app {

namespace json = boost::json;

json::object told(const v1::Refusal& refusal) {
    return {
        {"error", v1::Refusal::Code_Name(refusal.code())},
        {"what", refusal.what()},
        {"why", refusal.why()},
        {"next", refusal.next()},
        {"field", refusal.field()}};
}

namespace {

json::object bad_request(std::string what, std::string why) {
    return {
        {"error", "BAD_REQUEST"},
        {"what", std::move(what)},
        {"why", std::move(why)},
        {"next", "correct it"}};
}

// Those who lead a task force and can log in, in order of their ids.
std::vector<domain::Asker> leads(const domain::Coalition& coalition, Instant now) {
    std::vector<domain::Asker> found;
    for (const auto& [id, person] : coalition.persons) {
        if (!person.roles.contains(v1::LEAD)) continue;
        const auto active =
            std::find_if(person.keys.begin(), person.keys.end(), [&](const Digest& fingerprint) {
                return coalition.key(fingerprint)->is_active(now);
            });
        if (active != person.keys.end()) found.push_back({id, *active});
    }
    return found;
}

engine::Submission submission(v1::Command command, const domain::Asker& asker, Instant now) {
    const auto bytes = wire::serialise_alike(command);
    const auto id =
        storage::sha256({"tocsin.example/import/v1\n", bytes}).str().substr(0, CommandId::size);
    command.set_command_id(id);
    engine::Submission made;
    made.command = std::move(command);
    made.asker = asker;
    made.received_at = now;
    made.request_sha256 = storage::sha256({bytes});
    return made;
}

json::object answered(const v1::Verdict& verdict, const char* what) {
    if (verdict.has_refusal()) return told(verdict.refusal());
    return {{"ok", true}, {what, verdict.receipt().subject()}, {"repeated", verdict.repeated()}};
}

void issue(
    engine::Engine& engine, const Clock& clock, v1::AlertContent content, const ImportAnswer& answer
) {
    const auto& coalition = engine.shown().coalition;
    const auto pair = leads(coalition, clock.wall());
    if (!coalition.founded.exercise_only() || pair.size() < 2)
        return answer(bad_request("cannot issue", "--issue needs a log of exercises with two leads")
        );

    v1::Command raise;
    *raise.mutable_raise_alert()->mutable_content() = std::move(content);
    const auto approver = pair[1];
    auto approve = [&engine, &clock, answer, approver](const v1::Verdict& raised) {
        if (raised.has_refusal()) return answer(told(raised.refusal()));
        v1::Command approval;
        approval.mutable_approve_alert()->set_alert_id(raised.receipt().subject());
        engine.submit(
            submission(std::move(approval), approver, clock.wall()),
            [answer](const v1::Verdict& approved) { answer(answered(approved, "alert")); }
        );
    };
    engine.submit(submission(std::move(raise), pair[0], clock.wall()), std::move(approve));
}

} // namespace

void import_one(
    engine::Engine& engine, const Clock& clock, const json::object& request, ImportAnswer answer
) {
    v1::AlertContent content;
    if (!wire::read_json_leniently(json::serialize(request.at("import")), content))
        return answer(bad_request("this is no content of an alert", "it does not fit the schema"));
    if (const auto refusal = wire::check_limits(content)) return answer(told(*refusal));

    const auto* issued = request.if_contains("issue");
    if (issued && issued->is_bool() && issued->get_bool())
        return issue(engine, clock, std::move(content), answer);

    // A signal is a candidate, broadcast by nobody: the server itself may record what its host
    // brings.
    domain::Asker asker;
    const auto& coalition = engine.shown().coalition;
    if (const auto pair = leads(coalition, clock.wall());
        coalition.founded.exercise_only() && !pair.empty())
        asker = pair[0];
    v1::Command command;
    *command.mutable_submit_signal()->mutable_content() = std::move(content);
    engine.submit(
        submission(std::move(command), asker, clock.wall()),
        [answer](const v1::Verdict& verdict) { answer(answered(verdict, "signal")); }
    );
}

} // namespace tocsin::app
