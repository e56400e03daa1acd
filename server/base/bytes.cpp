// SPDX-License-Identifier: Apache-2.0
#include "server/base/bytes.hpp"

namespace tocsin {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base32_digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

constexpr std::uint8_t no_digit = 0xff;

// By character: a signed text has 600 of them.
constexpr std::array<std::uint8_t, 256> hex_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::size_t digit = 0; digit < hex_digits.size(); ++digit)
        values[static_cast<unsigned char>(hex_digits[digit])] = static_cast<std::uint8_t>(digit);
    return values;
}();

std::uint8_t hex_value(char c) {
    return hex_values[static_cast<unsigned char>(c)];
}

// Cuts bytes into digits of `width` bits, the last one filled up with zeros.
std::string to_digits(std::string_view bytes, std::string_view digits, int width) {
    std::string text;
    unsigned bits = 0;
    int held = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (held += 8; held >= width; held -= width) {
            text += digits[bits >> (held - width) & ((1u << width) - 1)];
        }
        bits &= (1u << held) - 1;
    }
    if (held > 0) text += digits[bits << (width - held)];
    return text;
}

// The way back; nothing when bits are left over that are not zero, or a whole digit too many.
class Gather {
public:
    explicit Gather(int width) : width_(width) {}

    void take(std::size_t digit) {
        bits_ = bits_ << width_ | static_cast<unsigned>(digit);
        held_ += width_;
        if (held_ >= 8) {
            held_ -= 8;
            bytes_ += static_cast<char>(bits_ >> held_);
            bits_ &= (1u << held_) - 1;
        }
    }

    std::optional<std::string> done() {
        if (bits_ != 0 || held_ >= width_) return std::nullopt;
        return std::move(bytes_);
    }

private:
    int width_;
    unsigned bits_ = 0;
    int held_ = 0;
    std::string bytes_;
};

} // namespace

std::string to_hex(std::string_view bytes) {
    std::string text;
    append_hex(text, bytes);
    return text;
}

void append_hex(std::string& text, std::string_view bytes) {
    std::size_t at = text.size();
    text.resize(at + bytes.size() * 2);
    for (const char c : bytes) {
        const auto octet = static_cast<unsigned char>(c);
        text[at++] = hex_digits[octet >> 4];
        text[at++] = hex_digits[octet & 0xf];
    }
}

std::optional<std::string> from_hex(std::string_view text) {
    std::string bytes(text.size() / 2, '\0');
    auto* const octets = reinterpret_cast<std::uint8_t*>(bytes.data());
    if (!from_hex(text, {octets, bytes.size()})) return std::nullopt;
    return bytes;
}

bool from_hex(std::string_view text, std::span<std::uint8_t> octets) {
    if (text.size() != octets.size() * 2) return false;
    std::uint8_t seen = 0; // A digit is below 16, what is none has all bits.
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const std::uint8_t high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
        seen |= high | low;
        octets[i] = static_cast<std::uint8_t>(high << 4 | (low & 0xf));
    }
    return seen != no_digit;
}

std::string to_base64(std::string_view bytes) {
    std::string text = to_digits(bytes, base64_digits, 6);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int pad = 0; pad < 2 && text.ends_with('='); ++pad)
        text.remove_suffix(1);
    Gather gather(6);
    for (const char c : text) {
        const auto digit = base64_digits.find(c);
        if (digit == base64_digits.npos) return std::nullopt;
        gather.take(digit);
    }
    return gather.done();
}

std::string to_base32(std::string_view bytes) {
    return to_digits(bytes, base32_digits, 5);
}

std::optional<std::string> from_base32(std::string_view text) {
    Gather gather(5);
    for (char c : text) {
        if (c == '-') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'I' || c == 'L') c = '1';
        if (c == 'O') c = '0';
        const auto digit = base32_digits.find(c);
        if (digit == base32_digits.npos) return std::nullopt;
        gather.take(digit);
    }
    return gather.done();
}

} // namespace tocsin
