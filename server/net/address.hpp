// Where a peer comes from, as far as limits and logs care: one IPv4 address, or the /64 of an IPv6
// one, because a /64 is what one subscriber is given.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstdint>
#include <string>

namespace tocsin::net {

using AddressBlock = std::array<std::uint8_t, 9>; // the last octet: 4 or 6
AddressBlock block_of(const boost::asio::ip::address& address);

// Cut to /24 and /48: who it was is nobody's business, that it was one source is (security.md 5.9).
AddressBlock source_of(const AddressBlock& block);
// "192.0.2.0/24", "2001:db8:1::/48".
std::string to_string_of_source(const AddressBlock& block);

} // namespace tocsin::net
