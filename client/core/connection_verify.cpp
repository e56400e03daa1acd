// "Show once more who you are" (docs/PROTOCOL.md 2.7), answered with the key that logged in,
// so that a session that lasts for days works as on its first minute. The same command goes out
// again under the same id.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/connection_state.hpp"
#include "server/wire/codec.hpp"

#include <algorithm>

namespace tocsin::client {

using namespace std::chrono_literals;

// False: it is the caller's to answer. Once for a command: a server that is never content is told
// to whoever asked.
bool Connection::State::verify_for(const CommandId& id, Waiting<v1::Verdict>& waiting) {
    if (!options.key || welcome.read_only() || waiting.verified) return false;
    waiting.verified = true;
    unverified.push_back(id);
    if (unverified.size() > 1) return true; // asked for already
    v1::ClientFrame frame;
    frame.mutable_ask_challenge();
    send(wire::encode(frame, wire::Format::binary));
    return true;
}

void Connection::State::take_challenge(const v1::Challenge& challenge) {
    server_time = from_ms(challenge.server_time());
    const auto nonce = wire::ServerNonce::from(challenge.nonce());
    if (unverified.empty() || !nonce || challenge.origin() != origin) return;
    auto proof = proof_of(*nonce);
    if (!proof) {
        v1::Verdict refused;
        refused.mutable_refusal()->set_code(v1::Refusal::VERIFICATION_REQUIRED);
        refused.mutable_refusal()->set_what(proof.error().what);
        refused.mutable_refusal()->set_why(proof.error().why);
        refused.mutable_refusal()->set_next(proof.error().next);
        return refuse_unverified(refused);
    }
    v1::ClientFrame frame;
    *frame.mutable_authenticate() = std::move(*proof);
    send(wire::encode(frame, wire::Format::binary));
}

void Connection::State::take_verified(const v1::Verified& verified) {
    welcome.set_verified_until(verified.until());
    for (const CommandId& id : std::exchange(unverified, {})) {
        const auto found = commands.find(id);
        if (found != commands.end()) send(found->second->frame);
    }
}

// The server would not take the proof, or not now: those who wait for it are told, or wait.
void Connection::State::not_verified(const v1::Verdict& verdict) {
    if (!is_not_now(verdict)) return refuse_unverified(verdict);
    for (const CommandId& id : std::exchange(unverified, {})) {
        const auto found = commands.find(id);
        if (found == commands.end()) continue;
        found->second->verified = false;
        wait_for_later(*found->second, verdict);
    }
}

void Connection::State::refuse_unverified(const v1::Verdict& verdict) {
    for (const CommandId& id : std::exchange(unverified, {})) {
        if (!commands.contains(id)) continue;
        v1::Verdict refused = verdict;
        refused.set_command_id(id.str());
        answered(id, refused);
    }
}

} // namespace tocsin::client
