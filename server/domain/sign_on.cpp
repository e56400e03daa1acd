// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"

#include "server/domain/signed_lines.hpp"

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

bool is_token_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_party(std::string_view text) {
    return is_all(text, 2, 2, [](char c) { return c >= 'A' && c <= 'Z'; }) ||
           is_all(text, 3, 64, is_token_letter);
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
    const auto until = number_of<std::int64_t>(values[deadline], signed_seconds_max);
    const auto at = number_of<std::int64_t>(values[time], signed_seconds_max);
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

void add_hex_or_dash(LineWriter& lines, Line line, const std::optional<Digest>& digest) {
    if (digest)
        lines.add(line_names[line], *digest);
    else
        lines.add(line_names[line], "-");
}

} // namespace

std::string render(const SignOn& sign_on) {
    LineWriter lines(sign_on.realm == v1::EXERCISE ? context_exercise : context_actual);
    lines.add(line_names[log], sign_on.origin)
        .add(line_names[statement], sign_on.procedure.text)
        .add(line_names[version], sign_on.version)
        .add(line_names[text_sha256], sign_on.text_sha256)
        .add(line_names[deadline], sign_on.deadline_seconds)
        .add(line_names[member], sign_on.party.text)
        .add(line_names[position], stance_token(sign_on.stance));
    add_hex_or_dash(lines, reservation, sign_on.reservation_sha256);
    add_hex_or_dash(lines, supersedes, sign_on.supersedes);
    lines.add(line_names[key], sign_on.key)
        .add(line_names[time], sign_on.time_seconds)
        .add(line_names[nonce], sign_on.nonce);
    return lines.done();
}

std::optional<SignOn> parse_sign_on(std::string_view text) {
    std::string_view rest = text;
    const auto context = take_line(rest);
    if (!context || (*context != context_actual && *context != context_exercise))
        return std::nullopt;
    const auto values = values_of(rest, line_names);
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
