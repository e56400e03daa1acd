// enrol, login, logout, whoami, config, version.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/session.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"
#include "client/core/address.hpp"
#include "client/core/connection.hpp"
#include "client/core/keys.hpp"
#include "client/core/state_dir.hpp"
#include "storage/sha256.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

// "https://host/claim#CODE" (or …#name=CODE) names server and code at once.
struct Invitation {
    std::string server;
    std::string code;
};

Invitation parse_invitation(const std::string& text) {
    const auto hash = text.find('#');
    if (text.find("://") == std::string::npos || hash == std::string::npos) return {"", text};
    std::string code = text.substr(hash + 1);
    if (const auto equals = code.find('='); equals != std::string::npos)
        code = code.substr(equals + 1);
    const auto host = text.find("://") + 3;
    const auto path = text.find('/', host);
    return {text.substr(0, std::min(path, hash)), code};
}

Result<std::string> key_file_of(const Context& context) {
    if (!context.globals.key.empty()) return context.globals.key;
    const auto home = client::state_home();
    if (!home) return home.error();
    return default_key_file(*home).string();
}

// The key file, made if it is not there yet: an invitation may be tried twice with one key.
Result<storage::SigningKey> key_to_enrol(Context& context, const std::string& file) {
    std::error_code ec;
    if (std::filesystem::exists(file, ec)) return client::load_key(file);
    auto made = client::make_key(file, context.rng);
    if (made) context.say("made the key " + file);
    return made;
}

Result<int> enrol(Context& context, const std::string& text) {
    const Invitation invitation = parse_invitation(text);
    if (!invitation.server.empty()) context.globals.server = invitation.server;
    const auto server = find_server(context);
    if (!server) return server.error();
    const auto file = key_file_of(context);
    if (!file) return file.error();
    auto key = key_to_enrol(context, *file);
    if (!key) return key.error();
    const Digest fingerprint = client::fingerprint_of(*key);
    const auto home = client::state_home();
    if (!home) return home.error();
    const auto folder = client::state_folder(*home, *server, fingerprint);
    if (!folder) return folder.error();
    Login login;
    login.url = *server;
    login.key = std::move(*key);
    login.state_dir = *folder;
    Session session(context);
    const auto opened = session.open(std::move(login), Following::no, invitation.code);
    if (!opened) return opened.error();
    StoredLogin stored;
    stored.server = *server;
    stored.key = *file;
    const auto kept = store_login(stored);
    if (!kept) return kept.error();
    boost::json::object view;
    view["server"] = *server;
    view["key"] = *file;
    view["fingerprint"] = fingerprint.hex();
    if (context.globals.json)
        context.print_json(view);
    else
        context.terminal.out << client::in_groups(fingerprint) << '\n';
    context.say(
        "enrolled. Read these eight groups to the secretariat over the telephone: the key logs in "
        "once two of its persons have approved it"
    );
    return done;
}

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
    if (context.globals.key.empty() && context.globals.token_file.empty()) {
        const auto file = key_file_of(context);
        if (!file) return file.error();
        context.globals.key = *file;
    }
    auto login = find_login(context);
    if (!login) return login.error();
    StoredLogin stored;
    stored.server = login->url;
    stored.key = context.globals.key;
    stored.token_file = stored.key.empty() ? context.globals.token_file : "";
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

Result<int> config_path(Context& context) {
    const auto home = client::state_home();
    if (!home) return home.error();
    const std::string path = (*home / "login.json").string();
    if (context.globals.json)
        context.print_json(boost::json::object{{"path", path}});
    else
        context.terminal.out << path << '\n';
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
    auto* enrolling =
        app.add_subcommand("enrol", "make a key and give it to the server, with an invitation");
    auto text = std::make_shared<std::string>();
    enrolling->add_option("INVITATION", *text, "the code, or the link it came in")->required();
    on(*enrolling, context, [&context, text] { return enrol(context, *text); });

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
    auto* config = app.add_subcommand("config", "where this client keeps things");
    config->require_subcommand(1);
    on(*config->add_subcommand("path", "the file of the last log-in"), context, [&context] {
        return config_path(context);
    });
    on(*app.add_subcommand("version", "of this program"), context, [&context] {
        return version(context);
    });
}

} // namespace tocsin::cli
