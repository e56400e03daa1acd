// SPDX-License-Identifier: Apache-2.0
#include "server/app/settings.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace tocsin::app {

namespace {

using enum Setting::Form;

constexpr std::array table{
    Setting{"public_url", text, "", false, "used in links; https://host[:port]"},
    Setting{"organisation", text, "", false, "whose server this is, as shown to people"},
    Setting{
        "listen.http", text, "127.0.0.1:8080", false, "plain HTTP for a reverse proxy; \"\" = off"},
    Setting{"listen.https", text, "", false, "TLS 1.3; \"\" = off"},
    Setting{"listen.tls_cert", text, "", false, "PEM chain; read again on SIGHUP"},
    Setting{"listen.tls_key", text, "", false, "PEM key; read again on SIGHUP"},
    Setting{
        "listen.web_dir",
        text,
        "",
        false,
        "a folder with the web console, for those who work on it; \"\": the one in this program"},
    Setting{"listen.metrics", text, "127.0.0.1:9464", false, "loopback only; \"\" = off"},
    Setting{"listen.admin_socket", text, "", false, "\"\": admin.sock in the data directory"},
    Setting{"listen.trusted_proxies", list, "", false, "whose X-Forwarded-For is believed"},
    Setting{"store.url", text, "sqlite:///var/lib/tocsin/tocsin.db", false, "the data directory"},
    Setting{
        "store.origin",
        text,
        "",
        false,
        "the log's name, fixed when the store is made; \"\": host of public_url + \"/log1\""},
    Setting{
        "store.checkpoint_guard",
        text,
        "",
        false,
        "a second directory for the released checkpoint, better on another disk"},
    Setting{
        "store.witness_policy",
        text,
        "",
        false,
        "a file of the witnesses that cosign checkpoints, and their quorum; \"\": none"},
    Setting{"store.ballast", size, "16MiB", false, "freed when the disk is full; 0 = none"},
    Setting{"admin.claim_code", text, "", true, "the first claim code instead of a minted one"},
    Setting{
        "identity.rp_id",
        text,
        "",
        false,
        "the host passkeys answer to, for ever; \"\": the host of public_url"},
    Setting{"identity.origins", list, "", false, "of further pages that may log in, exactly"},
    Setting{
        "reach.push_contact",
        text,
        "",
        false,
        "mailto: or https: of the operator, told to push services; \"\": no push messages"},
    Setting{
        "reach.smtp_url",
        text,
        "",
        false,
        "a relay, smtp://host:587 (STARTTLS) or smtps://host:465; \"\": no e-mail"},
    Setting{"reach.smtp_from", text, "", false, "the sender's mailbox"},
    Setting{"reach.smtp_user", text, "", false, "\"\": the relay asks for no log-in"},
    Setting{"reach.smtp_password", text, "", true, "of reach.smtp_user"},
    Setting{"limits.connections", number, "12000", false, "may be lowered, never raised"},
    Setting{"limits.connections_per_person", number, "8", false, "may be lowered, never raised"},
    Setting{"limits.messages_per_minute", number, "100", false, "may be lowered, never raised"},
    Setting{"log.level", text, "info", false, "error | warn | info | debug; reloaded on SIGHUP"},
    Setting{"log.format", text, "auto", false, "auto | text | json | journal"},
    Setting{"shutdown.grace", duration, "25s", false, "from the first signal to the end"},
};

} // namespace

std::span<const Setting> settings() {
    return table;
}

const Setting* find_setting(std::string_view name) {
    const auto at =
        std::find_if(table.begin(), table.end(), [&](const auto& s) { return s.name == name; });
    return at == table.end() ? nullptr : &*at;
}

std::vector<std::string> setting_names() {
    std::vector<std::string> names;
    for (const auto& setting : table)
        names.emplace_back(setting.name);
    return names;
}

std::string environment_name(const Setting& setting) {
    std::string name = "TOCSIN_";
    for (const char c : setting.name) {
        if (c == '.')
            name += "__";
        else
            name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return name;
}

} // namespace tocsin::app
