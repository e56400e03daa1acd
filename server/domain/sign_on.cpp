// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tocsin::domain {

namespace {

constexpr std::string_view context_actual = "tocsin.example/sign-on/v1";
constexpr std::string_view context_exercise = "tocsin.example/exercise/sign-on/v1";

// The lines after the context, in their order.
enum Line {
    log,
    statement,
    version,
    text_sha256,
    deadline,
    member,
    position,
    reservation,
    supersedes,
    key,
    time,
    nonce,
    line_count
};

constexpr std::array<std::string_view, line_count> line_names = {
    "log",
    "statement",
    "version",
    "text-sha256",
    "deadline",
    "member",
    "position",
    "reservation-sha256",
    "supersedes",
    "key",
    "time",
    "nonce"};
using Values = std::array<std::string_view, line_count>;

struct StanceToken {
    v1::Position::Stance stance;
    std::string_view token;
};

constexpr std::array<StanceToken, 11> stance_tokens = {{
    {v1::Position::SIGN, "sign"},
    {v1::Position::SIGN_WITH_EXPLANATION, "sign_with_explanation"},
    {v1::Position::SIGN_AD_REFERENDUM, "sign_ad_referendum"},
    {v1::Position::ASSOCIATE, "associate"},
    {v1::Position::NOT_JOINING, "not_joining"},
    {v1::Position::ABSTAIN, "abstain"},
    {v1::Position::OBJECT, "object"},
    {v1::Position::AWAITING_INSTRUCTIONS, "awaiting_instructions"},
    {v1::Position::RECUSED, "recused"},
    {v1::Position::LATE_ASSOCIATION, "late_association"},
    {v1::Position::DISSOCIATION, "dissociation"},
}};

// The last instant that fits the house's milliseconds and print_utc: the start of the year 9999.
constexpr std::int64_t seconds_max = 253'370'764'800;
constexpr std::size_t origin_bytes_max = 128;
constexpr std::size_t text_bytes_usual = 512;

// Up to and including the LF, which is not returned; nothing when there is none.
std::optional<std::string_view> take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

std::optional<Values> values_of(std::string_view rest) {
    Values values;
    for (std::size_t line = 0; line < line_count; ++line) {
        const auto text = take_line(rest);
        const std::string_view name = line_names[line];
        if (!text || text->size() < name.size() + 2) return std::nullopt;
        if (!text->starts_with(name) || (*text)[name.size()] != ' ') return std::nullopt;
        values[line] = text->substr(name.size() + 1);
    }
    if (!rest.empty()) return std::nullopt;
    return values;
}

template <class Test>
bool is_all(std::string_view text, std::size_t at_least, std::size_t at_most, Test test) {
    return text.size() >= at_least && text.size() <= at_most &&
           std::all_of(text.begin(), text.end(), test);
}

bool is_token_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_origin(std::string_view text) {
    return is_all(text, 1, origin_bytes_max, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_party(std::string_view text) {
    return is_all(text, 2, 2, [](char c) { return c >= 'A' && c <= 'Z'; }) ||
           is_all(text, 3, 64, is_token_letter);
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
    const auto raw = from_hex(text);
    const auto fixed = raw ? Fixed::from(*raw) : std::nullopt;
    if (fixed) into = *fixed;
    return fixed.has_value();
}

bool read_hex_or_dash(std::string_view text, std::optional<Digest>& into) {
    if (text == "-") return true;
    Digest digest;
    if (!read_hex(text, digest)) return false;
    into = digest;
    return true;
}

bool read_names(const Values& values, SignOn& sign_on) {
    if (!is_origin(values[log]) || !is_all(values[statement], 1, 64, is_token_letter)) return false;
    if (!is_party(values[member])) return false;
    sign_on.origin = values[log];
    sign_on.procedure.text = values[statement];
    sign_on.party.text = values[member];
    sign_on.stance = stance_of(values[position]);
    return sign_on.stance != v1::Position::STANCE_UNSPECIFIED;
}

bool read_numbers(const Values& values, SignOn& sign_on) {
    const auto number = number_of<std::uint32_t>(values[version], UINT32_MAX);
    const auto until = number_of<std::int64_t>(values[deadline], seconds_max);
    const auto at = number_of<std::int64_t>(values[time], seconds_max);
    if (!number || !until || !at) return false;
    sign_on.version = *number;
    sign_on.deadline_seconds = *until;
    sign_on.time_seconds = *at;
    return true;
}

bool read_digests(const Values& values, SignOn& sign_on) {
    return read_hex(values[text_sha256], sign_on.text_sha256) &&
           read_hex(values[key], sign_on.key) && read_hex(values[nonce], sign_on.nonce) &&
           read_hex_or_dash(values[reservation], sign_on.reservation_sha256) &&
           read_hex_or_dash(values[supersedes], sign_on.supersedes);
}

std::string hex_or_dash(const std::optional<Digest>& digest) {
    return digest ? digest->hex() : "-";
}

} // namespace

std::string render(const SignOn& sign_on) {
    const std::array<std::string, line_count> values = {
        sign_on.origin,
        sign_on.procedure.text,
        std::to_string(sign_on.version),
        sign_on.text_sha256.hex(),
        std::to_string(sign_on.deadline_seconds),
        sign_on.party.text,
        std::string(stance_token(sign_on.stance)),
        hex_or_dash(sign_on.reservation_sha256),
        hex_or_dash(sign_on.supersedes),
        sign_on.key.hex(),
        std::to_string(sign_on.time_seconds),
        sign_on.nonce.hex(),
    };
    std::string text;
    text.reserve(text_bytes_usual);
    text += sign_on.realm == v1::EXERCISE ? context_exercise : context_actual;
    text += '\n';
    for (std::size_t line = 0; line < line_count; ++line) {
        text += line_names[line];
        text += ' ';
        text += values[line];
        text += '\n';
    }
    return text;
}

std::optional<SignOn> parse_sign_on(std::string_view text) {
    std::string_view rest = text;
    const auto context = take_line(rest);
    if (!context || (*context != context_actual && *context != context_exercise))
        return std::nullopt;
    const auto values = values_of(rest);
    if (!values) return std::nullopt;

    SignOn sign_on;
    sign_on.realm = *context == context_exercise ? v1::EXERCISE : v1::ACTUAL;
    const bool is_whole = read_names(*values, sign_on) && read_numbers(*values, sign_on) &&
                          read_digests(*values, sign_on);
    // The signature covers bytes: whatever a laxer reading above let through would not be the same
    // text.
    if (!is_whole || render(sign_on) != text) return std::nullopt;
    return sign_on;
}

std::string_view stance_token(v1::Position::Stance stance) {
    for (const auto& [known, token] : stance_tokens)
        if (known == stance) return token;
    return "";
}

v1::Position::Stance stance_of(std::string_view token) {
    for (const auto& [stance, known] : stance_tokens)
        if (known == token) return stance;
    return v1::Position::STANCE_UNSPECIFIED;
}

} // namespace tocsin::domain
