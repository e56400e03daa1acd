// SPDX-License-Identifier: Apache-2.0
#include "server/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace tocsin {

void check_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(
        stderr, "tocsin: bug: %s does not hold (%s:%d); please report\n", condition, file, line
    );
    std::abort();
}

} // namespace tocsin
