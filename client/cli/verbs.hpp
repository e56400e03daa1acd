// The groups of verbs. Each adds its subcommands to the program; the one chosen sets Context::verb.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"

#include <CLI/CLI.hpp>

namespace tocsin::cli {

void add_account_verbs(CLI::App& app, Context& context); // enrol login logout whoami config version
void add_check_verbs(CLI::App& app, Context& context);   // status doctor
void add_alert_verbs(CLI::App& app, Context& context);   // alerts show inbox preview
void add_raise_verbs(CLI::App& app, Context& context);   // signal raise update
void add_steer_verbs(CLI::App& app, Context& context);   // approve cancel close note ack unack
void add_procedure_verbs(
    CLI::App& app, Context& context
);                                                    // procedures open text extend drop publish
void add_text_verbs(CLI::App& app, Context& context); // diff
void add_position_verbs(CLI::App& app, Context& context);  // sign decline abstain await …
void add_room_verbs(CLI::App& app, Context& context);      // room timeline
void add_watch_verbs(CLI::App& app, Context& context);     // watch
void add_people_verbs(CLI::App& app, Context& context);    // members person
void add_key_verbs(CLI::App& app, Context& context);       // key token
void add_proof_verbs(CLI::App& app, Context& context);     // export verify
void add_coalition_verbs(CLI::App& app, Context& context); // coalition signals pack certificate
void add_outcome_verbs(CLI::App& app, Context& context);   // outcome merge translate
void add_plain_verbs(CLI::App& app, Context& context); // consult comment embargo pledge delegate …
void add_act_verbs(CLI::App& app, Context& context);   // act ask
void add_completion_verbs(CLI::App& app, Context& context); // completion

// Registers what a verb does: runs after parsing, Trouble is reported and gives the exit code.
using Verb = std::function<Result<int>()>;
void on(CLI::App& sub, Context& context, Verb verb);

} // namespace tocsin::cli
