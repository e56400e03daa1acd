// Whom an alert or a procedure is for, by its label and audience: made once when it goes out and
// again when one of these changes, and shared by every entry about it (I8, audience.cpp). A list
// made per entry would cost more than all the rest of sending it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/entry.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace tocsin::domain {

struct Alert;
struct Procedure;
struct State;

struct Named {
    std::vector<PartyCode> parties; // in order, each once
    std::vector<PersonId> persons;  // in order, each once

    bool has(const PartyCode& party) const;
    bool has(const PersonId& person) const;
};

// Readers of one item: any of `classes` (reader_class, audience.hpp), or who is named.
struct Readers {
    std::uint32_t classes = 0;
    bool only_named = false; // the classes open nothing (RED); auditors excepted
    std::shared_ptr<const Named> named;
};

// Empty (no class, nobody named) until the item has gone out.
struct Readership {
    Readers all;
    Readers governments; // of them, for what governments answered
};

// What evolve keeps true. An item that has not gone out keeps its empty readership.
void renew_readership(const State& state, Alert& alert);
void renew_readership(const State& state, Procedure& procedure);
// After a party came back as another kind, or a person moved: all that is out.
void renew_readerships(State& state);

// Readers of an older message, shown no wider than the live one.
Readers readers_of_message(const State& state, const Alert& alert, const v1::AlertContent& message);

} // namespace tocsin::domain
