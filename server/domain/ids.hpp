// The names of the domain's things, each with a type of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/utc.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tocsin::domain {

using Index = std::uint64_t; // place of an entry in the log

template <class Tag>
struct Name {
    std::string text;

    bool empty() const { return text.empty(); }

    bool operator==(const Name&) const = default;

    // As std::string has it, byte by byte: names are a few letters long, and every walk through a
    // map of parties compares several, so that calling memcmp costs more than it compares.
    std::strong_ordering operator<=>(const Name& other) const {
        const std::size_t shared = std::min(text.size(), other.text.size());
        for (std::size_t i = 0; i < shared; ++i)
            if (text[i] != other.text[i])
                return static_cast<unsigned char>(text[i]) <=>
                       static_cast<unsigned char>(other.text[i]);
        return text.size() <=> other.text.size();
    }
};

using PartyCode = Name<struct PartyCodeTag>;     // "GH", "access-now"
using AlertId = Name<struct AlertIdTag>;         // "al-7k3q9x2m"; exercise: "ex-al-…"
using ProcedureId = Name<struct ProcedureIdTag>; // "st-…", "de-…", "pl-…"; exercise: "ex-st-…"
using SignalId = Name<struct SignalIdTag>;       // "si-…"

} // namespace tocsin::domain
