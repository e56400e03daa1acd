// SPDX-License-Identifier: Apache-2.0
#include "server/wire/frame_head.hpp"

namespace tocsin::wire {

SharedFrame frame_of(std::string_view message, Format format) {
    std::string frame;
    frame.reserve(message.size() + 10);
    frame += format == Format::binary ? '\x82' : '\x81'; // FIN, and binary or text

    // RFC 6455: the shortest of the three ways to say a length.
    const std::uint64_t length = message.size();
    int octets = 0;
    if (length < 126) {
        frame += static_cast<char>(length);
    } else if (length <= 0xffff) {
        frame += '\x7e';
        octets = 2;
    } else {
        frame += '\x7f';
        octets = 8;
    }
    while (octets-- > 0)
        frame += static_cast<char>(length >> (8 * octets) & 0xff);

    frame += message;
    return std::make_shared<const std::string>(std::move(frame));
}

} // namespace tocsin::wire
