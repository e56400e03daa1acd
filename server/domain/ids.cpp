// Ids of new things, mixed from the command id: no counter that tells how many there are (I8), no
// chance, the same at every replay. The mixing (FNV-1a of the tag, splitmix64's finaliser) hides
// nothing and need not: a command id is random already. SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_parts.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tocsin::domain {

namespace {

constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's
constexpr std::size_t digits_min = 8;
constexpr std::size_t digits_max = 12; // 60 of a word's 64 bits

std::uint64_t stir(std::uint64_t word) {
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
    word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
    return word ^ (word >> 31);
}

std::uint64_t hash_of(std::string_view tag) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char octet : tag)
        hash = (hash ^ static_cast<unsigned char>(octet)) * 0x100000001b3u;
    return hash;
}

std::uint64_t word_at(const CommandId& id, std::size_t offset) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8; ++i)
        word = word << 8 | id.octets[offset + i];
    return word;
}

// Two words that depend on every bit of the command id, the tag and the attempt.
std::array<std::uint64_t, 2> mix(const CommandId& id, std::string_view tag, std::uint64_t attempt) {
    const std::uint64_t front = stir(word_at(id, 0) ^ hash_of(tag));
    const std::uint64_t back = stir(word_at(id, 8) ^ front ^ attempt * 0x9e3779b97f4a7c15u);
    return {stir(front + back), back};
}

bool is_taken(const State& state, const std::string& id) {
    return state.alerts.contains(AlertId{id}) || state.signals.contains(SignalId{id}) ||
           state.procedures.contains(ProcedureId{id});
}

} // namespace

std::string
new_id(const State& state, const char* prefix, v1::Realm realm, const CommandId& command_id) {
    const std::string stem = std::string(realm == v1::EXERCISE ? "ex-" : "") + prefix + '-';
    for (std::size_t attempt = 0;; ++attempt) {
        std::uint64_t word = mix(command_id, stem, attempt)[0];
        std::string id = stem;
        for (std::size_t i = std::min(digits_min + attempt, digits_max); i > 0; --i, word >>= 5)
            id += digits[word & 31u];
        if (!is_taken(state, id)) return id;
    }
}

PersonId new_person_id(const State& state, const CommandId& command_id) {
    for (std::uint64_t attempt = 0;; ++attempt) {
        const auto words = mix(command_id, "person", attempt);
        PersonId id;
        for (std::size_t i = 0; i < PersonId::size; ++i)
            id.octets[i] = static_cast<std::uint8_t>(words[i / 8] >> (8 * (i % 8)));
        if (!id.is_zero() && !state.coalition.persons.contains(id)) return id;
    }
}

} // namespace tocsin::domain
