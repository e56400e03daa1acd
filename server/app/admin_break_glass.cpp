// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_break_glass.hpp"

#include "server/wire/json.hpp"
#include "storage/sha256.hpp"

namespace tocsin::app {

namespace {

namespace json = boost::json;

// Nothing: not there, or not of that length.
template <class B>
std::optional<B> bytes_in(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    if (!value || !value->is_string()) return std::nullopt;
    const auto raw = from_hex(std::string(value->get_string()));
    return raw ? B::from(*raw) : std::nullopt;
}

json::object recorded(const v1::Verdict& verdict) {
    if (verdict.has_refusal()) return told(verdict.refusal());
    return {
        {"ok", true},
        {"entry", verdict.receipt().index()},
        {"recorded_at", print_utc(from_ms(verdict.receipt().recorded_at()))}};
}

} // namespace

void break_glass(
    engine::Engine& engine, const Clock& clock, const json::object& request, ImportAnswer answer
) {
    const auto& asked = request.at("break_glass");
    const json::object none;
    const auto& object = asked.is_object() ? asked.get_object() : none;
    const auto id = bytes_in<CommandId>(object, "command_id");
    const auto fingerprint = bytes_in<Digest>(object, "fingerprint");
    const auto code = bytes_in<Digest>(object, "code_sha256");
    if (!id || !fingerprint || !code)
        return answer(
            {{"error", "BAD_REQUEST"},
             {"what", "this breaks no glass"},
             {"why", "command_id, fingerprint and code_sha256 are hex of 16, 32 and 32 bytes"},
             {"next", "correct it"}}
        );
    engine::Submission submission; // The server's own: no person asks.
    auto& command = *submission.command.mutable_break_glass();
    command.set_fingerprint(fingerprint->str());
    command.set_code_sha256(code->str());
    submission.request_sha256 = storage::sha256({wire::serialise_alike(submission.command)});
    submission.command.set_command_id(id->str());
    submission.received_at = clock.wall();
    engine.submit(std::move(submission), [answer](const v1::Verdict& verdict) {
        answer(recorded(verdict));
    });
}

} // namespace tocsin::app
