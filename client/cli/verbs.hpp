// The groups of verbs. Each adds its subcommands to the program; the one chosen sets Context::verb.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"

#include <CLI/CLI.hpp>

namespace tocsin::cli {

void add_enrol_verbs(CLI::App& app, Context& context);   // enrol
void add_account_verbs(CLI::App& app, Context& context); // login logout whoami version
void add_config_verbs(CLI::App& app, Context& context);  // config
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
void add_key_verbs(CLI::App& app, Context& context);       // key
void add_token_verbs(CLI::App& app, Context& context);     // token
void add_code_verbs(CLI::App& app, Context& context);      // code
void add_session_verbs(CLI::App& app, Context& context);   // account
void add_proof_verbs(CLI::App& app, Context& context);     // export
void add_verify_verb(CLI::App& app, Context& context);     // verify
void add_receipt_verbs(CLI::App& app, Context& context);   // receipt
void add_report_verbs(CLI::App& app, Context& context);    // report
void add_coalition_verbs(CLI::App& app, Context& context); // coalition signals pack certificate
void add_policy_verbs(CLI::App& app, Context& context);    // policy
void add_calendar_verbs(CLI::App& app, Context& context);  // calendar
void add_outcome_verbs(CLI::App& app, Context& context);   // outcome merge translate
void add_plain_verbs(CLI::App& app, Context& context); // consult comment embargo pledge delegate …
void add_act_verbs(CLI::App& app, Context& context);   // act ask
void add_completion_verbs(CLI::App& app, Context& context); // completion

// Registers what a verb does: runs after parsing, Trouble is reported and gives the exit code.
using Verb = std::function<Result<int>()>;
void on(CLI::App& sub, Context& context, Verb verb);

} // namespace tocsin::cli
