// The canonical text of a position: thirteen lines, one form, or nothing.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"

#include "tests/fuzz/fuzz.hpp"

void tocsin::fuzz::fuzz(std::string_view input) {
    const auto read = tocsin::domain::parse_sign_on(input);
    if (!read) return;
    believed();
    must(tocsin::domain::render(*read) == input, "a position has one form");
}
