// Who may say whose request it brings: the proxies that were configured, and nobody else, or every
// limit on an address could be escaped by a header (security.md 5.3).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/http.hpp"

#include <boost/asio/ip/address.hpp>

#include <string>
#include <vector>

namespace tocsin::net {

class Proxies {
public:
    // "127.0.0.1", "10.0.0.0/8", "::1/128"; the configuration has checked them, what is none of
    // these trusts nobody.
    explicit Proxies(const std::vector<std::string>& networks);

    bool trusts(const boost::asio::ip::address& address) const;
    // The right-most address of X-Forwarded-For that is no proxy of ours. What a proxy of ours
    // wrote is believed as far as it can be read, and nothing left of that.
    boost::asio::ip::address
    client_of(const boost::asio::ip::address& peer, const Request& request) const;

private:
    using Octets = boost::asio::ip::address_v6::bytes_type;

    struct Network {
        Octets octets{}; // an IPv4 one as IPv6 has it
        unsigned prefix_bits = 0;
    };

    static Octets octets_of(const boost::asio::ip::address& address);

    std::vector<Network> networks_;
};

} // namespace tocsin::net
