// SPDX-License-Identifier: Apache-2.0
#include "client/cli/login.hpp"

#include "client/core/address.hpp"
#include "client/core/files.hpp"
#include "client/core/keys.hpp"
#include "client/core/state_dir.hpp"
#include "storage/sha256.hpp"

#include <boost/json.hpp>

#include <cstdlib>
#include <unistd.h>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

Trouble login_trouble(std::string what, std::string why, std::string next) {
    Trouble trouble;
    trouble.exit_code = not_allowed;
    trouble.what = std::move(what);
    trouble.why = std::move(why);
    trouble.next = std::move(next);
    return trouble;
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains({name.data(), name.size()});
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

Result<json::value> read_json(const fs::path& file) {
    const auto content = client::read_small(file);
    if (!content) return content.error();
    if (!*content) return client::file_trouble("cannot read " + file.string(), ENOENT);
    json::error_code ec;
    json::value value = json::parse(**content, ec);
    if (ec) return login_trouble("cannot read " + file.string(), "it is not JSON", "");
    return value;
}

Result<fs::path> login_file() {
    const auto home = client::state_home();
    if (!home) return home.error();
    return *home / "login.json";
}

// One secret on one line, in a file of ours alone.
Result<std::string> read_token(const fs::path& file) {
    const auto is_private = client::require_private(file);
    if (!is_private) return is_private.error();
    const auto content = client::read_small(file, 4096);
    if (!content) return content.error();
    std::string token = content->value_or("");
    while (token.ends_with('\n') || token.ends_with(' '))
        token.pop_back();
    if (token.empty() || token.find_first_of("\r\n ") != std::string::npos)
        return login_trouble("cannot use " + file.string(), "it is not one token on one line", "");
    return token;
}

Result<std::string> canonical_url(const std::string& text) {
    const auto address = client::parse_address(text);
    if (!address)
        return usage_trouble(
            "\"" + text + "\" is not the URL of a server", "try wss://foc.example/ws"
        );
    return address->url();
}

Result<void> settle_state(Login& login) {
    const auto home = client::state_home();
    if (!home) return home.error();
    Digest name = storage::sha256({login.token});
    if (const auto key = login.own_key()) name = key.fingerprint();
    const auto folder = client::state_folder(*home, login.url, name);
    if (!folder) return folder.error();
    login.state_dir = *folder;
    return {};
}

Result<fs::path> demo_key_file(const DemoPlace& demo, const std::string& slug) {
    const auto persons = read_json(demo.folder / "persons.json");
    if (!persons) return persons.error();
    std::string known;
    if (!persons->is_array())
        return login_trouble("cannot read the demo's persons", "not a list", "");
    for (const auto& person : persons->as_array()) {
        if (!person.is_object()) continue;
        const std::string found = text_of(person.as_object(), "slug");
        if (found == slug) return demo.folder / text_of(person.as_object(), "key_file");
        if (known.size() < 200) known += (known.empty() ? "" : ", ") + found;
    }
    return login_trouble(
        "the demo has no person \"" + slug + "\"", "it has " + known, "choose with --as"
    );
}

Result<Login> demo_login(const Context& context) {
    const auto demo = find_demo();
    if (!demo) return demo.error();
    const std::string slug = context.globals.person.empty() ? "lead" : context.globals.person;
    const auto file = demo_key_file(*demo, slug);
    if (!file) return file.error();
    auto key = client::load_key(*file);
    if (!key) return key.error();
    Login login;
    const auto url = canonical_url(demo->url);
    if (!url) return url.error();
    login.url = *url;
    login.key = std::move(*key);
    login.log_key = storage::VerifierKey::parse(demo->log_key);
    // Not the state folder: each demo is a log of its own, which ends with it.
    login.state_dir = demo->folder / ("client-" + slug);
    const auto made = client::make_private_folder(login.state_dir);
    if (!made) return made.error();
    return login;
}

} // namespace

client::OwnKey Login::own_key() const {
    if (key) return *key;
    if (ssh_key) return *ssh_key;
    return {};
}

fs::path default_key_file(const fs::path& state_home) {
    return state_home / "device.key";
}

Result<std::string> key_file_of(const Context& context) {
    if (!context.globals.key.empty()) return context.globals.key;
    const auto home = client::state_home();
    if (!home) return home.error();
    return default_key_file(*home).string();
}

