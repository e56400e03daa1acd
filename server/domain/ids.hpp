// The names of the domain's things, each with a type of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/utc.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace tocsin::domain {

using Index = std::uint64_t; // place of an entry in the log

template <class Tag>
struct Name {
    std::string text;

    bool empty() const { return text.empty(); }

    auto operator<=>(const Name&) const = default;
};

using PartyCode = Name<struct PartyCodeTag>;     // "GH", "access-now"
using AlertId = Name<struct AlertIdTag>;         // "al-7k3q9x2m"; exercise: "ex-al-…"
using ProcedureId = Name<struct ProcedureIdTag>; // "st-…", "de-…", "pl-…"; exercise: "ex-st-…"
using SignalId = Name<struct SignalIdTag>;       // "si-…"

} // namespace tocsin::domain
