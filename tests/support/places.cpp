// SPDX-License-Identifier: Apache-2.0
#include "tests/support/places.hpp"

namespace tocsin::test {

const std::filesystem::path& source_dir() {
    static const std::filesystem::path path = TOCSIN_SOURCE_DIR;
    return path;
}

const std::filesystem::path& binary_dir() {
    static const std::filesystem::path path = TOCSIN_BINARY_DIR;
    return path;
}

std::filesystem::path shared(std::string_view name) {
    return source_dir() / ".." / "shared" / name;
}

} // namespace tocsin::test
