// Receipts as files: kept by themselves after every act that binds, fetched again, verified
// offline. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/session.hpp"
#include "client/core/verify.hpp"

#include <filesystem>

namespace tocsin::cli {

// Waits for the checkpoint that covers the entry, a few seconds at most; the receipt is verified.
Result<std::string> fetch_receipt(Session& session, storage::Index index);

// Tells the receipt of an act that binds, and keeps its proof in the state folder: the act stands
// whether or not that works, so its failure is told and is none of the act's.
Result<int> tell_and_keep(
    Context& context,
    Session& session,
    const v1::Receipt& receipt,
    const CommandId& id,
    const std::string& done_words
);

// `text` of a file `.tlog-proof`: 0 or 7.
Result<int>
verify_receipt(Context& context, const std::string& text, const client::VerifyOptions& options);

} // namespace tocsin::cli
