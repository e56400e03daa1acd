// SPDX-License-Identifier: Apache-2.0
#include "server/net/sent_notes.hpp"

namespace tocsin::net {

namespace {

// RFC 6455 section 5.2, of an unmasked frame.
std::string_view message_of(std::string_view frame) {
    const auto length = static_cast<unsigned char>(frame[1]);
    const std::size_t head = length < 126 ? 2 : length == 126 ? 4 : 10;
    return frame.substr(head);
}

} // namespace

const std::vector<SentNotes::Asked>&
SentNotes::in(const wire::SharedFrame& frame, wire::Format format) {
    for (const Known& known : known_) {
        if (known.frame == frame) return known.asked;
    }
    Known& place = known_[oldest_++ % known_.size()];
    place.frame = frame;
    place.asked.clear();
    const auto parsed = wire::parse_server_frame(message_of(*frame), format);
    if (!parsed) return place.asked;
    for (const v1::Item& item : parsed->items()) {
        if (item.event().has_alert_issued()) {
            place.asked.push_back({{item.event().alert_issued().alert_id()}, 1});
        } else if (item.event().has_alert_updated() && item.event().alert_updated().material()) {
            const auto& updated = item.event().alert_updated();
            place.asked.push_back({{updated.alert_id()}, updated.message()});
        }
    }
    return place.asked;
}

} // namespace tocsin::net
