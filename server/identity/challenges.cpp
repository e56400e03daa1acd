// SPDX-License-Identifier: Apache-2.0
#include "server/identity/challenges.hpp"

#include "server/base/limits.hpp"
#include "storage/sha256.hpp"

namespace tocsin::identity {

namespace {

// 8 bytes when, 8 bytes of chance, 16 bytes of SHA-256 over a secret and these: of fixed length and
// cut, so that nothing can be extended.
constexpr std::size_t number_bytes = 8;
constexpr std::size_t sealed_bytes = 2 * number_bytes;
constexpr std::size_t seal_bytes = 16;

void put(std::string& bytes, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes += static_cast<char>(number >> shift & 0xff);
}

std::uint64_t number(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

} // namespace

Challenges::Challenges(const Clock& clock, Rng& rng)
    : clock_(clock), rng_(rng), secret_(rng.draw<Digest>()) {}

wire::ServerNonce Challenges::issue() {
    const auto chance = rng_.draw<Bytes<number_bytes, struct ChanceTag>>();
    return sealed(now_ms(), number(chance.view()));
}

bool Challenges::take(const wire::ServerNonce& nonce) {
    const std::uint64_t life = std::chrono::milliseconds(limits::challenge_life).count();
    const std::uint64_t now = now_ms();
    while (!taken_.empty() && taken_.begin()->first + life <= now)
        taken_.erase(taken_.begin());

    const std::uint64_t made = number(nonce.view().substr(0, number_bytes));
    const std::uint64_t chance = number(nonce.view().substr(number_bytes, number_bytes));
    if (sealed(made, chance) != nonce || made > now || now - made >= life) return false;
    return taken_.size() < limits::challenges_taken_max && taken_.insert({made, chance}).second;
}

wire::ServerNonce Challenges::sealed(std::uint64_t made_ms, std::uint64_t chance) const {
    std::string bytes;
    put(bytes, made_ms);
    put(bytes, chance);
    const Digest seal = storage::sha256({secret_.view(), bytes});
    bytes.append(seal.view().substr(0, seal_bytes));
    return *wire::ServerNonce::from(bytes);
}

std::uint64_t Challenges::now_ms() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(clock_.mono()).count()
    );
}

} // namespace tocsin::identity
