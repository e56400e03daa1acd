// SPDX-License-Identifier: Apache-2.0
#include "server/wire/text_rules.hpp"

#include "server/wire/utf8.hpp"

#include <algorithm>
#include <cstdlib>
#include <utf8proc.h>

namespace tocsin::wire {

namespace {

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

template <class Each>
bool all(std::string_view text, Each each) {
    return std::all_of(text.begin(), text.end(), each);
}

bool is_token(std::string_view text, std::size_t least) {
    return text.size() >= least && text.size() <= 64 &&
           all(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_subdivision(std::string_view text) {
    return text.size() >= 4 && text.size() <= 6 && text[2] == '-' &&
           is_country(text.substr(0, 2)) &&
           all(text.substr(3), [](char c) { return is_upper(c) || is_digit(c); });
}

bool is_language(std::string_view text) {
    if (text.size() == 2 || text.size() == 3) return all(text, is_lower);
    return text.size() == 5 && text[2] == '-' && all(text.substr(0, 2), is_lower) &&
           all(text.substr(3), is_upper);
}

// "Africa/Accra", "Etc/GMT+1", "UTC": parts of letters, digits and _+-, joined by single slashes.
bool is_zone(std::string_view text) {
    char before = '/';
    for (const char c : text) {
        if (c == '/' && before == '/') return false;
        const bool letter = is_lower(c) || is_upper(c);
        if (!letter && !is_digit(c) && c != '_' && c != '+' && c != '-' && c != '/') return false;
        before = c;
    }
    return before != '/' && (is_upper(text.front()) || is_lower(text.front()));
}

// A backslash counts as no URL at all: browsers read it as a slash, and the host changes with it.
bool is_url(std::string_view text) {
    if (text.starts_with("https://"))
        text.remove_prefix(8);
    else if (text.starts_with("http://"))
        text.remove_prefix(7);
    else
        return false;
    if (text.find_first_of(" \\<>\"") != text.npos) return false;
    const std::string_view authority = text.substr(0, text.find_first_of("/?#"));
    return !authority.empty() && authority.front() != ':' && authority.find('@') == authority.npos;
}

// The printable characters of ASCII at the head of `text`: nothing is wrong with any of them, and
// most texts are nothing else.
std::size_t plain_head(std::string_view text) {
    const auto odd = std::find_if(text.begin(), text.end(), [](char c) {
        return static_cast<signed char>(c) < ' ' || c == '\x7f'; // beyond ASCII it is negative
    });
    return static_cast<std::size_t>(odd - text.begin());
}

// Nothing when every rune may stand there; else why not.
std::optional<std::string> unfit_runes(std::string_view text, bool lines) {
    while (true) {
        text.remove_prefix(plain_head(text));
        if (text.empty()) return std::nullopt;
        const auto rune = take_rune(text);
        if (!rune) return "valid UTF-8";
        if (lines && (*rune == '\n' || *rune == '\t')) continue;
        if (is_control(*rune))
            return "text without control characters, and this holds " + name_of(*rune);
        if (is_bidi_control(*rune)) {
            return "text without bidirectional controls, and this holds " + name_of(*rune);
        }
        if (!lines && (*rune == 0x2028 || *rune == 0x2029)) return "one line of text";
    }
}

std::optional<std::string> unless(bool fits, const char* rule) {
    if (fits) return std::nullopt;
    return rule;
}

bool is_nfc(std::string_view text) {
    if (all(text, [](char c) { return static_cast<signed char>(c) >= 0; })) return true;
    utf8proc_uint8_t* composed = nullptr;
    const auto length = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()),
        &composed,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE)
    );
    const bool same =
        length >= 0 && composed &&
        text ==
            std::string_view(reinterpret_cast<char*>(composed), static_cast<std::size_t>(length));
    std::free(composed);
    return same;
}

bool is_uuid_v7(std::string_view bytes) {
    return bytes.size() == 16 && (static_cast<unsigned char>(bytes[6]) >> 4) == 7 &&
           (static_cast<unsigned char>(bytes[8]) >> 6) == 2;
}

} // namespace

std::optional<std::string> unfit(std::string_view text, v1::Form form) {
    switch (form) {
    case v1::SHA256: return unless(text.size() == 32, "exactly 32 bytes");
    case v1::UUID: return unless(text.size() == 16, "exactly 16 bytes");
    case v1::UUID_V7: return unless(is_uuid_v7(text), "a UUID of version 7, 16 bytes");
    default: break;
    }
    if (auto why = unfit_runes(text, form == v1::TEXT)) return why;
    switch (form) {
    case v1::COUNTRY: return unless(is_country(text), "an ISO 3166-1 alpha-2 code in upper case");
    case v1::SUBDIVISION: return unless(is_subdivision(text), "an ISO 3166-2 code such as GH-AA");
    case v1::PARTY:
        return unless(
            is_country(text) || is_token(text, 3),
            "an ISO 3166-1 alpha-2 code, or 3 to 64 of a-z, 0-9 and -"
        );
    case v1::NAME_TOKEN: return unless(is_token(text, 1), "1 to 64 of a-z, 0-9 and -");
    case v1::URL: return unless(is_url(text), "an http or https address, no space, no user name");
    case v1::ZONE:
        return unless(!text.empty() && is_zone(text), "an IANA zone such as Africa/Accra");
    case v1::LANGUAGE: return unless(is_language(text), "a language such as en, fil or pt-BR");
    default: return std::nullopt;
    }
}

std::optional<std::string> unfit_document(std::string_view content) {
    if (auto why = unfit_runes(content, true)) return why;
    return unless(is_nfc(content), "text in Unicode normalisation form C (NFC)");
}

} // namespace tocsin::wire
