// SPDX-License-Identifier: Apache-2.0
#include "client/cli/terminal.hpp"

#include "server/wire/utf8.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace tocsin::cli {
namespace {

using Range = std::pair<std::uint32_t, std::uint32_t>;

// East Asian wide and emoji blocks; enough for columns to stand straight.
constexpr std::array<Range, 9> wide = {{
    {0x1100, 0x115f},
    {0x2e80, 0x303e},
    {0x3041, 0xa4cf},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff00, 0xff60},
    {0x1f300, 0x1faff},
    {0x20000, 0x3fffd},
}};
constexpr std::array<Range, 7> combining = {{
    {0x0300, 0x036f},
    {0x0483, 0x0489},
    {0x0591, 0x05bd},
    {0x0610, 0x061a},
    {0x064b, 0x065f},
    {0x200b, 0x200d},
    {0xfe00, 0xfe0f},
}};
constexpr std::array<Range, 4> bidirectional = {{
    {0x061c, 0x061c},
    {0x200e, 0x200f},
    {0x202a, 0x202e},
    {0x2066, 0x2069},
}};

template <std::size_t N>
bool among(const std::array<Range, N>& ranges, std::uint32_t point) {
    for (const auto& [first, last] : ranges)
        if (point >= first && point <= last) return true;
    return false;
}

struct Point {
    std::uint32_t value = 0;
    std::size_t bytes = 1;
    bool valid = false;
};

// One code point of UTF-8; a byte that starts none stands for itself.
Point first_point(std::string_view text) {
    std::string_view rest = text;
    const auto rune = wire::take_rune(rest);
    if (!rune) return {static_cast<unsigned char>(text.front()), 1, false};
    return {static_cast<std::uint32_t>(*rune), text.size() - rest.size(), true};
}

std::string escaped(std::uint32_t value) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text = "\\u";
    for (int shift = value > 0xffff ? 20 : 12; shift >= 0; shift -= 4)
        text += digits[value >> shift & 15];
    return text;
}

std::size_t width_of(std::uint32_t point) {
    if (among(combining, point)) return 0;
    return among(wide, point) ? 2 : 1;
}

} // namespace

std::string harmless(std::string_view text, bool lines) {
    std::string clean;
    while (!text.empty()) {
        const Point point = first_point(text);
        const bool control = point.value < 0x20 || (point.value >= 0x7f && point.value < 0xa0);
        if (lines && point.value == '\n')
            clean += '\n';
        else if (control && (point.value == '\n' || point.value == '\t'))
            clean += ' ';
        else if (!point.valid || control || among(bidirectional, point.value))
            clean += escaped(point.value);
        else
            clean += text.substr(0, point.bytes);
        text.remove_prefix(point.bytes);
    }
    return clean;
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const Point point = first_point(text);
        columns += width_of(point.value);
        text.remove_prefix(point.bytes);
    }
    return columns;
}

std::string cut_to(std::string_view text, std::size_t columns) {
    if (columns_of(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    std::string kept;
    std::size_t used = 0;
    while (!text.empty()) {
        const Point point = first_point(text);
        if (used + width_of(point.value) > columns - 1) break;
        used += width_of(point.value);
        kept += text.substr(0, point.bytes);
        text.remove_prefix(point.bytes);
    }
    return kept + "…";
}

std::atomic<bool>& interrupted() {
    static std::atomic<bool> flag{false};
    return flag;
}

Terminal process_terminal() {
    Terminal terminal{std::cout, std::cerr, std::cin};
    terminal.out_is_tty = ::isatty(STDOUT_FILENO) != 0;
    terminal.in_is_tty = ::isatty(STDIN_FILENO) != 0;
    const char* no_colour = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool dumb = !term || std::strcmp(term, "dumb") == 0;
    terminal.colour = terminal.out_is_tty && !dumb && !(no_colour && *no_colour);
    winsize size{};
    if (terminal.out_is_tty && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        terminal.width = size.ws_col;
        terminal.height = size.ws_row;
    }
    return terminal;
}

} // namespace tocsin::cli
