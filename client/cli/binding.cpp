// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"

#include "client/cli/receipts.hpp"
#include "client/cli/view_json.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {

Result<void> require_consent(
    const Context& context, bool with_text, const std::optional<std::uint32_t>& pinned
) {
    if (context.globals.dry_run || context.interactive()) return {};
    if (!context.globals.yes)
        return usage_trouble(
            "this binds your party, and nobody is here to confirm it",
            with_text ? "a script says --yes --version N" : "a script says --yes"
        );
    if (with_text && !pinned)
        return usage_trouble("the text is not pinned", "say which version was read: --version N");
    return {};
}

Result<Consent> ask_consent(Context& context, const BindingAct& act) {
    context.say(harmless(act.sentence));
    if (act.with_text)
        context.say(
            "text: version " + std::to_string(act.version) + ", SHA-256 " + act.text_sha256
        );
    if (context.globals.dry_run) return Consent::dry_run;
    if (context.globals.yes) return Consent::given;
    // Asked even with -q: without the question the answer would mean nothing.
    context.terminal.err << "Type " << act.party << " to confirm: " << std::flush;
    std::string answer;
    std::getline(context.terminal.in, answer);
    if (answer == act.party) return Consent::given;
    Trouble trouble;
    trouble.exit_code = interrupted() ? stopped_by_hand : failed;
    trouble.what = "not confirmed; nothing was sent";
    return trouble;
}

Result<int> tell_receipt(
    Context& context, const v1::Receipt& receipt, const CommandId& id, const std::string& done_words
) {
    if (context.globals.json) {
        boost::json::object view;
        view["commandId"] = uuid(id.view());
        view["receipt"] = view_json(receipt);
        context.print_json(view);
        return done;
    }
    if (!receipt.subject().empty()) context.terminal.out << receipt.subject() << '\n';
    context.say(
        done_words + ": entry " + std::to_string(receipt.index()) + ", recorded at " +
        print_utc(from_ms(receipt.recorded_at())) + " (command " + uuid(id.view()) + ")"
    );
    return done;
}

Result<int> send_and_tell(
    Context& context, Session& session, v1::Command command, const std::string& done_words
) {
    const auto id = context.command_id();
    if (!id) return id.error();
    if (context.globals.dry_run) {
        command.set_command_id(id->str());
        if (context.globals.json) context.print_json(command);
        context.say("dry run: nothing was sent");
        return done;
    }
    const auto receipt = session.command(std::move(command), *id);
    if (!receipt) return receipt.error();
    return tell_receipt(context, *receipt, *id, done_words);
}

Result<int> bind_and_tell(
    Context& context,
    Session& session,
    v1::Command command,
    const std::string& sentence,
    const std::string& done_words
) {
    BindingAct act;
    act.sentence = sentence;
    act.party = session.welcome().party();
    const auto consent = ask_consent(context, act);
    if (!consent) return consent.error();
    if (context.globals.dry_run)
        return send_and_tell(context, session, std::move(command), done_words);
    const auto id = context.command_id();
    if (!id) return id.error();
    const auto receipt = session.command(std::move(command), *id);
    if (!receipt) return receipt.error();
    return tell_and_keep(context, session, *receipt, *id, done_words);
}

} // namespace tocsin::cli
