// What a check of a signature said, for the tests of signatures.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/signed.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <variant>

namespace tocsin::test {

// Empty: it was good.
template <class Good>
std::string why(const std::variant<Good, storage::WrongSignature>& outcome) {
    const auto* trouble = std::get_if<storage::WrongSignature>(&outcome);
    if (!trouble) return {};
    REQUIRE(!trouble->why.empty());
    return trouble->why;
}

} // namespace tocsin::test
