// SPDX-License-Identifier: Apache-2.0
#include "server/base/rng.hpp"

#include "server/base/check.hpp"

#include <algorithm>
#include <sys/random.h>

namespace tocsin {

std::uint64_t Rng::below(std::uint64_t below) {
    TOCSIN_CHECK(below > 0);
    // Rejection keeps it uniform; at most one draw in two is thrown away.
    const std::uint64_t fair = UINT64_MAX - UINT64_MAX % below;
    for (;;) {
        Bytes<8, struct DrawTag> drawn = draw<Bytes<8, struct DrawTag>>();
        std::uint64_t value = 0;
        for (const auto octet : drawn.octets)
            value = value << 8 | octet;
        if (value < fair) return value % below;
    }
}

CommandId Rng::command_id(Instant now) {
    auto id = draw<CommandId>();
    const auto ms = static_cast<std::uint64_t>(to_ms(now));
    for (int i = 0; i < 6; ++i)
        id.octets[std::size_t(i)] = std::uint8_t(ms >> (40 - 8 * i));
    id.octets[6] = std::uint8_t(0x70 | (id.octets[6] & 0x0f));
    id.octets[8] = std::uint8_t(0x80 | (id.octets[8] & 0x3f));
    return id;
}

void SystemRng::fill(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const auto got = getrandom(bytes.data(), std::min<std::size_t>(bytes.size(), 256), 0);
        TOCSIN_CHECK(got > 0);
        bytes = bytes.subspan(std::size_t(got));
    }
}

void SeededRng::fill(std::span<std::uint8_t> bytes) {
    std::uint64_t word = 0;
    int left = 0;
    for (auto& octet : bytes) {
        if (left == 0) {
            word = (state_ += 0x9e3779b97f4a7c15u);
            word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
            word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
            word ^= word >> 31;
            left = 8;
        }
        octet = std::uint8_t(word);
        word >>= 8;
        --left;
    }
}

} // namespace tocsin
