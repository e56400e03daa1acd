// Published test vectors, read where a checkout has them beside it. Without them a test says so and
// ends.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "tests/storage/folder.hpp"
#include "tests/support/places.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

namespace tocsin::test {

namespace json = boost::json;

inline fs::path vector_path(const std::string& name) {
    return shared("vectors") / name;
}

// False, with a warning, when these vectors are not here.
inline bool have_vectors(const std::string& name) {
    if (fs::exists(vector_path(name))) return true;
    WARN("no test vectors at " << vector_path(name));
    return false;
}

inline json::value vectors(const std::string& name) {
    return json::parse(content_of(vector_path(name)));
}

inline std::string text(const json::value& value) {
    return std::string(value.as_string());
}

inline std::string text(const json::object& object, const char* key) {
    return text(object.at(key));
}

inline std::uint64_t number(const json::object& object, const char* key) {
    return object.at(key).to_number<std::uint64_t>();
}

inline std::optional<Digest> digest(const std::optional<std::string>& bytes) {
    if (!bytes) return std::nullopt;
    return Digest::from(*bytes);
}

inline Digest hex_digest(const json::value& value) {
    return *digest(from_hex(text(value)));
}

} // namespace tocsin::test
