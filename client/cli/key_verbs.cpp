// key: what logs in and signs, a further one, and ending one.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/key_words.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"
#include "client/core/connection.hpp"
#include "client/core/keys.hpp"
#include "client/core/rotation.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

struct Listing {
    std::string party;
    bool revoked = false; // also these
};

Result<int> list_keys(Context& context, const Listing& given) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const std::string party = given.party.empty() ? session.welcome().party() : given.party;
    const auto all = fetch_keys(session, party);
    if (!all) return all.error();
    v1::KeyList shown;
    shown.set_as_of_size(all->as_of_size());
    for (const auto& key : all->keys())
        if (given.revoked || !key.has_revoked()) *shown.add_keys() = key;
    if (context.globals.json) {
        context.print_json(shown);
        return done;
    }
    Table table({"KEY", "STATE", "KIND", "ENROLLED", "PERSON"});
    for (const auto& key : shown.keys()) {
        std::string person = uuid(key.person());
        if (key.person() == session.welcome().person()) person += " (me)";
        if (key.fingerprint() == session.welcome().key_fingerprint()) person += " (this one)";
        table.row(
            {key_name(context, key),
             key_state(context, key),
             key_kind(key),
             when_words(context, key.enrolled_at()),
             person}
        );
    }
    if (table.empty())
        context.say("no keys of " + party + " that you may see");
    else
        table.print(context.terminal);
    return done;
}

Result<int> revoke_key(Context& context, const std::string& named, const std::string& reason) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto keys = fetch_keys(session, "");
    if (!keys) return keys.error();
    const auto fingerprint = fingerprint_among(keys->keys(), named);
    if (!fingerprint) return fingerprint.error();
    v1::Command command;
    command.mutable_revoke_key()->set_fingerprint(*fingerprint);
    command.mutable_revoke_key()->set_reason(reason);
    return send_and_tell(context, session, std::move(command), "revoked; its connections end now");
}

struct Adding {
    std::string file;    // of a device key, made if it is not there
    std::string ssh_key; // or of an OpenSSH key
};

// The key that is to come in.
struct Newcomer {
    std::optional<storage::SigningKey> device;
    std::optional<client::SshKey> ssh;
    std::string file;

    client::OwnKey key() const {
        if (device) return *device;
        return *ssh;
    }
};

Result<Newcomer> newcomer(Context& context, const Adding& given) {
    Newcomer made;
    made.file = given.ssh_key.empty() ? given.file : given.ssh_key;
    if (!given.ssh_key.empty()) {
        auto loaded = client::SshKey::load(given.ssh_key);
        if (!loaded) return loaded.error();
        made.ssh = std::move(*loaded);
        return made;
    }
    if (given.file.empty())
        return usage_trouble(
            "which key is to be added",
            "--file NEW makes a device key, --ssh-key FILE adds OpenSSH's"
        );
    std::error_code ec;
    const bool is_there = std::filesystem::exists(given.file, ec);
    if (!is_there && context.globals.dry_run)
        return usage_trouble(given.file + " is not there", "without --dry-run it is made");
    auto key = is_there ? client::load_key(given.file) : client::make_key(given.file, context.rng);
    if (!key) return key.error();
    if (!is_there) context.say("made the key " + given.file);
    made.device = std::move(*key);
    return made;
}

Result<Consent>
consent_to(Context& context, const client::Rotation& rotation, const std::string& party) {
    BindingAct act;
    act.party = party;
    act.sentence = party + " lets in a further key of person " + uuid(rotation.person.view()) +
                   ", which logs in and signs from now on: " +
                   client::in_groups(rotation.new_key.fingerprint());
    return ask_consent(context, act);
}

int tell_added(
    Context& context, const v1::Receipt& receipt, const CommandId& id, const Newcomer& added
) {
    const Digest fingerprint = added.key().fingerprint();
    if (context.globals.json)
        context.print_json(boost::json::object{
            {"commandId", uuid(id.view())},
            {"fingerprint", fingerprint.hex()},
            {"file", added.file},
            {"receipt", view_json(receipt)}});
    else
        context.terminal.out << client::in_groups(fingerprint) << '\n';
    context.say(
        "in at once, entry " + std::to_string(receipt.index()) +
        ": every member sees it. Log in with it: tocsin login URL " +
        (added.ssh ? "--ssh-key " : "--key ") + added.file
    );
    return done;
}

Result<int> add_key(Context& context, const Adding& given) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    const auto id = context.command_id();
    if (!id) return id.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto person = PersonId::from(session.welcome().person());
    if (!session.login().own_key() || !person) {
        Trouble trouble;
        trouble.exit_code = not_allowed;
        trouble.what = "FORBIDDEN: a feed token lets no key in";
        trouble.next = "log in with a key of yours";
        return trouble;
    }
    const auto added = newcomer(context, given);
    if (!added) return added.error();
    client::Rotation rotation;
    rotation.origin = session.connection().origin();
    rotation.person = *person;
    rotation.old_key = session.login().own_key();
    rotation.new_key = added->key();
    rotation.command_id = *id;
    const auto consent = consent_to(context, rotation, session.welcome().party());
    if (!consent) return consent.error();
    const auto now = context.clock.wall();
    if (*consent == Consent::dry_run) {
        context.terminal.out << client::rotation_text(rotation, now);
        context.say("dry run: nothing was signed or sent");
        return done;
    }
    auto command = client::add_own_key(rotation, now);
    if (!command) return command.error();
    const auto receipt = session.command(std::move(*command), *id);
    if (!receipt) return receipt.error();
    return tell_added(context, *receipt, *id, *added);
}

void add_listing(CLI::App& key, Context& context) {
    auto* listing = key.add_subcommand("list", "those in force, and those that wait");
    auto given = std::make_shared<Listing>();
    listing->add_option("--party", given->party, "another party's, as the log has them");
    listing->add_flag("--revoked", given->revoked, "also those revoked");
    on(*listing, context, [&context, given] { return list_keys(context, *given); });
}

} // namespace

void add_key_verbs(CLI::App& app, Context& context) {
    auto* key = app.add_subcommand("key", "the keys of my party");
    key->require_subcommand(1);
    add_listing(*key, context);

    auto* adding = key->add_subcommand("add", "a further key of mine, signed for by this one");
    auto given = std::make_shared<Adding>();
    auto* file = adding->add_option("--file", given->file, "a device key; made if it is not there");
    adding->add_option("--ssh-key", given->ssh_key, "an OpenSSH key: FILE or FILE.pub")
        ->excludes(file);
    on(*adding, context, [&context, given] { return add_key(context, *given); });

    auto* revoking = key->add_subcommand("revoke", "from now on it logs in and signs nowhere");
    auto fingerprint = std::make_shared<std::string>(), reason = std::make_shared<std::string>();
    revoking->add_option("FINGERPRINT", *fingerprint, "its first eight digits or more")->required();
    revoking->add_option("--reason", *reason)->required();
    on(*revoking, context, [&context, fingerprint, reason] {
        return revoke_key(context, *fingerprint, *reason);
    });
}

} // namespace tocsin::cli
