// The receipt of an entry (C2SP tlog-proof@v1), a file `.tlog-proof`: that it stands in the log, at
// this place, under a checkpoint with its cosignatures. docs/LOG_FORMAT.md section 11.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/checkpoint.hpp"
#include "storage/entry.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin::storage {

struct Receipt {
    // Header, salt and payload, or the header alone: what `extra` carries. Unsigned there; the leaf
    // hash made of the header is what is proven, and the commitment binds the rest.
    Entry entry;
    std::vector<Digest> proof; // leaf sibling first
    std::string checkpoint;    // the whole note, with every line under it
};

std::string print_receipt(const Receipt& receipt);

// Strict in form; proves nothing yet. A string: why it is not one.
std::variant<Receipt, std::string> parse_receipt(std::string_view text);

// Empty: the entry is in the tree of its checkpoint, which `key` signed, and its payload, if it is
// there, is the one committed to. Otherwise what is wrong. Cosignatures: trust_policy.hpp.
std::string wrong_with(const Receipt& receipt, const VerifierKey& key);

constexpr std::string_view receipt_suffix = ".tlog-proof";

} // namespace tocsin::storage
