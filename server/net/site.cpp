// SPDX-License-Identifier: Apache-2.0
#include "server/net/site.hpp"

#include <boost/asio/ip/address.hpp>

namespace tocsin::net {

namespace {

// WebAuthn wants a domain: an address is none, and neither is what a port follows.
bool is_name(const std::string& host) {
    boost::system::error_code ec;
    boost::asio::ip::make_address(host, ec);
    return ec.failed() && host.find_first_of("[]:") == std::string::npos;
}

std::string first_name(const std::vector<std::string>& hosts) {
    if (hosts.empty()) return "localhost";
    // The first host is the public one: passkeys of a server known by an address are none.
    return is_name(hosts.front()) ? hosts.front() : std::string();
}

} // namespace

identity::Site site_of(const Options& options, const Ports& ports) {
    identity::Site site{options.rp_id, options.origins};
    if (site.rp_id.empty()) site.rp_id = first_name(options.hosts);
    if (!site.origins.empty()) return site;
    if (ports.http != 0)
        site.origins.push_back(std::string("http://localhost:").append(std::to_string(ports.http)));
    if (ports.https != 0)
        site.origins.push_back(std::string("https://localhost:").append(std::to_string(ports.https))
        );
    return site;
}

} // namespace tocsin::net
