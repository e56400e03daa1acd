// SPDX-License-Identifier: Apache-2.0
#include "server/app/complain.hpp"

#include "server/app/log_line.hpp"

#include <cstdio>

namespace tocsin::app {

int complain(const Trouble& trouble) {
    std::fprintf(stderr, "error: %s\n", escaped(trouble.what).c_str());
    if (!trouble.why.empty()) std::fprintf(stderr, "  why: %s\n", escaped(trouble.why).c_str());
    if (!trouble.next.empty()) std::fprintf(stderr, " hint: %s\n", escaped(trouble.next).c_str());
    return trouble.exit_code;
}

} // namespace tocsin::app
