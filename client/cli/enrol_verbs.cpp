// enrol: a stranger with a code brings a key, made here or OpenSSH's.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/printed_code.hpp"
#include "client/cli/session.hpp"
#include "client/cli/verbs.hpp"
#include "client/core/keys.hpp"
#include "client/core/state_dir.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

struct Enrolling {
    std::string invitation;
    std::string printed_code; // a file
};

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

// The key file is made if it is not there yet: an invitation may be tried twice with one key.
Result<StoredLogin> take_key(Context& context, Login& login) {
    StoredLogin stored;
    stored.server = login.url;
    stored.ssh_key = context.globals.ssh_key;
    if (!stored.ssh_key.empty()) {
        auto loaded = client::SshKey::load(stored.ssh_key);
        if (!loaded) return loaded.error();
        login.ssh_key = std::move(*loaded);
        return stored;
    }
    const auto file = key_file_of(context);
    if (!file) return file.error();
    stored.key = *file;
    std::error_code ec;
    const bool is_there = std::filesystem::exists(*file, ec);
    auto key = is_there ? client::load_key(*file) : client::make_key(*file, context.rng);
    if (!key) return key.error();
    if (!is_there) context.say("made the key " + *file);
    login.key = std::move(*key);
    return stored;
}

Result<Entry> entry_of(Context& context, const Enrolling& given, const std::string& code) {
    Entry entry;
    entry.invitation = code;
    if (given.printed_code.empty()) return entry;
    const auto printed = read_code(context, given.printed_code);
    if (!printed) return printed.error();
    entry.printed_code = *printed;
    return entry;
}

int tell_enrolled(Context& context, const StoredLogin& stored, const Digest& fingerprint) {
    boost::json::object view;
    view["server"] = stored.server;
    view["key"] = stored.key.empty() ? stored.ssh_key : stored.key;
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

Result<int> enrol(Context& context, const Enrolling& given) {
    const Invitation invitation = parse_invitation(given.invitation);
    if (!invitation.server.empty()) context.globals.server = invitation.server;
    const auto server = find_server(context);
    if (!server) return server.error();
    const auto entry = entry_of(context, given, invitation.code);
    if (!entry) return entry.error();
    Login login;
    login.url = *server;
    const auto stored = take_key(context, login);
    if (!stored) return stored.error();
    const Digest fingerprint = login.own_key().fingerprint();
    const auto home = client::state_home();
    if (!home) return home.error();
    const auto folder = client::state_folder(*home, *server, fingerprint);
    if (!folder) return folder.error();
    login.state_dir = *folder;
    Session session(context);
    const auto opened = session.open(std::move(login), Following::no, *entry);
    if (!opened) return opened.error();
    const auto kept = store_login(*stored);
    if (!kept) return kept.error();
    return tell_enrolled(context, *stored, fingerprint);
}

} // namespace

void add_enrol_verbs(CLI::App& app, Context& context) {
    auto* enrolling = app.add_subcommand(
        "enrol", "bring a key to the server, with an invitation; made here, or --ssh-key"
    );
    auto given = std::make_shared<Enrolling>();
    enrolling->add_option("INVITATION", given->invitation, "the code, or the link it came in")
        ->required();
    enrolling->add_option(
        "--printed-code",
        given->printed_code,
        "file of my party's printed code, or - to type it: a recovery without cooling time"
    );
    on(*enrolling, context, [&context, given] { return enrol(context, *given); });
}

} // namespace tocsin::cli
