// Which addresses are whose: the registries of special-purpose addresses (RFC 6890 and IANA's lists
// of IPv4 and IPv6). SPDX-License-Identifier: Apache-2.0
#include "server/reach/egress.hpp"

#include <array>

namespace tocsin::reach {

namespace {

struct Network {
    std::array<unsigned char, 16> head;
    int bits;
};

// Set apart: this host, private, shared, link-local, documentation, benchmarks, multicast,
// reserved.
constexpr Network not_public_4[] = {
    {{0}, 8},
    {{10}, 8},
    {{100, 64}, 10},
    {{127}, 8},
    {{169, 254}, 16},
    {{172, 16}, 12},
    {{192, 0, 0}, 24},
    {{192, 0, 2}, 24},
    {{192, 88, 99}, 24},
    {{192, 168}, 16},
    {{198, 18}, 15},
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
    {{224}, 3},
};

// Of 2000::/3, which is all that is routed: what leads elsewhere, or is for examples.
constexpr Network not_public_6[] = {
    {{0x20, 0x01, 0x00}, 23}, // Teredo, ORCHID and other protocols' own
    {{0x20, 0x01, 0x0d, 0xb8}, 32},
    {{0x20, 0x02}, 16}, // 6to4: an IPv4 address inside
    {{0x3f, 0xff}, 20},
};

constexpr Network routed_6{{0x20}, 3};
constexpr Network mapped_4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};

bool is_in(const Network& network, std::string_view address) {
    for (int bit = 0; bit < network.bits; ++bit) {
        const auto at = static_cast<std::size_t>(bit / 8);
        const int mask = 0x80 >> (bit % 8);
        if ((network.head[at] & mask) != (static_cast<unsigned char>(address[at]) & mask))
            return false;
    }
    return true;
}

template <std::size_t N>
bool is_in_any(const Network (&networks)[N], std::string_view address) {
    for (const Network& network : networks)
        if (is_in(network, address)) return true;
    return false;
}

bool is_loopback(std::string_view address) {
    if (address.size() == 4) return address.front() == 127;
    return address.size() == 16 && address == std::string(15, '\0') + '\1';
}

} // namespace

bool is_within(Bounds bounds, std::string_view address) {
    if (bounds == Bounds::any) return true;
    if (address.size() == 16 && is_in(mapped_4, address)) address.remove_prefix(12);
    if (bounds == Bounds::loopback) return is_loopback(address);
    if (address.size() == 4) return !is_in_any(not_public_4, address);
    return address.size() == 16 && is_in(routed_6, address) && !is_in_any(not_public_6, address);
}

} // namespace tocsin::reach
