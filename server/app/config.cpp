// SPDX-License-Identifier: Apache-2.0
#include "server/app/config.hpp"

#include "server/app/exit_code.hpp"
#include "server/app/setting_values.hpp"
#include "server/base/limits.hpp"
#include "server/reach/mailbox.hpp"

#include <fmt/format.h>

#include <optional>

namespace tocsin::app {

namespace {

// Reads settings one after the other and keeps the first thing wrong.
class Reader {
public:
    explicit Reader(const Layers& layers) : layers_(layers) {}

    const std::string& text(const char* name) const { return layers_.find(name)->second.text(); }

    const std::vector<std::string>& list(const char* name) const {
        return layers_.find(name)->second.items;
    }

    std::string address(const char* name, bool loopback_only) {
        const auto& given = text(name);
        if (given.empty()) return {};
        const auto parsed = parse_host_port(given);
        if (!parsed)
            fail(name, given, "an address such as \"127.0.0.1:8080\", or \"\" for off");
        else if (loopback_only && !parsed->is_loopback())
            fail(name, given, "a loopback address: what is counted there is nobody else's");
        return given;
    }

    std::uint64_t number(const char* name, std::uint64_t least, std::uint64_t most) {
        const auto& given = text(name);
        const auto parsed = parse_number(given);
        if (!parsed || *parsed < least || *parsed > most)
            fail(name, given, fmt::format("a number from {} to {}", least, most));
        return parsed.value_or(0);
    }

    std::chrono::milliseconds duration(const char* name, std::chrono::milliseconds most) {
        const auto& given = text(name);
        const auto parsed = parse_duration(given);
        if (!parsed || *parsed > most)
            fail(
                name,
                given,
                fmt::format("a duration such as \"25s\", at most {} s", most.count() / 1000)
            );
        return parsed.value_or(std::chrono::milliseconds(0));
    }

    std::uint64_t size(const char* name, std::uint64_t most) {
        const auto& given = text(name);
        const auto parsed = parse_size(given);
        if (!parsed || *parsed > most)
            fail(name, given, fmt::format("a size such as \"2MiB\", at most {} MiB", most >> 20));
        return parsed.value_or(0);
    }

    template <class E>
    E choice(const char* name, std::initializer_list<std::pair<std::string_view, E>> choices) {
        const auto& given = text(name);
        std::vector<std::string> words;
        for (const auto& [word, value] : choices) {
            if (given == word) return value;
            words.emplace_back(word);
        }
        const auto near = nearest(given, words);
        fail(
            name,
            given,
            fmt::format(
                "one of {}{}",
                fmt::join(words, ", "),
                near ? fmt::format(" (did you mean {}?)", *near) : std::string()
            )
        );
        return choices.begin()->second;
    }

    void fail(const char* name, const std::string& given, const std::string& expected) {
        if (wrong_) return;
        wrong_ = Trouble{
            Trouble::Fate::failed,
            exit_code::configuration,
            fmt::format("{}: {} = \"{}\"", layers_.find(name)->second.where, name, given),
            "must be " + expected,
            "correct it"};
    }

