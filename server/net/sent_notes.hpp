// Which alerts a frame of the feed carries, so that the rung "sent" can be noted for its reader.
// A frame is shared by all who see the same, so it is looked into once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/engine.hpp"

#include <array>
#include <vector>

namespace tocsin::net {

class SentNotes {
public:
    struct Asked {
        domain::AlertId alert;
        std::uint32_t message = 0;
    };

    // The issues and material updates in it: what asks its addressees for an acknowledgement.
    const std::vector<Asked>& in(const wire::SharedFrame& frame, wire::Format format);

private:
    struct Known {
        wire::SharedFrame frame; // held, so that its address names it
        std::vector<Asked> asked;
    };

    std::array<Known, 8> known_; // as many as there are kinds of reader at one cursor, about
    std::size_t oldest_ = 0;
};

} // namespace tocsin::net
