// The countries of ISO 3166-1, made at build time from Debian's iso-codes.
// SPDX-License-Identifier: Apache-2.0
#include "server/wire/text_rules.hpp"

#include <algorithm>
#include <iterator>

namespace tocsin::wire {

namespace {

struct Country {
    std::string_view code;
    std::string_view name;
};

constexpr Country countries[] = {
#include "countries.inc"
};

// In order of code, so that a search halves.
const Country* find(std::string_view code) {
    const auto* found = std::lower_bound(
        std::begin(countries),
        std::end(countries),
        code,
        [](const Country& country, std::string_view wanted) { return country.code < wanted; }
    );
    return found != std::end(countries) && found->code == code ? found : nullptr;
}

} // namespace

bool is_country(std::string_view code) {
    return find(code) != nullptr;
}

std::string_view country_name(std::string_view code) {
    const Country* country = find(code);
    return country ? country->name : std::string_view();
}

} // namespace tocsin::wire