    const std::optional<Trouble>& wrong() const { return wrong_; }

private:
    const Layers& layers_;
    std::optional<Trouble> wrong_;
};

void read_store(Reader& reader, Config& config) {
    static constexpr std::string_view scheme = "sqlite://";
    const std::string_view url = reader.text("store.url");
    std::filesystem::path file;
    if (url.starts_with(scheme)) file = std::string(url.substr(scheme.size()));
    if (file.filename() != "tocsin.db" || !file.is_absolute())
        reader.fail("store.url", std::string(url), "sqlite:///absolute/directory/tocsin.db");
    config.directory = file.parent_path();
    config.checkpoint_guard = reader.text("store.checkpoint_guard");
    config.witness_policy = reader.text("store.witness_policy");
    config.web_dir = reader.text("listen.web_dir");
    config.ballast_bytes = reader.size("store.ballast", std::uint64_t{1} << 30);

    config.origin = reader.text("store.origin");
    if (config.origin.size() > 128 || config.origin.find_first_of(" +\n\t") != std::string::npos)
        reader.fail("store.origin", config.origin, "at most 128 letters without spaces or '+'");
    if (!config.origin.empty()) return;
    std::string_view host = config.public_url;
    if (const auto slashes = host.find("://"); slashes != std::string_view::npos)
        host.remove_prefix(slashes + 3);
    host = host.substr(0, host.find('/'));
    config.origin = (host.empty() ? std::string("tocsin.localhost") : std::string(host)) + "/log1";
}

void read_listen(Reader& reader, Config& config) {
    config.public_url = reader.text("public_url");
    while (config.public_url.ends_with('/'))
        config.public_url.pop_back();
    if (!config.public_url.empty() && !config.public_url.starts_with("https://") &&
        !config.public_url.starts_with("http://"))
        reader.fail("public_url", config.public_url, "https://host or http://host");
    config.organisation = reader.text("organisation");

    config.http = reader.address("listen.http", false);
    config.https = reader.address("listen.https", false);
    config.tls_cert = reader.text("listen.tls_cert");
    config.tls_key = reader.text("listen.tls_key");
    if (config.http.empty() && config.https.empty())
        reader.fail("listen.http", config.http, "an address, unless listen.https has one");
    if (!config.https.empty() && config.tls_cert.empty())
        reader.fail("listen.tls_cert", config.tls_cert, "a PEM file when listen.https is set");
    if (!config.https.empty() && config.tls_key.empty())
        reader.fail("listen.tls_key", config.tls_key, "a PEM file when listen.https is set");
    config.metrics = reader.address("listen.metrics", true);

    config.trusted_proxies = reader.list("listen.trusted_proxies");
    for (const auto& proxy : config.trusted_proxies)
        if (!is_network(proxy))
            reader.fail("listen.trusted_proxies", proxy, "addresses such as \"127.0.0.1/32\"");
}

// "https://host" or "https://host:8443": what browsers send, without a path.
bool is_origin(std::string_view text) {
    const std::size_t scheme = text.find("://");
    if (scheme == text.npos) return false;
    const std::string_view host = text.substr(scheme + 3);
    const bool is_web = text.starts_with("https://") || text.starts_with("http://");
    return is_web && !host.empty() &&
           host.find_first_of("/?#@ ABCDEFGHIJKLMNOPQRSTUVWXYZ") == host.npos;
}

void read_identity(Reader& reader, Config& config) {
    config.rp_id = reader.text("identity.rp_id");
    if (config.rp_id.find_first_of(":/[] ") != std::string::npos)
        reader.fail("identity.rp_id", config.rp_id, "a host name such as \"tocsin.example\"");
    config.origins = reader.list("identity.origins");
    for (const auto& origin : config.origins)
        if (!is_origin(origin))
            reader.fail("identity.origins", origin, "origins such as \"https://tocsin.example\"");
}

// Push services refuse a contact that leads nowhere, Apple's with 403 for each message.
bool is_contact(std::string_view text) {
    if (text.starts_with("mailto:")) return reach::is_mailbox(text.substr(7));
    const std::string_view host = text.substr(0, text.find('/', 8));
    return text.starts_with("https://") && host.find('.') != host.npos;
}

bool leads_nowhere(std::string_view text) {
    for (const char* end : {"localhost", ".invalid", ".local", ".test", ".localdomain"})
        if (text.ends_with(end)) return true;
    return false;
}

void read_reach(Reader& reader, Config& config) {
    config.push_contact = reader.text("reach.push_contact");
    if (!config.push_contact.empty() &&
        (!is_contact(config.push_contact) || leads_nowhere(config.push_contact)))
        reader.fail(
            "reach.push_contact",
            config.push_contact,
            "\"mailto:name@host\" or \"https://host\" of a host that the world can resolve"
        );
    config.smtp_url = reader.text("reach.smtp_url");
    const auto scheme = config.smtp_url.find("://");
    const auto rest = scheme == std::string::npos ? "" : config.smtp_url.substr(scheme + 3);
    const bool is_relay =
        config.smtp_url.starts_with("smtp://") || config.smtp_url.starts_with("smtps://");
    if (!config.smtp_url.empty() &&
        (!is_relay || rest.empty() || rest.find_first_of("/@ ") != std::string::npos))
        reader.fail("reach.smtp_url", config.smtp_url, "smtp://host:587 or smtps://host:465");
    config.smtp_from = reader.text("reach.smtp_from");
    if (!config.smtp_url.empty() && !reach::is_mailbox(config.smtp_from))
        reader.fail(
            "reach.smtp_from", config.smtp_from, "a mailbox when reach.smtp_url has a relay"
        );
    config.smtp_user = reader.text("reach.smtp_user");
    config.smtp_password = reader.text("reach.smtp_password");
    if (config.smtp_user.empty() != config.smtp_password.empty())
        reader.fail("reach.smtp_user", config.smtp_user, "given with reach.smtp_password, or not");
}

} // namespace

Result<Config> read_config(const Layers& layers) {
    Reader reader(layers);
    Config config;
    read_listen(reader, config);
    read_store(reader, config);
    read_identity(reader, config);
    read_reach(reader, config);

    config.admin_socket = reader.text("listen.admin_socket");
    if (config.admin_socket.empty()) config.admin_socket = config.directory / "admin.sock";
    config.claim_code = reader.text("admin.claim_code");
    config.connections = reader.number("limits.connections", 1, limits::connections_max);
    config.connections_per_person =
        reader.number("limits.connections_per_person", 1, limits::connections_per_person_max);
    config.messages_per_minute = static_cast<int>(
        reader.number("limits.messages_per_minute", 1, limits::messages_per_minute_max)
    );

    config.log_level = reader.choice<LogLevel>(
        "log.level",
        {{"error", LogLevel::error},
         {"warn", LogLevel::warn},
         {"info", LogLevel::info},
         {"debug", LogLevel::debug}}
    );
    config.log_format = reader.choice<LogFormat>(
        "log.format",
        {{"auto", LogFormat::automatic},
         {"text", LogFormat::text},
         {"json", LogFormat::json},
         {"journal", LogFormat::journal}}
    );
    config.grace = reader.duration("shutdown.grace", std::chrono::minutes(10));
    if (reader.wrong()) return *reader.wrong();
    return config;
}

Result<Configured> configure(const Asked& asked) {
    Configured configured;
    auto files = find_files(asked.file, asked.environment, asked.etc);
    if (!files) return files.error();
    configured.files = *files;

    Sources sources{configured.files, asked.environment, asked.flags};
    auto layers = gather(sources);
    if (!layers) return layers.error();
    configured.layers = std::move(*layers);

    auto config = read_config(configured.layers);
    if (!config) return config.error();
    configured.config = std::move(*config);
    return configured;
}

const char* to_string(LogLevel level) {
    switch (level) {
    case LogLevel::error: return "error";
    case LogLevel::warn: return "warn";
    case LogLevel::info: return "info";
    case LogLevel::debug: return "debug";
    }
    return "info";
}

} // namespace tocsin::app
