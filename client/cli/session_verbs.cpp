// account: one's own keys and sessions, ending them, and "this was not me".
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/key_words.hpp"
#include "client/cli/lines.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

Result<v1::AccountView> fetch_account(Session& session) {
    v1::Query query;
    query.mutable_show_account();
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    return answer->account();
}

std::string used_words(const Context& context, std::int64_t at) {
    return at == 0 ? "never" : when_words(context, at);
}

void print_sessions(Context& context, const v1::AccountView& view) {
    if (view.sessions().empty()) return;
    heading(context, "sessions in browsers");
    Table table({"SESSION", "BROWSER", "BEGUN", "LAST USED", "ENDS", "KEY"});
    for (const auto& session : view.sessions())
        table.row(
            {to_hex(session.session_id()),
             session.agent().empty() ? "-" : session.agent(),
             when_words(context, session.started_at()),
             when_words(context, session.last_used_at()),
             when_words(context, session.expires_at()),
             short_id(session.key_fingerprint()) + (session.current() ? " (this one)" : "")}
        );
    table.print(context.terminal);
}

Result<int> show_account(Context& context) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto view = fetch_account(session);
    if (!view) return view.error();
    if (context.globals.json) {
        context.print_json(*view);
        return done;
    }
    Table table({"KEY", "STATE", "KIND", "LAST USED", ""});
    for (const auto& key : view->keys())
        table.row(
            {key_name(context, key),
             key_state(context, key),
             key_kind(key),
             used_words(context, key.last_used_at()),
             key.current() ? "(this one)" : ""}
        );
    table.print(context.terminal);
    print_sessions(context, *view);
    context.terminal.out << '\n';
    line(
        context,
        "printed code",
        view->recovery_code_set() ? "my party has one that is not used"
                                  : "none: tocsin code print makes one"
    );
    if (view->two_persons()) line(context, "positions", "two persons for each, in my government");
    return done;
}

Result<std::string> session_among(const v1::AccountView& view, const std::string& text) {
    const auto digits = digits_of(text);
    std::string found;
    for (const auto& session : view.sessions()) {
        if (!digits || !begins_with(session.session_id(), *digits)) continue;
        if (!found.empty())
            return usage_trouble("several sessions begin with " + *digits, "give more digits");
        found = session.session_id();
    }
    if (!found.empty()) return found;
    Trouble trouble;
    trouble.exit_code = not_found;
    trouble.what = "NOT_FOUND: you have no session \"" + text + "\"";
    trouble.why = "it has ended, or was somebody else's";
    trouble.next = "tocsin account show, and at least the first eight digits";
    return trouble;
}

Result<int> end_sessions(Context& context, const std::string& named, bool others) {
    if (named.empty() != others)
        return usage_trouble(
            "which sessions are to end", "tocsin account end SESSION, or --others for all of them"
        );
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    std::string id;
    if (!others) {
        const auto view = fetch_account(session);
        if (!view) return view.error();
        const auto found = session_among(*view, named);
        if (!found) return found.error();
        id = *found;
    }
    if (context.globals.dry_run) {
        context.say("dry run: nothing was ended");
        return done;
    }
    const auto count = session.end_session(id);
    if (!count) return count.error();
    if (context.globals.json) context.print_json(boost::json::object{{"ended", *count}});
    context.say(std::to_string(*count) + (*count == 1 ? " session" : " sessions") + " ended");
    return done;
}

Result<int> not_me(Context& context, const std::string& named, const std::string& words) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto view = fetch_account(session);
    if (!view) return view.error();
    const auto fingerprint = fingerprint_among(view->keys(), named);
    if (!fingerprint) return fingerprint.error();
    v1::Command command;
    command.mutable_report_misuse()->set_fingerprint(*fingerprint);
    command.mutable_report_misuse()->set_words(words);
    return send_and_tell(
        context,
        session,
        std::move(command),
        "reported. The key is revoked, its sessions and your feed tokens end now; your party and "
        "the secretariat are told"
    );
}

} // namespace

void add_session_verbs(CLI::App& app, Context& context) {
    auto* account = app.add_subcommand("account", "my keys and sessions, and when they were used");
    account->require_subcommand(1);
    on(*account->add_subcommand("show", "each key and session, with its last use"),
       context,
       [&context] { return show_account(context); });

    auto* ending = account->add_subcommand("end", "end a session in a browser, or all the others");
    auto id = std::make_shared<std::string>();
    auto others = std::make_shared<bool>(false);
    ending->add_option("SESSION", *id, "its first eight digits or more");
    ending->add_flag("--others", *others, "every session but this one");
    on(*ending, context, [&context, id, others] { return end_sessions(context, *id, *others); });

    auto* misuse = account->add_subcommand("not-me", "this key of mine was used, and not by me");
    auto key = std::make_shared<std::string>(), words = std::make_shared<std::string>();
    misuse->add_option("FINGERPRINT", *key, "its first eight digits or more")->required();
    misuse->add_option("--words", *words, "what happened");
    on(*misuse, context, [&context, key, words] { return not_me(context, *key, *words); });
}

} // namespace tocsin::cli
