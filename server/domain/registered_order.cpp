// The order of registered names. A collation library would be a dependency for one list; names of
// governments need no more than Latin letters with their accents taken off.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace tocsin::domain {

namespace {

// The letters under U+00C0 … U+017F, in order; '*' and '/' are the signs of multiplication and
// division.
constexpr std::string_view plain_letters =
    "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(plain_letters.size() == 0x180 - 0xC0);

// Lower case without accents; bytes of other letters stay as they are, after all Latin ones.
std::string sorting_key(std::string_view name) {
    std::string key;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const auto byte = static_cast<unsigned char>(name[at]);
        const bool is_pair = byte >= 0xC3 && byte <= 0xC5 && at + 1 < name.size();
        if (is_pair) {
            const auto next = static_cast<unsigned char>(name[++at]);
            const std::size_t letter = ((byte & 0x1Fu) << 6 | (next & 0x3Fu)) - 0xC0u;
            key += plain_letters[letter];
        } else if (byte >= 'A' && byte <= 'Z') {
            key += static_cast<char>(byte - 'A' + 'a');
        } else {
            key += static_cast<char>(byte);
        }
    }
    return key;
}

} // namespace

std::vector<PartyCode>
in_registered_order(const Coalition& coalition, std::vector<PartyCode> parties) {
    using Keyed = std::tuple<std::string, PartyCode>; // the code settles names that look alike
    std::vector<Keyed> keyed;
    for (auto& code : parties) {
        const PartyRecord* party = coalition.party(code);
        keyed.emplace_back(sorting_key(party ? party->facts.name() : code.text), std::move(code));
    }
    std::sort(keyed.begin(), keyed.end());
    parties.clear();
    for (auto& [key, code] : keyed)
        parties.push_back(std::move(code));
    return parties;
}

} // namespace tocsin::domain
