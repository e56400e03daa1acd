// SPDX-License-Identifier: Apache-2.0
#include "server/net/proxies.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tocsin::net {

namespace {

namespace ip = boost::asio::ip;

constexpr unsigned bits_v6 = 128;
constexpr unsigned bits_before_v4 = 96; // ::ffff:0:0/96

std::optional<ip::address> parse(std::string_view text) {
    boost::system::error_code ec;
    const auto address = ip::make_address(std::string(text), ec);
    if (ec) return std::nullopt;
    return address;
}

// As proxies write it: bare, or with a port, a v6 one then in brackets.
std::optional<ip::address> forwarded(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    if (const auto bare = parse(text)) return bare;
    if (text.starts_with('[')) return parse(text.substr(1, text.find(']') - 1));
    const auto colon = text.find(':');
    return colon == text.npos ? std::nullopt : parse(text.substr(0, colon));
}

} // namespace

Proxies::Octets Proxies::octets_of(const ip::address& address) {
    return address.is_v6() ? address.to_v6().to_bytes()
                           : ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes();
}

Proxies::Proxies(const std::vector<std::string>& networks) {
    for (const std::string_view text : networks) {
        const auto slash = text.find('/');
        const auto address = parse(text.substr(0, slash));
        if (!address) continue;
        const unsigned whole = address->is_v4() ? bits_v6 - bits_before_v4 : bits_v6;
        unsigned prefix = whole;
        if (slash != text.npos) {
            const char* end = text.data() + text.size();
            const auto [stopped, failure] = std::from_chars(text.data() + slash + 1, end, prefix);
            if (failure != std::errc() || stopped != end || prefix > whole) continue;
        }
        networks_.push_back({octets_of(*address), bits_v6 - whole + prefix});
    }
}

bool Proxies::trusts(const ip::address& address) const {
    const Octets octets = octets_of(address);
    return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
        const auto whole = static_cast<std::ptrdiff_t>(network.prefix_bits / 8);
        const unsigned rest = network.prefix_bits % 8;
        if (!std::equal(octets.begin(), octets.begin() + whole, network.octets.begin()))
            return false;
        const auto at = static_cast<std::size_t>(whole);
        const int differs = rest == 0 ? 0 : (octets[at] ^ network.octets[at]) >> (8 - rest);
        return differs == 0;
    });
}

ip::address Proxies::client_of(const ip::address& peer, const Request& request) const {
    ip::address client = peer;
    if (!trusts(peer)) return client;
    std::string said; // several headers are one list, in order
    const auto [first, last] = request.equal_range("X-Forwarded-For");
    for (auto field = first; field != last; ++field)
        said.append(said.empty() ? "" : ",").append(field->value().data(), field->value().size());
    for (std::string_view left = said; !left.empty() && trusts(client);) {
        const auto comma = left.rfind(',');
        const auto before = forwarded(left.substr(comma == left.npos ? 0 : comma + 1));
        if (!before) break;
        client = *before;
        left = left.substr(0, comma == left.npos ? 0 : comma);
    }
    return client;
}

} // namespace tocsin::net
