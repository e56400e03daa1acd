// Cosignatures (C2SP tlog-cosignature v1.0.1, Ed25519): a witness says that it saw this checkpoint
// at this time and never an inconsistent one before. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/checkpoint.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::storage {

// "name+8 hex+base64(0x04 ‖ key)".
struct CosignerKey {
    std::string name;
    PublicKey key;

    std::string str() const;
    static std::optional<CosignerKey> parse(std::string_view text); // type 0x04 only
    std::uint32_t id() const;

    bool operator==(const CosignerKey&) const = default;
};

// One signature line, with its LF, over the note's text; `seconds` since 1970.
std::string cosign(
    const std::string& note_text,
    std::uint64_t seconds,
    const std::string& name,
    const SigningKey& key
);

struct CosignedAt {
    enum class Found { nothing, wrong, right };
    Found found = Found::nothing;
    std::uint64_t seconds = 0; // when right
};

// What this cosigner's line says; of duplicates the first counts. `wrong`: there is a line of this
// very name and id that does not verify, so somebody put it there who is not the cosigner.
CosignedAt cosigned_at(const Note& note, const CosignerKey& key);

} // namespace tocsin::storage
