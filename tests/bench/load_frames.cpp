// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load_frames.hpp"

namespace tocsin::bench {

std::string client_frame(std::uint8_t code, std::string_view payload) {
    constexpr std::array<std::uint8_t, 4> mask{0x5a, 0x13, 0xc7, 0x2e}; // a bench is no browser
    std::string frame;
    frame.reserve(payload.size() + 14);
    frame += static_cast<char>(0x80 | code);
    const std::size_t length_bytes = payload.size() < 126 ? 0 : payload.size() < 65'536 ? 2 : 8;
    const std::size_t short_length = length_bytes == 0   ? payload.size()
                                     : length_bytes == 2 ? 126
                                                         : 127;
    frame += static_cast<char>(0x80 | short_length);
    for (std::size_t i = length_bytes; i > 0; --i)
        frame += static_cast<char>(payload.size() >> (8 * (i - 1)));
    for (const auto octet : mask)
        frame += static_cast<char>(octet);
    for (std::size_t i = 0; i < payload.size(); ++i)
        frame += static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ mask[i & 3]);
    return frame;
}

void FrameReader::open() {
    code_ = head_[0] & 0x0f;
    left_ = head_[1] & 0x7f;
    if (needed_ > 2) {
        left_ = 0;
        for (std::size_t i = 2; i < needed_; ++i)
            left_ = left_ << 8 | head_[i];
    }
    held_ = 0;
    needed_ = 2;
    inside_ = true;
}

} // namespace tocsin::bench
