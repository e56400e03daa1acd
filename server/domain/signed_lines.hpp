// The grammar that signed texts share: a first line that names the format, then lines of a name,
// one space and a value, in a fixed order, each ended by LF. Strict, so that one meaning has one
// text. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin::domain {

// The last instant that fits the house's milliseconds and print_utc: the start of the year 9999.
constexpr std::int64_t signed_seconds_max = 253'370'764'800;
constexpr std::size_t signed_origin_bytes_max = 128;

// Up to and including the LF, which is not returned; nothing when there is none.
inline std::optional<std::string_view> take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

// The values of exactly these lines, and nothing after them.
template <std::size_t N>
std::optional<std::array<std::string_view, N>>
values_of(std::string_view rest, const std::array<std::string_view, N>& names) {
    std::array<std::string_view, N> values;
    for (std::size_t line = 0; line < N; ++line) {
        const auto text = take_line(rest);
        const std::string_view name = names[line];
        if (!text || text->size() < name.size() + 2) return std::nullopt;
        if (!text->starts_with(name) || (*text)[name.size()] != ' ') return std::nullopt;
        values[line] = text->substr(name.size() + 1);
    }
    if (!rest.empty()) return std::nullopt;
    return values;
}

// Writes them. A text is written for every reading (parse_sign_on): into one string.
class LineWriter {
public:
    explicit LineWriter(std::string_view context) {
        text_.reserve(usual_bytes);
        text_ += context;
        text_ += '\n';
    }

    LineWriter& add(std::string_view name, std::string_view value) {
        begin(name) += value;
        text_ += '\n';
        return *this;
    }

    LineWriter& add(std::string_view name, std::int64_t number) {
        return add(name, std::string_view(std::to_string(number)));
    }

    template <std::size_t N, class Tag>
    LineWriter& add(std::string_view name, const Bytes<N, Tag>& bytes) {
        append_hex(begin(name), bytes.view());
        text_ += '\n';
        return *this;
    }

    std::string done() { return std::move(text_); }

private:
    static constexpr std::size_t usual_bytes = 800;

    std::string& begin(std::string_view name) {
        text_ += name;
        text_ += ' ';
        return text_;
    }

    std::string text_;
};

template <class Test>
bool is_all(std::string_view text, std::size_t at_least, std::size_t at_most, Test test) {
    return text.size() >= at_least && text.size() <= at_most &&
           std::all_of(text.begin(), text.end(), test);
}

inline bool is_origin(std::string_view text) {
    return is_all(text, 1, signed_origin_bytes_max, [](char c) { return c > ' ' && c < '\x7f'; });
}

template <class Number>
std::optional<Number> number_of(std::string_view text, Number at_most) {
    const bool is_canonical = is_all(text, 1, 20, [](char c) { return c >= '0' && c <= '9'; }) &&
                              (text.size() == 1 || text.front() != '0');
    if (!is_canonical) return std::nullopt;
    Number number{};
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc() || end != text.data() + text.size() || number > at_most)
        return std::nullopt;
    return number;
}

template <class Fixed>
bool read_hex(std::string_view text, Fixed& into) {
    return from_hex(text, into.octets);
}

} // namespace tocsin::domain
