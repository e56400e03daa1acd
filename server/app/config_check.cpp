// SPDX-License-Identifier: Apache-2.0
#include "server/app/config_check.hpp"

#include "server/app/exit_code.hpp"
#include "server/app/setting_values.hpp"
#include "server/net/tls.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <unistd.h>

namespace tocsin::app {

namespace {

using namespace std::chrono_literals;

constexpr auto expiry_warning = 30 * 24h;

Finding error(std::string what, std::string why, std::string next) {
    return {
        true,
        {Trouble::Fate::failed,
         exit_code::configuration,
         std::move(what),
         std::move(why),
         std::move(next)}};
}

Finding warning(std::string what, std::string why, std::string next) {
    auto finding = error(std::move(what), std::move(why), std::move(next));
    finding.is_error = false;
    return finding;
}

void check_tls(const Config& config, const Clock& clock, std::vector<Finding>& findings) {
    if (config.https.empty()) return;
    const auto pair = net::Tls::load(config.tls_cert, config.tls_key);
    if (!pair) {
        findings.push_back({true, pair.error()});
        return;
    }
    const Instant end = (*pair)->expires_at();
    if (end <= clock.wall())
        findings.push_back(
            error(config.tls_cert + " is out of date", "it ended on " + print_utc(end), "renew it")
        );
    else if (end - clock.wall() < expiry_warning)
        findings.push_back(
            warning(config.tls_cert + " ends soon", "on " + print_utc(end), "renew it")
        );
}

void check_address(const char* name, const std::string& address, std::vector<Finding>& findings) {
    const auto parsed = parse_host_port(address);
    if (!parsed) return; // off
    namespace asio = boost::asio;
    boost::system::error_code ec;
    const auto host = parsed->host == "localhost" ? std::string("127.0.0.1") : parsed->host;
    const auto ip = asio::ip::make_address(host, ec);
    if (ec) return;
    asio::io_context io;
    asio::ip::tcp::acceptor acceptor(io);
    const asio::ip::tcp::endpoint endpoint(ip, parsed->port);
    acceptor.open(endpoint.protocol(), ec);
    acceptor.set_option(asio::socket_base::reuse_address(true), ec);
    acceptor.bind(endpoint, ec);
    const auto what = std::string(name) + " = \"" + address + "\" cannot be listened on";
    // In use: as likely as not by the very server whose configuration this is.
    if (ec == asio::error::address_in_use)
        findings.push_back(warning(
            what + " now", ec.message(), "stop what listens there, unless it is this server"
        ));
    else if (ec)
        findings.push_back(
            error(what, ec.message(), "name an address of this host and a port you may use")
        );
}

void check_directory(const Config& config, std::vector<Finding>& findings) {
    auto nearest_there = config.directory;
    std::error_code ec;
    while (!std::filesystem::exists(nearest_there, ec) && nearest_there.has_relative_path())
        nearest_there = nearest_there.parent_path();
    if (::access(nearest_there.c_str(), W_OK | X_OK) == 0) return;
    auto finding = error(
        "cannot write to " + config.directory.string(),
        "permission denied at " + nearest_there.string(),
        "run as the user tocsin, or give it the directory"
    );
    finding.trouble.exit_code = exit_code::permission;
    findings.push_back(std::move(finding));
}

// Whoever's console is closed is told by nothing: it may be meant, and it is said.
void check_reach(const Config& config, std::vector<Finding>& findings) {
    if (!config.push_contact.empty() || !config.smtp_url.empty()) return;
    findings.push_back(warning(
        "nobody is told while no console is open",
        "neither reach.push_contact nor reach.smtp_url is set",
        "set one (docs/CHANNELS.md), unless it is meant"
    ));
}

} // namespace

std::vector<Finding> check_config(const Config& config, const Clock& clock) {
    std::vector<Finding> findings;
    check_tls(config, clock, findings);
    check_address("listen.http", config.http, findings);
    check_address("listen.https", config.https, findings);
    check_address("listen.metrics", config.metrics, findings);
    check_directory(config, findings);
    check_reach(config, findings);
    return findings;
}

} // namespace tocsin::app
