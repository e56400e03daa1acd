// A signing key on disk: one line of 64 hex digits, for its owner's eyes only.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/check.hpp"
#include "storage/durable_file.hpp"
#include "storage/signature.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sodium.h>
#include <unistd.h>

namespace tocsin::storage {

namespace {

constexpr int no_permission = 77; // EX_NOPERM
constexpr std::size_t seed_digits = 64;

Trouble unusable(const std::filesystem::path& file, std::string why) {
    return Trouble{
        .exit_code = no_permission,
        .what = "cannot use the key file " + file.string(),
        .why = std::move(why),
        .next = "restore it from its backup; a new key cannot go on with an old log"};
}

// What a key file holds. The digits are in this one place while they are needed, and then nowhere:
// no string that grows would leave pieces of them behind.
class Digits {
public:
    Digits() = default;
    Digits(const Digits&) = delete;
    Digits& operator=(const Digits&) = delete;

    ~Digits() { sodium_memzero(text_.data(), text_.size()); }

    // The trouble with the file, if there is any.
    std::optional<std::string> read(const std::filesystem::path& file) {
        const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
        if (!opened.open()) return std::strerror(errno);
        for (;;) {
            const auto got = ::read(opened.fd(), text_.data() + size_, text_.size() - size_);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return std::strerror(errno);
            if (got == 0) break; // The end, or no room for more.
            size_ += static_cast<std::size_t>(got);
        }
        if (size_ == 0) return "it is empty";
        if (size_ == line_bytes && text_[seed_digits] == '\n') --size_;
        return std::nullopt;
    }

    bool decode(SigningKey::Seed& seed) const {
        std::size_t bytes = 0;
        const bool is_hex = sodium_hex2bin(
                                seed.octets.data(),
                                seed.octets.size(),
                                text_.data(),
                                size_,
                                nullptr,
                                &bytes,
                                nullptr
                            ) == 0;
        return size_ == seed_digits && is_hex && bytes == SigningKey::Seed::size;
    }

    // Of the seed; a line as it stands in the file.
    std::string_view encode(const unsigned char* seed) {
        sodium_bin2hex(text_.data(), text_.size(), seed, SigningKey::Seed::size);
        text_[seed_digits] = '\n';
        return {text_.data(), line_bytes};
    }

private:
    static constexpr std::size_t line_bytes = seed_digits + 1;
    std::array<char, line_bytes + 1> text_{}; // one more: a longer file shows
    std::size_t size_ = 0;
};

} // namespace

Result<SigningKey> SigningKey::load(const std::filesystem::path& file) {
    if (auto fit = check_private(file); !fit) return fit.error();
    Digits digits;
    if (const auto why = digits.read(file)) return unusable(file, *why);
    Seed seed;
    if (!digits.decode(seed)) return unusable(file, "it is not one line of 64 hex digits");
    SigningKey key = from_seed(seed);
    sodium_memzero(seed.octets.data(), seed.octets.size());
    return key;
}

Result<void> SigningKey::save(const std::filesystem::path& file) const {
    TOCSIN_CHECK(secret_ != nullptr);
    // libsodium keeps the seed as the first half of the secret key.
    Digits digits;
    return create_file(file, digits.encode(static_cast<const unsigned char*>(secret_)));
}

} // namespace tocsin::storage
