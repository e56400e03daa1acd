// SPDX-License-Identifier: Apache-2.0
#include "server/identity/sessions.hpp"

#include <array>

namespace tocsin::identity {

namespace {

using Word = std::pair<std::string_view, std::string_view>; // as it stands there, as we say it

// In this order: each of them claims to be those behind it as well.
constexpr std::array<Word, 6> browsers = {{
    {"Edg/", "Edge"},
    {"OPR/", "Opera"},
    {"Firefox/", "Firefox"},
    {"Chromium/", "Chromium"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
}};
constexpr std::array<Word, 7> systems = {{
    {"Android", "Android"},
    {"iPhone", "iPhone"},
    {"iPad", "iPad"},
    {"Windows", "Windows"},
    {"Mac OS X", "macOS"},
    {"CrOS", "ChromeOS"},
    {"Linux", "Linux"},
}};

template <std::size_t N>
std::string_view first_of(const std::array<Word, N>& words, std::string_view text) {
    for (const auto& [mark, name] : words)
        if (text.find(mark) != text.npos) return name;
    return {};
}

} // namespace

std::string browser_of(std::string_view user_agent) {
    const auto browser = first_of(browsers, user_agent);
    const auto system = first_of(systems, user_agent);
    std::string words(browser.empty() ? "a browser" : browser);
    if (!system.empty()) words.append(" on ").append(system);
    return words;
}

} // namespace tocsin::identity
