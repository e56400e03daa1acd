// Makes a receipt (storage/receipt.hpp) of what the server answers, and checks it before anybody is
// told that there is one. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/receipt.hpp"
#include "tocsin/v1/view.pb.h"

namespace tocsin::client {

// The questions: the entry itself, as this reader may see it; and its place in the newest tree.
v1::Query ask_for_entry(storage::Index index);
v1::Query ask_for_proof(storage::Index index);

// Trouble: the entry is not shown to this reader, not released yet (again in a second), or what was
// answered proves nothing under `key`.
Result<storage::Receipt> make_receipt(
    storage::Index index,
    const v1::Answer& entry,
    const v1::Answer& proof,
    const storage::VerifierKey& key
);

} // namespace tocsin::client
