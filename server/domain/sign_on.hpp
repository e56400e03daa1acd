// The canonical text of a signed position: exactly 13 lines, strict grammar (docs/PROTOCOL.md,
// signed positions; security.md 5.7). Pure text; who signed it is checked elsewhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/ids.hpp"
#include "tocsin/v1/event.pb.h"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::domain {

struct SignOn {
    v1::Realm realm = v1::ACTUAL;
    std::string origin;    // log
    ProcedureId procedure; // statement
    std::uint32_t version = 0;
    Digest text_sha256;
    std::int64_t deadline_seconds = 0;
    PartyCode party; // member
    v1::Position::Stance stance = v1::Position::STANCE_UNSPECIFIED;
    std::optional<Digest> reservation_sha256;
    std::optional<Digest> supersedes; // leaf hash
    Digest key;                       // fingerprint
    std::int64_t time_seconds = 0;
    Bytes<16, struct NonceTag> nonce;
};

std::string render(const SignOn& sign_on);
// Nothing unless render(parse(text)) == text, byte for byte.
std::optional<SignOn> parse_sign_on(std::string_view text);

// "sign", "not_joining" …: domain.md's stances as spelled in the text; empty for none.
std::string_view stance_token(v1::Position::Stance stance);
v1::Position::Stance stance_of(std::string_view token);

} // namespace tocsin::domain
