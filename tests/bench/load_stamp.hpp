// The stamp that every broadcast carries: a mark, a sequence number and the sender's clock, all
// ASCII, so that it may stand in the text of a note. The scanner finds stamps anywhere in a stream
// of bytes: a server's envelope needs no parser here. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace tocsin::bench {

std::uint64_t now_ns(); // of a clock that never jumps

struct Stamp {
    static constexpr std::size_t bytes = 41; // '~', "tocsin~~", 16 + 16 hex digits

    std::uint64_t number = 0;
    std::uint64_t sent_ns = 0;

    std::string text(std::size_t length) const; // the stamp and filler
};

class StampScanner {
public:
    // `length`: of the whole text; its filler is passed over.
    template <class Found>
    void scan(const char* at, std::size_t count, std::size_t length, Found&& found);

private:
    bool take(char next);
    Stamp stamp() const;

    std::uint32_t skip_ = 0;
    std::uint8_t held_ = 0;
    std::array<char, Stamp::bytes> bytes_{};
};

const char* find_mark(const char* at, std::size_t count);

template <class Found>
void StampScanner::scan(const char* at, std::size_t count, std::size_t length, Found&& found) {
    while (count > 0) {
        if (skip_ > 0) {
            const std::size_t pass = count < skip_ ? count : skip_;
            at += pass, count -= pass, skip_ -= static_cast<std::uint32_t>(pass);
            continue;
        }
        if (held_ == 0) {
            const char* mark = find_mark(at, count);
            if (mark == nullptr) return;
            count -= static_cast<std::size_t>(mark - at);
            at = mark;
        }
        --count;
        if (!take(*at++)) continue;
        held_ = 0;
        skip_ = static_cast<std::uint32_t>(length - Stamp::bytes);
        found(stamp());
    }
}

} // namespace tocsin::bench
