// Counts the frames that come in, below Beast, which passes over empty fragments and answers
// every ping without telling anybody. It only counts: what a frame may be is Beast's to say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tocsin::net {

class FrameScan {
public:
    enum class Seen { fine, too_many_fragments, too_many_pings };

    // The next bytes of the stream, heard in this second of running time.
    Seen scan(std::string_view bytes, std::int64_t second);

private:
    std::size_t head_length() const; // without the mask; 2 until the second byte is known
    Seen count(std::int64_t second);
    void begin_payload();

    std::uint64_t payload_left_ = 0; // of the frame being passed over, with its mask
    std::int64_t second_ = 0;
    std::array<std::uint8_t, 10> head_{};
    std::uint8_t head_bytes_ = 0;
    std::uint8_t fragments_ = 0; // of the message being received
    std::uint16_t controls_ = 0; // in this second
};

} // namespace tocsin::net
