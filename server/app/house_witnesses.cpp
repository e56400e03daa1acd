// SPDX-License-Identifier: Apache-2.0
#include "server/app/exit_code.hpp"
#include "server/app/house_state.hpp"
#include "storage/durable_file.hpp"

namespace tocsin::app {

namespace {

constexpr std::size_t policy_bytes_max = 64 * 1024;
constexpr const char* evidence_name = "fork-evidence";

Trouble unusable(const std::filesystem::path& file, std::string why) {
    return {
        Trouble::Fate::failed,
        exit_code::configuration,
        "store.witness_policy " + file.string() + " cannot be used",
        std::move(why),
        "correct the file (docs/LOG_FORMAT.md, section 12)"};
}

Result<storage::TrustPolicy>
policy_at(const std::filesystem::path& file, const storage::VerifierKey& log_key) {
    const auto text = storage::read_file(file, policy_bytes_max);
    if (!text) return text.error();
    if (!*text) return unusable(file, "there is no such file");
    auto parsed = storage::TrustPolicy::parse(**text);
    if (const auto* wrong = std::get_if<storage::TrustPolicy::Wrong>(&parsed))
        return unusable(file, "line " + std::to_string(wrong->line) + ": " + wrong->why);
    auto policy = std::get<storage::TrustPolicy>(std::move(parsed));
    for (const auto& key : policy.logs()) {
        if (key.name == log_key.name && key.key == log_key.key) return policy;
    }
    return unusable(file, "it does not name this log: log " + log_key.str());
}

} // namespace

Result<void> House::State::read_witness_policy() {
    if (plan.witness_policy.empty()) return {};
    auto policy = policy_at(plan.witness_policy, {origin, log_key->public_key()});
    if (!policy) return policy.error();
    witness_policy = std::move(*policy);
    return {};
}

// A fork that was proven once stays proven until an operator has acted: the file says so.
Result<void> House::State::ask_witnesses() {
    const auto evidence = plan.directory / evidence_name;
    std::error_code ec;
    if (std::filesystem::exists(evidence, ec))
        engine->proofs().forked(
            "a witness proved a fork of this log: see " + evidence.string() +
            " and docs/OPERATIONS.md, a forked log"
        );
    if (!witness_policy) return {};

    if (!egress) egress = std::make_unique<reach::CurlEgress>(io.get_executor());
    const reach::Witnesses::Rooms rooms{engine->proofs(), *egress, clock, io.get_executor()};
    witnesses = std::make_unique<reach::Witnesses>(
        rooms,
        std::move(*witness_policy),
        evidence,
        [this](const std::string& line) { logging.warn("reach", "witness", line); }
    );
    engine->on_checkpoint([this](const std::string&) { witnesses->released(); });
    witnesses->released(); // what was released before this start
    return {};
}

} // namespace tocsin::app
