// SPDX-License-Identifier: Apache-2.0
#include "server/net/frame_scan.hpp"

#include "server/base/limits.hpp"

#include <algorithm>

namespace tocsin::net {

namespace {

constexpr std::uint8_t fin = 0x80;
constexpr std::uint8_t control = 0x08;
constexpr std::uint8_t masked = 0x80;
constexpr std::uint64_t mask_bytes = 4;

} // namespace

FrameScan::Seen FrameScan::scan(std::string_view bytes, std::int64_t second) {
    while (!bytes.empty()) {
        if (payload_left_ > 0) {
            const auto passed = std::min<std::uint64_t>(payload_left_, bytes.size());
            payload_left_ -= passed;
            bytes.remove_prefix(static_cast<std::size_t>(passed));
            continue;
        }
        head_[head_bytes_++] = static_cast<std::uint8_t>(bytes.front());
        bytes.remove_prefix(1);
        if (head_bytes_ < 2 || head_bytes_ < head_length()) continue;

        const Seen seen = count(second);
        begin_payload();
        if (seen != Seen::fine) return seen;
    }
    return Seen::fine;
}

std::size_t FrameScan::head_length() const {
    const int length = head_[1] & 0x7f;
    if (length < 126) return 2;
    return length == 126 ? 4 : 10;
}

FrameScan::Seen FrameScan::count(std::int64_t second) {
    if ((head_[0] & control) != 0) {
        if (second != second_) controls_ = 0;
        second_ = second;
        return ++controls_ > limits::pings_per_second_max ? Seen::too_many_pings : Seen::fine;
    }
    const bool too_many = ++fragments_ > limits::message_fragments_max;
    if (too_many || (head_[0] & fin) != 0) fragments_ = 0;
    return too_many ? Seen::too_many_fragments : Seen::fine;
}

void FrameScan::begin_payload() {
    const std::size_t length_bytes = head_length() - 2;
    std::uint64_t length = head_[1] & 0x7f;
    if (length_bytes > 0) length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i)
        length = length << 8 | head_[2 + i];
    // Beast refuses a length with its highest bit set; here it need only not overflow.
    payload_left_ = std::min<std::uint64_t>(length, 1ull << 62);
    if ((head_[1] & masked) != 0) payload_left_ += mask_bytes;
    head_bytes_ = 0;
}

} // namespace tocsin::net
