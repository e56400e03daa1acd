// The frames of a WebSocket as they are counted below Beast: the same, however the stream is cut
// into pieces, as one reads them who has all of it.
// SPDX-License-Identifier: Apache-2.0
#include "server/net/frame_scan.hpp"

#include "server/base/limits.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>

namespace {

using namespace tocsin;
using net::FrameScan;

// RFC 6455 section 5.2, of the whole stream.
FrameScan::Seen seen_at_once(std::string_view stream) {
    std::size_t fragments = 0, controls = 0;
    const auto octet = [&stream](std::size_t at) {
        return static_cast<std::uint64_t>(static_cast<unsigned char>(stream[at]));
    };
    while (stream.size() >= 2) {
        std::uint64_t length = octet(1) & 0x7f;
        const std::size_t wide = length == 127 ? 8 : length == 126 ? 2 : 0;
        if (stream.size() < 2 + wide) break;
        if (wide > 0) length = 0;
        for (std::size_t at = 0; at < wide; ++at)
            length = length << 8 | octet(2 + at);
        if ((octet(0) & 0x08) != 0) {
            if (++controls > limits::pings_per_second_max) return FrameScan::Seen::too_many_pings;
        } else {
            if (++fragments > limits::message_fragments_max)
                return FrameScan::Seen::too_many_fragments;
            if ((octet(0) & 0x80) != 0) fragments = 0;
        }
        const std::size_t head = 2 + wide + ((octet(1) & 0x80) != 0 ? 4 : 0);
        if (head >= stream.size() || length >= stream.size() - head) break;
        stream.remove_prefix(head + static_cast<std::size_t>(length));
    }
    return FrameScan::Seen::fine;
}

} // namespace

void tocsin::fuzz::fuzz(std::string_view input) {
    if (input.empty()) return;
    const std::size_t piece = 1 + static_cast<unsigned char>(input.front()) % 64;
    input.remove_prefix(1);
    const auto expected = seen_at_once(input);
    FrameScan scan;
    auto seen = FrameScan::Seen::fine;
    for (; !input.empty() && seen == FrameScan::Seen::fine;) {
        const auto heard = input.substr(0, piece);
        seen = scan.scan(heard, 0);
        input.remove_prefix(heard.size());
    }
    if (input.empty()) believed(); // all of it was frames, and none too many
    must(seen == expected, "frames are counted alike in any pieces");
}
