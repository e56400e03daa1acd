// decide: what a command leads to, given the whole state and the instant it was received. Pure: no
// clock, no chance, no I/O, no cryptography (identity verified the signature before). Replaying the
// log always reaches the same state.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"
#include "tocsin/v1/command.pb.h"
#include "tocsin/v1/frame.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::domain {

// Who asks; settled at log-in, never by the payload. The server itself: both zero.
struct Asker {
    PersonId person;
    Digest key; // the key of the session; revoked since then: FORBIDDEN

    bool is_server() const { return person.is_zero(); }
};

// Events, a refusal, or both: a late position is recorded without effect and refused.
struct Decision {
    std::vector<v1::Event> events; // the oneof only; received_at and request_sha256: the engine
    std::optional<v1::Refusal> refusal;
    v1::Realm realm = v1::ACTUAL;
    std::string subject; // id of the alert, procedure or signal it concerns
};

Decision
decide(const State& state, const v1::Command& command, const Asker& asker, Instant received);

// What is due at `now`, as the server's own commands, the earliest first: closings (deadline +
// settle passed), publications, reminders, escalation, reviews. command_id is left empty: it is the
// first 16 bytes of SHA-256(due_preimage), and the domain knows no SHA (docs/LOG_FORMAT.md section
// 5).
std::vector<v1::Command> due(const State& state, Instant now);
std::string due_preimage(const v1::Command& command);
// When due() will next have something; nothing: nothing is under way.
std::optional<Instant> next_due(const State& state);

// The verdict told again for a command that already appended: rebuilt from its first event and
// facts (storage.md 3.5). The refusal of a late position included.
v1::Verdict verdict_of(const v1::Event& event, const EntryFacts& facts);

} // namespace tocsin::domain