Result<StoredLogin> stored_login() {
    const auto file = login_file();
    if (!file) return file.error();
    std::error_code ec;
    if (!fs::exists(*file, ec)) return StoredLogin{};
    const auto value = read_json(*file);
    if (!value) return value.error();
    if (!value->is_object()) return StoredLogin{};
    const auto& object = value->as_object();
    return StoredLogin{
        text_of(object, "server"),
        text_of(object, "key"),
        text_of(object, "ssh_key"),
        text_of(object, "token_file")};
}

Result<void> store_login(const StoredLogin& login) {
    const auto file = login_file();
    if (!file) return file.error();
    json::object object;
    object["server"] = login.server;
    if (!login.key.empty()) object["key"] = fs::absolute(login.key).string();
    if (!login.ssh_key.empty()) object["ssh_key"] = fs::absolute(login.ssh_key).string();
    if (!login.token_file.empty()) object["token_file"] = fs::absolute(login.token_file).string();
    return client::write_private(*file, json::serialize(object) + "\n");
}

Result<void> forget_login() {
    const auto file = login_file();
    if (!file) return file.error();
    return client::remove_durably(*file);
}

Result<DemoPlace> find_demo() {
    std::string named = environment("TOCSIN_DEMO");
    if (named.empty()) {
        std::string folder = environment("XDG_RUNTIME_DIR");
        if (folder.empty()) folder = "/tmp";
        named = folder + "/tocsin-demo-" + std::to_string(::geteuid()) + ".json";
    }
    const fs::path file = named;
    std::error_code ec;
    if (!fs::exists(file, ec))
        return login_trouble(
            "no demo runs here", file.string() + " is not there", "tocsin-server demo"
        );
    // Another user's file could send us anywhere, with keys of its choosing.
    const auto is_private = client::require_private(file);
    if (!is_private) return is_private.error();
    const auto value = read_json(file);
    if (!value) return value.error();
    if (!value->is_object())
        return login_trouble("cannot read " + file.string(), "not an object", "");
    const auto& object = value->as_object();
    return DemoPlace{text_of(object, "url"), text_of(object, "dir"), text_of(object, "log_key")};
}

Result<std::string> find_server(Context& context) {
    std::string server = context.globals.server;
    if (server.empty()) server = environment("TOCSIN_SERVER");
    if (server.empty()) {
        const auto stored = stored_login();
        if (!stored) return stored.error();
        server = stored->server;
    }
    if (server.empty())
        return login_trouble(
            "not logged in",
            "no server is known",
            "tocsin login wss://foc.example/ws --key FILE, or try --demo"
        );
    return canonical_url(server);
}

namespace {

// What was given last wins: options, then the environment, then the last log-in.
StoredLogin credentials(const Globals& globals, const StoredLogin& stored) {
    const auto is_given = [](const StoredLogin& login) {
        return !login.key.empty() || !login.ssh_key.empty() || !login.token_file.empty();
    };
    const StoredLogin options{"", globals.key, globals.ssh_key, globals.token_file};
    if (is_given(options)) return options;
    const StoredLogin ambient{
        "",
        environment("TOCSIN_KEY"),
        environment("TOCSIN_SSH_KEY"),
        environment("TOCSIN_TOKEN_FILE")};
    return is_given(ambient) ? ambient : stored;
}

Result<void> load_credentials(const StoredLogin& given, Login& login) {
    if (!given.key.empty()) {
        auto loaded = client::load_key(given.key);
        if (!loaded) return loaded.error();
        login.key = std::move(*loaded);
        return {};
    }
    if (!given.ssh_key.empty()) {
        auto loaded = client::SshKey::load(given.ssh_key);
        if (!loaded) return loaded.error();
        login.ssh_key = std::move(*loaded);
        return {};
    }
    if (given.token_file.empty())
        return login_trouble(
            "not logged in", "neither a key nor a token is known", "tocsin login URL --key FILE"
        );
    const auto token = read_token(given.token_file);
    if (!token) return token.error();
    login.token = *token;
    return {};
}

} // namespace

Result<Login> find_login(Context& context) {
    const auto& globals = context.globals;
    if (globals.demo) return demo_login(context);
    Login login;
    const auto url = find_server(context);
    if (!url) return url.error();
    login.url = *url;
    const auto stored = stored_login();
    if (!stored) return stored.error();
    const auto loaded = load_credentials(credentials(globals, *stored), login);
    if (!loaded) return loaded.error();
    const auto settled = settle_state(login);
    if (!settled) return settled.error();
    return login;
}

} // namespace tocsin::cli
