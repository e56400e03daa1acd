// SPDX-License-Identifier: Apache-2.0
#include "server/net/browser.hpp"

#include "server/base/limits.hpp"

#include <algorithm>

namespace tocsin::net {

namespace {

constexpr std::string_view cookie_name = "__Host-s";
constexpr std::string_view cookie_terms = "; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=";

std::string cookie(const std::string& value, std::int64_t seconds) {
    std::string line(cookie_name);
    line.append("=").append(value).append(cookie_terms).append(std::to_string(seconds));
    return line;
}

} // namespace

bool comes_from(const Request& request, const std::vector<std::string>& origins) {
    if (request.count(http::field::origin) != 1) return false;
    const std::string_view origin = field_of(request, http::field::origin);
    return origin != "null" && std::find(origins.begin(), origins.end(), origin) != origins.end();
}

bool is_of_this_machine(std::string_view origin) {
    std::string_view host = origin.substr(std::min(origin.find("://"), origin.size()));
    host.remove_prefix(std::min<std::size_t>(host.size(), 3));
    const bool is_bracketed = host.starts_with('[');
    host = host.substr(0, is_bracketed ? host.find(']') + 1 : host.find(':'));
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool is_of_another_site(const Request& request) {
    const auto said = request["Sec-Fetch-Site"];
    const std::string_view site(said.data(), said.size());
    return !site.empty() && site != "same-origin" && site != "none";
}

std::string session_cookie(const Request& request) {
    std::string value;
    int found = 0;
    const auto [first, last] = request.equal_range(http::field::cookie);
    for (auto line = first; line != last; ++line) {
        std::string_view rest(line->value().data(), line->value().size());
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(';'), rest.size());
            std::string_view pair = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
            const std::size_t equals = pair.find('=');
            if (pair.substr(0, equals) != cookie_name || equals == pair.npos) continue;
            ++found;
            value = pair.substr(equals + 1);
        }
    }
    return found == 1 ? value : std::string();
}

std::string give_cookie(const std::string& value) {
    return cookie(value, std::chrono::seconds(limits::session_life).count());
}

std::string take_cookie() {
    return cookie({}, 0);
}

} // namespace tocsin::net
