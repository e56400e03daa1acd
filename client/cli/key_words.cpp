// SPDX-License-Identifier: Apache-2.0
#include "client/cli/key_words.hpp"

#include "client/cli/words.hpp"

#include <cctype>

namespace tocsin::cli {
namespace {

constexpr std::size_t digits_min = 8; // fewer could be made to fit by whoever makes keys
constexpr std::size_t digits_shown = 16;

} // namespace

std::string key_state(const Context& context, const v1::KeyLine& key) {
    if (key.has_revoked())
        return "revoked" + (key.revoked_because().empty() ? "" : ": " + key.revoked_because());
    if (!key.has_added())
        return key.confirmed() ? "waits for a second person" : "waits for two persons";
    if (!key.active()) return "cooling until " + when_words(context, key.effective_at());
    return "active";
}

std::string key_kind(const v1::KeyLine& key) {
    if (!key.passkey()) return "device key";
    return key.synced() ? "synced passkey" : "passkey";
}

std::string key_name(const Context& context, const v1::KeyLine& key) {
    const std::string hex = to_hex(key.fingerprint());
    return context.for_people() ? hex.substr(0, digits_shown) : hex;
}

Result<v1::KeyList> fetch_keys(Session& session, const std::string& party) {
    v1::Query query;
    query.mutable_list_keys()->set_party(party);
    v1::KeyList found;
    const auto asked = session.ask_all(query, [&](const v1::Answer& page) {
        found.set_as_of_size(page.keys().as_of_size());
        found.mutable_keys()->MergeFrom(page.keys().keys());
    });
    if (!asked) return asked.error();
    return found;
}

bool begins_with(std::string_view bytes, const std::string& digits) {
    return to_hex(bytes).starts_with(digits);
}

std::optional<std::string> digits_of(const std::string& text) {
    std::string digits;
    for (const char c : text) {
        if (c == '-' || c == ' ') continue;
        if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return std::nullopt;
        digits += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (digits.size() < digits_min) return std::nullopt;
    return digits;
}

Result<std::string> fingerprint_among(
    const google::protobuf::RepeatedPtrField<v1::KeyLine>& keys, const std::string& text
) {
    const auto digits = digits_of(text);
    if (!digits || digits->size() > 2 * Digest::size)
        return usage_trouble(
            "\"" + text + "\" is not a fingerprint",
            "at least its first eight digits: tocsin key list"
        );
    std::string found;
    for (const auto& key : keys) {
        if (!begins_with(key.fingerprint(), *digits)) continue;
        if (!found.empty())
            return usage_trouble("several keys begin with " + *digits, "give more of its digits");
        found = key.fingerprint();
    }
    if (!found.empty()) return found;
    Trouble trouble;
    trouble.exit_code = not_found;
    trouble.what = "NOT_FOUND: no key begins with " + *digits;
    trouble.next = "tocsin key list, or tocsin account show";
    return trouble;
}

} // namespace tocsin::cli
