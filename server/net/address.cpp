// SPDX-License-Identifier: Apache-2.0
#include "server/net/address.hpp"

#include <algorithm>

namespace tocsin::net {

namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t source_octets_v4 = 3;
constexpr std::size_t source_octets_v6 = 6;

bool is_v4(const AddressBlock& block) {
    return block.back() == 4;
}

} // namespace

AddressBlock block_of(const ip::address& address) {
    AddressBlock block{};
    if (address.is_v4() || address.to_v6().is_v4_mapped()) {
        const auto v4 =
            address.is_v4() ? address.to_v4() : ip::make_address_v4(ip::v4_mapped, address.to_v6());
        const auto octets = v4.to_bytes();
        std::copy(octets.begin(), octets.end(), block.begin());
        block.back() = 4;
        return block;
    }
    const auto octets = address.to_v6().to_bytes();
    std::copy_n(octets.begin(), 8, block.begin());
    block.back() = 6;
    return block;
}

AddressBlock source_of(const AddressBlock& block) {
    AddressBlock source{};
    std::copy_n(block.begin(), is_v4(block) ? source_octets_v4 : source_octets_v6, source.begin());
    source.back() = block.back();
    return source;
}

std::string to_string_of_source(const AddressBlock& block) {
    const AddressBlock source = source_of(block);
    if (is_v4(source)) {
        ip::address_v4::bytes_type octets{};
        std::copy_n(source.begin(), octets.size(), octets.begin());
        return ip::address_v4(octets).to_string() + "/24";
    }
    ip::address_v6::bytes_type octets{};
    std::copy_n(source.begin(), 8, octets.begin());
    return ip::address_v6(octets).to_string() + "/48";
}

} // namespace tocsin::net
