// RFC 6455 for a client that knows what it talks to: masked frames out, a streaming decoder in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::bench {

namespace opcode {
constexpr std::uint8_t binary = 2;
constexpr std::uint8_t close = 8;
constexpr std::uint8_t ping = 9;
constexpr std::uint8_t pong = 10;
} // namespace opcode

std::string client_frame(std::uint8_t code, std::string_view payload);

// Hands over payloads in pieces as they come; the server's frames are not masked.
class FrameReader {
public:
    // sink.data(code, bytes) for each piece, sink.end(code) behind each frame.
    template <class Sink>
    void read(const char* at, std::size_t count, Sink&& sink);

private:
    void open(); // the head is whole

    std::array<std::uint8_t, 10> head_{};
    std::uint8_t held_ = 0;
    std::uint8_t needed_ = 2;
    std::uint8_t code_ = 0;
    bool inside_ = false;
    std::uint64_t left_ = 0;
};

template <class Sink>
void FrameReader::read(const char* at, std::size_t count, Sink&& sink) {
    while (count > 0 || (inside_ && left_ == 0)) {
        if (!inside_) {
            head_[held_++] = static_cast<std::uint8_t>(*at++);
            --count;
            if (held_ == 2)
                needed_ = static_cast<std::uint8_t>(head_[1] == 126 ? 4 : head_[1] == 127 ? 10 : 2);
            if (held_ == needed_) open();
            continue;
        }
        const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(count, left_));
        if (piece > 0) sink.data(code_, std::string_view(at, piece));
        at += piece, count -= piece, left_ -= piece;
        if (left_ > 0) continue;
        inside_ = false;
        sink.end(code_);
    }
}

} // namespace tocsin::bench
