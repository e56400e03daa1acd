// SPDX-License-Identifier: Apache-2.0
#include "server/engine/verdicts.hpp"

#include "server/base/limits.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::engine {

using namespace std::chrono_literals;

namespace {

// How long a client should wait before it sends the same command id again.
constexpr std::chrono::milliseconds soon = 250ms;
constexpr std::chrono::milliseconds later = 2s;

v1::Refusal not_now(
    v1::Refusal::Code code,
    std::string what,
    std::string why,
    std::string next,
    std::chrono::milliseconds retry_after
) {
    auto refusal = domain::refuse(code, std::move(what), std::move(why), std::move(next));
    refusal.set_retry_after_ms(retry_after.count());
    return refusal;
}

} // namespace

v1::Verdict refused(const v1::Command& command, v1::Refusal refusal) {
    v1::Verdict verdict;
    verdict.set_command_id(command.command_id());
    *verdict.mutable_refusal() = std::move(refusal);
    return verdict;
}

v1::Verdict verdict_on(const storage::Entry& first, const Told& told, std::uint32_t entries) {
    v1::Verdict verdict;
    if (told.event) {
        verdict = domain::verdict_of(*told.event, told.facts);
    } else { // Erased or damaged: what the header still says.
        v1::Receipt& receipt = *verdict.mutable_receipt();
        receipt.set_received_at(to_ms(told.facts.recorded_at));
        receipt.set_recorded_at(to_ms(told.facts.recorded_at));
    }
    if (verdict.has_refusal()) {
        verdict.mutable_refusal()->set_has_index(true);
        verdict.mutable_refusal()->set_index(first.index);
        return verdict;
    }
    v1::Receipt& receipt = *verdict.mutable_receipt();
    receipt.set_index(first.index);
    receipt.set_leaf_hash(first.leaf_hash.str());
    receipt.set_header(first.header);
    receipt.set_entries(entries);
    return verdict;
}

v1::Refusal refuse_nameless() {
    return domain::refuse(
        v1::Refusal::MALFORMED,
        "this command has no id",
        "a command id has 16 bytes; nothing was written",
        "make an id and send it"
    );
}

v1::Refusal refuse_overloaded() {
    return not_now(
        v1::Refusal::OVERLOADED,
        "too many commands are waiting",
        "the server's inbox is full; nothing was written",
        "send the same command again in a moment",
        soon
    );
}

v1::Refusal refuse_clock() {
    return not_now(
        v1::Refusal::CLOCK_FAULT,
        "the server's clock cannot be trusted now",
        "it jumped; acts that bind wait and nothing was written",
        "send the same command again later; an operator must confirm the time",
        later
    );
}

v1::Refusal refuse_reused(storage::Index first) {
    auto refusal = domain::refuse(
        v1::Refusal::COMMAND_ID_REUSED,
        "this command id was used for another command",
        "an id names one command for ever; nothing was written",
        "make a new id for the new command"
    );
    refusal.set_has_index(true);
    refusal.set_index(first);
    return refusal;
}

v1::Refusal refuse_too_long(std::size_t bytes, std::size_t bytes_max) {
    return domain::refuse_field(
        "command",
        std::to_string(bytes_max) + " bytes as recorded",
        std::to_string(bytes) + " bytes"
    );
}

v1::Refusal refuse_storage_full() {
    return not_now(
        v1::Refusal::STORAGE_FULL,
        "the server cannot record anything now",
        "its disk is full; nothing was written",
        "send the same command again later",
        later
    );
}

v1::Refusal refuse_unavailable(std::string why) {
    return not_now(
        v1::Refusal::UNAVAILABLE,
        "the server cannot record anything now",
        std::move(why),
        "send the same command again later",
        later
    );
}

} // namespace tocsin::engine
