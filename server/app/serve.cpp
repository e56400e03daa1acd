// `tocsin-server serve`: the configuration made a house, the first start, the reload.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/arguments.hpp"
#include "server/app/claim.hpp"
#include "server/app/complain.hpp"
#include "server/app/data_dir.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/server_verbs.hpp"
#include "server/app/setting_values.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <unistd.h>

namespace tocsin::app {

namespace {

// The host of the public address without its port, as a Host header would have it.
std::string host_name(std::string_view url) {
    if (const auto slashes = url.find("://"); slashes != std::string_view::npos)
        url.remove_prefix(slashes + 3);
    url = url.substr(0, url.find('/'));
    const auto colon = url.rfind(':');
    const bool port =
        colon != std::string_view::npos && url.find(']', colon) == std::string_view::npos;
    return std::string(port ? url.substr(0, colon) : url);
}

// What a browser sends of it: without a path.
std::string origin_of(const std::string& url) {
    const auto slashes = url.find("://");
    const auto path = url.find('/', slashes == std::string::npos ? 0 : slashes + 3);
    return url.substr(0, path);
}

Plan plan_of(const Configured& configured) {
    const auto& config = configured.config;
    Plan plan;
    plan.directory = config.directory;
    plan.second_guard = config.checkpoint_guard;
    plan.witness_policy = config.witness_policy;
    plan.web_dir = config.web_dir;
    plan.origin = config.origin;
    plan.origin_is_given = !configured.layers.find("store.origin")->second.text().empty();
    plan.ballast_bytes = config.ballast_bytes;
    plan.ways.push_contact = config.push_contact;
    plan.ways.smtp_url = config.smtp_url;
    plan.ways.smtp_from = config.smtp_from;
    plan.ways.smtp_user = config.smtp_user;
    plan.ways.smtp_password = config.smtp_password;
    plan.ways.public_url = config.public_url;
    plan.admin_socket = config.admin_socket;
    plan.grace = config.grace;
    plan.net.http = config.http;
    plan.net.https = config.https;
    plan.net.metrics = config.metrics;
    plan.net.tls_cert = config.tls_cert;
    plan.net.tls_key = config.tls_key;
    plan.net.trusted_proxies = config.trusted_proxies;
    plan.net.connections_max = config.connections;
    plan.net.connections_per_person = config.connections_per_person;
    plan.net.messages_per_minute = config.messages_per_minute;
    if (!config.public_url.empty()) {
        plan.net.hosts = {host_name(config.public_url), "localhost", "127.0.0.1", "[::1]"};
        plan.net.origins = {origin_of(config.public_url)};
    }
    plan.net.rp_id = config.rp_id;
    for (const auto& origin : config.origins)
        plan.net.origins.push_back(origin);
    return plan;
}

bool reload(const Asked& asked, Configured& current, House& house, Logging& logging) {
    auto fresh = configure(asked);
    if (!fresh) {
        logging.error(
            "config", "reload-refused", "the old configuration stays: " + to_string(fresh.error())
        );
        return false;
    }
    const auto changes = difference(current.layers, fresh->layers);
    current = std::move(*fresh);
    logging.level(current.config.log_level);
    house.listener().reload(plan_of(current).net);
    bool well = true;
    if (!current.config.https.empty()) {
        if (auto reloaded = house.listener().reload_certificate(); !reloaded) {
            logging.error(
                "config",
                "certificate-refused",
                "the old certificate stays: " + to_string(reloaded.error())
            );
            well = false;
        }
    }
    logging.info(
        "config",
        "reloaded",
        "configuration read again",
        {{"applied", fmt::format("{}", fmt::join(changes.applied, ", "))},
         {"needs_restart", fmt::format("{}", fmt::join(changes.needs_restart, ", "))}}
    );
    return well;
}

void tell_start(House& house, const Configured& configured, Logging& logging) {
    std::vector<std::string> files;
    for (const auto& file : configured.files)
        files.push_back(file.string());
    logging.info(
        "config",
        "read",
        "configuration",
        {{"files",
          files.empty() ? "none: defaults and environment"
                        : fmt::format("{}", fmt::join(files, ", "))}}
    );
    if (house.is_new())
        logging.info(
            "house",
            "founded",
            fmt::format(
                "data directory {} is new: database created, log key generated",
                configured.config.directory.string()
            ),
            {{"log_key", house.engine().log_key().str()}}
        );
    const auto health = house.engine().health();
    if (health.halted)
        logging.error(
            "house",
            "halted",
            "serving read-only until an operator has acted",
            {{"because", health.because}}
        );
    if (house.shown().coalition.founded.exercise_only())
        logging.warn("house", "exercise", "this log was founded for exercises");
}

void tell_ready(House& house, const Config& config, Logging& logging) {
    const auto http = parse_host_port(config.http);
    const auto https = parse_host_port(config.https);
    const bool is_public = (http && !http->is_loopback()) || (https && !https->is_loopback());
    if (is_public && config.public_url.empty())
        logging.warn(
            "config", "no-public-url", "public_url is not set: only localhost is answered"
        );
    const auto at = [](const char* scheme, const std::optional<HostPort>& address, int port) {
        const bool v6 = address->host.find(':') != std::string::npos;
        return fmt::format(
            "{}://{}{}{}:{}", scheme, v6 ? "[" : "", address->host, v6 ? "]" : "", port
        );
    };
    std::vector<Field> where;
    if (http) where.push_back({"http", at("http", http, house.listener().http_port())});
    if (https) where.push_back({"https", at("https", https, house.listener().https_port())});
    if (const auto metrics = parse_host_port(config.metrics))
        where.push_back(
            {"metrics", at("http", metrics, house.listener().metrics_port()) + "/metrics"}
        );
    where.push_back({"entries", std::to_string(house.shown().size)});
    logging.info("house", "ready", "ready", std::move(where));
}

Result<void>
tell_claim(House& house, const Config& config, const Clock& clock, Rng& rng, Logging& logging) {
    if (house.engine().health().halted) return {};
    auto offer = offer_claim(house, config, clock, rng, logging);
    if (!offer) return offer.error();
    if (!*offer) return {};
    // A log collects; a terminal does not.
    if (::isatty(2)) {
        const auto port =
            config.http.empty() ? house.listener().https_port() : house.listener().http_port();
        std::fputs(claim_words(**offer, config, port).c_str(), stderr);
    }
    logging.warn(
        "claim",
        "offered",
        "nobody is enrolled yet: a once-only link, good for 24 h, is in this file",
        {{"file", (*offer)->file.string()}}
    );
    return {};
}

} // namespace

int verb_serve(Words words) {
    static constexpr std::array known{Option{"--config", true}};
    auto arguments = parse_arguments(words, known, true);
    if (!arguments) return complain(arguments.error());
    if (!arguments->words.empty())
        return complain(
            {Trouble::Fate::failed,
             exit_code::usage,
             "serve takes no \"" + arguments->words.front() + "\"",
             "it takes options only",
             "see tocsin-server --help"}
        );

    Asked asked;
    asked.file = arguments->value("--config");
    asked.flags = arguments->settings;
    asked.environment = environment();
    auto configured = configure(asked);
    if (!configured) return complain(configured.error());

    const RealClock clock;
    SystemRng rng;
    Logging logging(clock, configured->config.log_level, configured->config.log_format);
    if (auto allowed = refuse_demo(configured->config.directory); !allowed)
        return complain(allowed.error());
    auto house = House::open(plan_of(*configured), clock, rng, logging);
    if (!house) return complain(house.error());

    tell_start(**house, *configured, logging);
    auto claim = tell_claim(**house, configured->config, clock, rng, logging);
    if (!claim) return complain(claim.error());
    (*house)->on_reload([&] { return reload(asked, *configured, **house, logging); });
    return (*house)->run([&] { tell_ready(**house, configured->config, logging); });
}

} // namespace tocsin::app
