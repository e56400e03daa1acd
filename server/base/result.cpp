// SPDX-License-Identifier: Apache-2.0
#include "server/base/result.hpp"

#include "server/base/check.hpp"

#include <cstdio>

namespace tocsin {

void throw_exception_from_error(const Trouble& trouble, const boost::source_location& where) {
    std::fprintf(stderr, "tocsin: value() of a failed Result: %s\n", to_string(trouble).c_str());
    check_failed("result.has_value()", where.file_name(), static_cast<int>(where.line()));
}

std::string to_string(const Trouble& trouble) {
    std::string line = trouble.what;
    if (!trouble.why.empty()) line += ": " + trouble.why;
    if (!trouble.next.empty()) line += ". " + trouble.next;
    return line;
}

} // namespace tocsin
