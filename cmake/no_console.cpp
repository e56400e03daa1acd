// A server without pages (TOCSIN_CONSOLE=OFF).
// SPDX-License-Identifier: Apache-2.0
#include "server/net/console_file.hpp"

namespace tocsin::net {

std::span<const ConsoleFile> embedded_console() {
    return {};
}

} // namespace tocsin::net
