// SPDX-License-Identifier: Apache-2.0
#include "client/cli/cli.hpp"

#include "client/cli/did_you_mean.hpp"
#include "client/cli/verbs.hpp"
#include "storage/signature.hpp"

#include <algorithm>
#include <exception>
#include <sstream>

namespace tocsin::cli {
namespace {

constexpr const char* examples =
    "tocsin: alerts and statements of a coalition of governments\n"
    "\n"
    "  tocsin login wss://foc.example/ws --key device.key\n"
    "  tocsin inbox                                   what my government owes\n"
    "  tocsin show ex-al-7k3q9x2m                     one alert, and whom it reached\n"
    "  tocsin ack ex-al-7k3q9x2m --acting\n"
    "  tocsin sign st-5d2m8w1c --version 3            asks for confirmation\n"
    "  tocsin watch --json | jq .words\n"
    "  tocsin export all -o log.ndjson && tocsin verify log.ndjson\n";

void add_globals(CLI::App& app, Globals& globals) {
    app.add_option("--server", globals.server, "URL of the server, wss://… (or $TOCSIN_SERVER)");
    auto* key = app.add_option("--key", globals.key, "file of the device key (or $TOCSIN_KEY)");
    app.add_option(
           "--ssh-key", globals.ssh_key, "file of an OpenSSH key instead (or $TOCSIN_SSH_KEY)"
    )
        ->excludes(key);
    app.add_option(
        "--token-file", globals.token_file, "file of a feed token (or $TOCSIN_TOKEN_FILE)"
    );
    app.add_option("--ca-file", globals.ca_file, "certificates to trust, PEM");
    app.add_option("--command-id", globals.command_id, "UUID of the command: safe to run again");
    app.add_option("--timeout", globals.timeout_seconds, "seconds to wait for an answer")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    app.add_flag("--demo", globals.demo, "speak to the demo that runs on this host");
    app.add_option("--as", globals.person, "the demo's person, e.g. focal-gh (default: lead)");
    app.add_flag("--json", globals.json, "data as JSON");
    app.add_flag("--no-color,--no-colour", globals.no_colour, "no colour");
    app.add_flag("--plain", globals.plain, "plain lines, absolute times, no full screen");
    app.add_flag("-q,--quiet", globals.quiet, "no words on stderr but errors");
    app.add_flag("-v,--verbose", globals.verbose, "more words on stderr");
    app.add_flag("--yes", globals.yes, "do not ask for confirmation");
    app.add_flag("--dry-run", globals.dry_run, "show what would be sent, send nothing");
    app.add_flag("--no-input", globals.no_input, "never ask anything");
}

void add_verbs(CLI::App& app, Context& context) {
    add_enrol_verbs(app, context);
    add_account_verbs(app, context);
    add_config_verbs(app, context);
    add_check_verbs(app, context);
    add_alert_verbs(app, context);
    add_raise_verbs(app, context);
    add_steer_verbs(app, context);
    add_procedure_verbs(app, context);
    add_text_verbs(app, context);
    add_position_verbs(app, context);
    add_room_verbs(app, context);
    add_watch_verbs(app, context);
    add_people_verbs(app, context);
    add_key_verbs(app, context);
    add_token_verbs(app, context);
    add_code_verbs(app, context);
    add_session_verbs(app, context);
    add_proof_verbs(app, context);
    add_verify_verb(app, context);
    add_receipt_verbs(app, context);
    add_report_verbs(app, context);
    add_coalition_verbs(app, context);
    add_policy_verbs(app, context);
    add_calendar_verbs(app, context);
    add_outcome_verbs(app, context);
    add_plain_verbs(app, context);
    add_act_verbs(app, context);
    add_completion_verbs(app, context);
}

int usage_error(
    const CLI::App& app,
    const std::vector<std::string>& arguments,
    Context& context,
    const CLI::ParseError& error
) {
    Trouble trouble = usage_trouble(error.what(), "tocsin --help");
    const std::string meant = did_you_mean(app, arguments);
    if (!meant.empty()) trouble.next = "did you mean: " + meant;
    return report(context, trouble);
}

int parse_and_run(const std::vector<std::string>& arguments, Context& context) {
    CLI::App app(examples, "tocsin");
    app.fallthrough();
    app.require_subcommand(0, 1);
    app.get_formatter()->column_width(34);
    add_globals(app, context.globals);
    add_verbs(app, context);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(std::move(reversed));
    } catch (const CLI::Success&) {
        // --help, of the program or of a verb: data, as asked for.
        const CLI::App* asked = &app;
        while (!asked->get_subcommands().empty())
            asked = asked->get_subcommands().front();
        context.terminal.out << asked->help();
        return done;
    } catch (const CLI::ParseError& error) {
        return usage_error(app, arguments, context, error);
    }
    if (!context.verb) {
        context.terminal.err << app.help();
        return usage;
    }
    const int code = context.verb();
    context.terminal.out.flush();
    return code;
}

} // namespace

void on(CLI::App& sub, Context& context, Verb verb) {
    sub.callback([&context, verb = std::move(verb)] {
        context.verb = [&context, verb] {
            const auto code = verb();
            return code ? *code : report(context, code.error());
        };
    });
}

int run_cli(const std::vector<std::string>& arguments, Terminal terminal) {
    Context context(terminal);
    if (!storage::init_crypto()) {
        context.terminal.err << "error: the cryptographic library cannot be used\n";
        return failed;
    }
    try {
        return parse_and_run(arguments, context);
    } catch (const std::exception& error) {
        Trouble trouble;
        trouble.what = "INTERNAL: " + std::string(error.what());
        trouble.next = "please report this with the command you ran";
        return report(context, trouble);
    }
}

int run_cli(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
    std::istringstream nothing;
    return run_cli(arguments, Terminal{out, err, nothing});
}

} // namespace tocsin::cli
