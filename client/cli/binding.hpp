// Acts that bind a government or the Coalition: said in one sentence, then confirmed by typing the
// party's code on a terminal, or by --yes in a script (cli.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/session.hpp"

#include <optional>
#include <string>

namespace tocsin::cli {

struct BindingAct {
    std::string sentence;                // "Ghana signs statement ex-st-…"
    std::string party;                   // the code to be typed
    bool with_text = false;              // then a script must pin the version
    std::optional<std::uint32_t> pinned; // --version
    std::uint32_t version = 0;
    std::string text_sha256; // hex
};

enum class Consent { given, dry_run };

// Before anything is asked of the server: exit 2 when a script has not said --yes (and --version).
Result<void>
require_consent(const Context& context, bool with_text, const std::optional<std::uint32_t>& pinned);
Result<Consent> ask_consent(Context& context, const BindingAct& act);

// Sends the command, unless --dry-run, and tells its receipt: on stdout, as a line or as JSON.
Result<int>
send_and_tell(Context& context, Session& session, v1::Command command, const std::string& done);
// The same with a sentence to consent to first.
Result<int> bind_and_tell(
    Context& context,
    Session& session,
    v1::Command command,
    const std::string& sentence,
    const std::string& done
);

Result<int> tell_receipt(
    Context& context, const v1::Receipt& receipt, const CommandId& id, const std::string& done
);

} // namespace tocsin::cli
