// One file of the web console as it was built, and those that are part of this program.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace tocsin::net {

// Views of bytes that outlive every server: the program's own, or those of a folder
// (ConsoleFolder).
struct ConsoleFile {
    std::string_view path; // "/index.html"
    std::string_view type;
    std::string_view etag;                // quoted
    std::string_view plain, gzip, brotli; // the last two may be empty: not worth it
};

// Written by cmake/embed_console.mjs; empty in a build without console (TOCSIN_CONSOLE=OFF).
std::span<const ConsoleFile> embedded_console();

} // namespace tocsin::net
