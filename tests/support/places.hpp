// Where the tests find the tree and the programs. The two paths are compiled into one file only: a
// path in every command line would keep the compiler cache from serving another clone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace tocsin::test {

// The root of this tree.
const std::filesystem::path& source_dir();
// Where the programs of this build are.
const std::filesystem::path& binary_dir();

// A file beside the tree that a checkout may have (`vectors/…`, `data/…`); the core tests run
// without.
std::filesystem::path shared(std::string_view name);

} // namespace tocsin::test
