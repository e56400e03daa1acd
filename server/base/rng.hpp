// The only door through which chance enters: getrandom in earnest, a seeded stream in the
// simulation. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/utc.hpp"

#include <span>

namespace tocsin {

class Rng {
public:
    virtual ~Rng() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;

    template <class B>
    B draw() {
        B bytes;
        fill(bytes.octets);
        return bytes;
    }

    // Uniform in [0, below); below > 0.
    std::uint64_t below(std::uint64_t below);
    // UUIDv7 (RFC 9562 section 5.7) of this instant.
    CommandId command_id(Instant now);
};

class SystemRng final : public Rng {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

// SplitMix64 over a seed: tests and simulation only.
class SeededRng final : public Rng {
public:
    explicit SeededRng(std::uint64_t seed) : state_(seed) {}

    void fill(std::span<std::uint8_t> bytes) override;

private:
    std::uint64_t state_;
};

} // namespace tocsin
