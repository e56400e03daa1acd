// A government's answer, built from the text that this client fetched and hashed itself, never from
// a hash the server supplied (docs/PROTOCOL.md section 5): rendered, signed, ready to be sent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/own_key.hpp"
#include "server/domain/sign_on.hpp"
#include "tocsin/v1/command.pb.h"
#include "tocsin/v1/view.pb.h"

#include <optional>
#include <string>

namespace tocsin::client {

struct Intent {
    v1::Position::Stance stance = v1::Position::STANCE_UNSPECIFIED;
    std::optional<std::uint32_t> version;     // pinned by the person; another one is refused
    std::optional<Digest> reservation_sha256; // of the deposited explanation or reason
    bool replaces = false;                    // says openly that a standing answer is replaced
    std::int64_t answer_by = 0;               // awaiting_instructions
    CommandId command_id;                     // nonce and time are made of it: a re-run is the same
};

// What the client knows of itself and of the log it speaks to.
struct Signer {
    std::string origin;
    std::string party;
    OwnKey key;
};

// Trouble: exit 7 when `text` is not the text the server names; exit 5 when the version moved or a
// standing answer would be replaced without a word.
Result<domain::SignOn> prepare_position(
    const v1::ProcedureView& procedure,
    const std::string& text,
    const Signer& signer,
    const Intent& intent,
    Instant now
);

// Trouble: an OpenSSH key that signed nothing.
Result<v1::Command>
sign_position(const domain::SignOn& sign_on, const Signer& signer, const Intent& intent);

// When a text is signed: the instant inside a UUIDv7, so that a command run again signs the same
// text, else now.
std::int64_t signing_seconds(const CommandId& id, Instant now);

// The party's standing answer, if it has one.
const v1::PositionLine* standing_of(const v1::ProcedureView& procedure, const std::string& party);

} // namespace tocsin::client
