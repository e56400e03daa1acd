// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load_stamp.hpp"

#include "server/base/clock.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <string_view>

namespace tocsin::bench {

namespace {

constexpr std::string_view mark = "~tocsin~~";

std::uint64_t number_at(const char* digits) {
    std::uint64_t number = 0;
    std::from_chars(digits, digits + 16, number, 16);
    return number;
}

} // namespace

std::uint64_t now_ns() {
    return static_cast<std::uint64_t>(RealClock().mono().count());
}

std::string Stamp::text(std::size_t length) const {
    std::string text = fmt::format("{}{:016x}{:016x}", mark, number, sent_ns);
    text.resize(length, 'x');
    return text;
}

const char* find_mark(const char* at, std::size_t count) {
    return static_cast<const char*>(std::memchr(at, mark.front(), count));
}

// True when the stamp is whole.
bool StampScanner::take(char next) {
    if (held_ < mark.size() && next != mark[held_]) {
        held_ = next == mark.front() ? 1 : 0;
        bytes_[0] = next;
        return false;
    }
    bytes_[held_++] = next;
    return held_ == Stamp::bytes;
}

Stamp StampScanner::stamp() const {
    return {number_at(bytes_.data() + mark.size()), number_at(bytes_.data() + mark.size() + 16)};
}

} // namespace tocsin::bench
