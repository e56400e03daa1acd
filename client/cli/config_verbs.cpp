// config: what the last log-in remembered, looked at and changed.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/login.hpp"
#include "client/cli/verbs.hpp"
#include "client/core/address.hpp"
#include "client/core/files.hpp"
#include "client/core/state_dir.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

struct Name {
    const char* name;
    std::string StoredLogin::*value;
};

constexpr Name names[] = {
    {"server", &StoredLogin::server},
    {"key", &StoredLogin::key},
    {"ssh-key", &StoredLogin::ssh_key},
    {"token-file", &StoredLogin::token_file},
};

Result<const Name*> name_of(const std::string& text) {
    for (const Name& name : names)
        if (name.name == text) return &name;
    return usage_trouble(
        "\"" + text + "\" is nothing that is kept here", "server, key, ssh-key or token-file"
    );
}

Result<int> path(Context& context) {
    const auto home = client::state_home();
    if (!home) return home.error();
    const std::string file = (*home / "login.json").string();
    if (context.globals.json)
        context.print_json(boost::json::object{{"path", file}});
    else
        context.terminal.out << file << '\n';
    return done;
}

Result<int> get(Context& context, const std::string& text) {
    const auto stored = stored_login();
    if (!stored) return stored.error();
    if (text.empty()) {
        boost::json::object view;
        for (const Name& name : names)
            if (const std::string& value = (*stored).*name.value; !value.empty()) {
                view[name.name] = value;
                if (!context.globals.json)
                    context.terminal.out << name.name << ' ' << value << '\n';
            }
        if (context.globals.json) context.print_json(view);
        return done;
    }
    const auto name = name_of(text);
    if (!name) return name.error();
    const std::string& value = (*stored).*((*name)->value);
    if (context.globals.json)
        context.print_json(boost::json::object{{text, value}});
    else if (!value.empty())
        context.terminal.out << value << '\n';
    return value.empty() ? failed : done;
}

// One key, one OpenSSH key or one token logs in: setting one forgets the others.
Result<void> put(StoredLogin& stored, const Name& name, const std::string& value) {
    if (name.value == &StoredLogin::server) {
        const auto address = client::parse_address(value);
        if (!address)
            return usage_trouble(
                "\"" + value + "\" is not the URL of a server", "try wss://foc.example/ws"
            );
        stored.server = address->url();
        return {};
    }
    std::error_code ec;
    if (!std::filesystem::exists(value, ec))
        return client::file_trouble("cannot use " + value, ENOENT);
    StoredLogin changed;
    changed.server = stored.server;
    changed.*name.value = value;
    stored = std::move(changed);
    return {};
}

Result<int> set(Context& context, const std::string& text, const std::string& value) {
    const auto name = name_of(text);
    if (!name) return name.error();
    auto stored = stored_login();
    if (!stored) return stored.error();
    const auto changed = put(*stored, **name, value);
    if (!changed) return changed.error();
    if (!context.globals.dry_run)
        if (const auto kept = store_login(*stored); !kept) return kept.error();
    return get(context, text);
}

} // namespace

void add_config_verbs(CLI::App& app, Context& context) {
    auto* config = app.add_subcommand("config", "what this client remembers, and where");
    config->require_subcommand(1);
    on(*config->add_subcommand("path", "the file of the last log-in"), context, [&context] {
        return path(context);
    });
    auto* getting = config->add_subcommand("get", "server, key, ssh-key, token-file, or all");
    auto asked = std::make_shared<std::string>();
    getting->add_option("NAME", *asked);
    on(*getting, context, [&context, asked] { return get(context, *asked); });
    auto* setting = config->add_subcommand("set", "change one; nothing is asked of the server");
    auto name = std::make_shared<std::string>(), value = std::make_shared<std::string>();
    setting->add_option("NAME", *name)->required();
    setting->add_option("VALUE", *value)->required();
    on(*setting, context, [&context, name, value] { return set(context, *name, *value); });
}

} // namespace tocsin::cli
