// login, logout, whoami, version.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/session.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"
#include "client/core/connection.hpp"
#include "client/core/keys.hpp"
#include "client/core/state_dir.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

// Follows until the log's first entry has named its key: from then on it is pinned.
Result<void> learn_log_key(Context& context, Session& session) {
    const auto deadline = context.clock.mono() + std::chrono::seconds(5);
    const auto known = [&] {
        return session.connection().log_key().has_value() || context.clock.mono() > deadline;
    };
    return session.follow([](const v1::Item&) {}, known);
}

Result<int> log_in(Context& context, const std::string& url) {
    context.globals.server = url;
    const auto& globals = context.globals;
    if (globals.key.empty() && globals.ssh_key.empty() && globals.token_file.empty()) {
        const auto file = key_file_of(context);
        if (!file) return file.error();
        context.globals.key = *file;
    }
    auto login = find_login(context);
    if (!login) return login.error();
    StoredLogin stored;
    stored.server = login->url;
    stored.key = globals.key;
    stored.ssh_key = globals.ssh_key;
    if (!login->own_key()) stored.token_file = globals.token_file;
    Session session(context);
    const auto opened = session.open(std::move(*login), Following::from_start);
    if (!opened) return opened.error();
    const auto learned = learn_log_key(context, session);
    if (!learned) return learned.error();
    const auto kept = store_login(stored);
    if (!kept) return kept.error();
    const auto log_key = session.connection().log_key();
    boost::json::object view;
    view["server"] = stored.server;
    view["person"] = uuid(session.welcome().person());
    view["party"] = session.welcome().party();
    view["logKey"] = nullptr;
    if (log_key) view["logKey"] = log_key->str();
    if (context.globals.json)
        context.print_json(view);
    else
        context.terminal.out << session.welcome().party() << ' ' << uuid(session.welcome().person())
                             << '\n';
    if (log_key) context.say("log key, trusted from here on: " + log_key->str());
    return done;
}

Result<int> log_out(Context& context) {
    const auto forgotten = forget_login();
    if (!forgotten) return forgotten.error();
    context.say("logged out; the key file and the outbox stay where they are");
    return done;
}

Result<int> who_am_i(Context& context) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Query query;
    query.mutable_who_am_i();
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    const auto& view = answer->who_am_i();
    if (context.globals.json) {
        context.print_json(view);
        return done;
    }
    std::string roles;
    for (const int role : view.roles())
        roles += (roles.empty() ? "" : ", ") + word(static_cast<v1::Role>(role));
    auto& out = context.terminal.out;
    out << "person  " << uuid(view.person())
        << (view.name().empty() ? "" : "  " + harmless(view.name())) << '\n'
        << "party   " << harmless(view.party()) << "  " << harmless(view.party_name()) << '\n'
        << "roles   " << roles << '\n';
    if (const auto key = Digest::from(view.key_fingerprint()); key && !key->is_zero())
        out << "key     " << client::in_groups(*key) << '\n';
    out << "log     " << harmless(session.connection().origin())
        << (view.exercise_only() ? "  (exercise)" : "") << '\n';
    return done;
}

Result<int> version(Context& context) {
    if (context.globals.json)
        context.print_json(boost::json::object{{"version", TOCSIN_VERSION}, {"protocol", 1}});
    else
        context.terminal.out << "tocsin " TOCSIN_VERSION "\n";
    return done;
}

} // namespace

void add_account_verbs(CLI::App& app, Context& context) {
    auto* in = app.add_subcommand("login", "check a key or token with a server, and remember both");
    auto url = std::make_shared<std::string>();
    in->add_option("URL", *url, "wss://foc.example/ws")->required();
    on(*in, context, [&context, url] { return log_in(context, *url); });

    on(*app.add_subcommand("logout", "forget server and key"), context, [&context] {
        return log_out(context);
    });
    on(*app.add_subcommand("whoami", "person, party, roles and key"), context, [&context] {
        return who_am_i(context);
    });
    on(*app.add_subcommand("version", "of this program"), context, [&context] {
        return version(context);
    });
}

} // namespace tocsin::cli
