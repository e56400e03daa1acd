// Frames to begin from, and what became of them: for the tests of the wire.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/wire/codec.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <variant>

namespace tocsin::test {

inline const std::string some_id(16, '\x07');

// One field on the wire, by hand.
inline std::string varint(std::uint64_t value) {
    std::string bytes;
    for (; value > 0x7f; value >>= 7)
        bytes += static_cast<char>(0x80 | (value & 0x7f));
    return bytes + static_cast<char>(value);
}

inline std::string field(unsigned number, std::string_view content) {
    return varint(number << 3 | 2) + varint(content.size()) + std::string(content);
}

inline std::string number_field(unsigned number, std::uint64_t value) {
    return varint(number << 3) + varint(value);
}

// A command around raw bytes; raise_alert is 31, acknowledge_alert 41.
inline std::string raw_command(unsigned branch, std::string_view content) {
    return field(4, field(1, some_id) + field(branch, content));
}

inline v1::ClientFrame acknowledgement() {
    v1::ClientFrame frame;
    frame.mutable_command()->set_command_id(some_id);
    auto& acknowledge = *frame.mutable_command()->mutable_acknowledge_alert();
    acknowledge.set_alert_id("al-7k3q9x2m");
    acknowledge.set_answer(v1::AlertAcknowledged::INFORMED);
    return frame;
}

inline v1::ClientFrame alert() {
    v1::ClientFrame frame;
    frame.mutable_command()->set_command_id(some_id);
    auto& content = *frame.mutable_command()->mutable_raise_alert()->mutable_content();
    content.set_status(v1::AlertContent::STATUS_ACTUAL);
    content.add_countries("GH");
    content.add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    content.set_urgency(v1::AlertContent::IMMEDIATE);
    content.set_severity(v1::AlertContent::SEVERE);
    content.set_certainty(v1::AlertContent::OBSERVED);
    content.set_verification(v1::AlertContent::REPORTED);
    content.set_label(v1::GREEN);
    content.set_precedence(v1::AlertContent::ALERT);
    content.set_headline("The network is down");
    return frame;
}

inline v1::AlertContent& content_of(v1::ClientFrame& frame) {
    return *frame.mutable_command()->mutable_raise_alert()->mutable_content();
}

// The refusal of a message; fails the test when it is accepted.
inline v1::Refusal refused(std::string_view message, wire::Format format = wire::Format::binary) {
    auto outcome = wire::parse_client_frame(message, format);
    REQUIRE(std::holds_alternative<wire::Unreadable>(outcome));
    return std::get<wire::Unreadable>(outcome).refusal;
}

inline v1::Refusal refused(const v1::ClientFrame& frame) {
    return refused(wire::encode(frame, wire::Format::binary));
}

inline wire::Parsed accepted(std::string_view message, wire::Format format = wire::Format::binary) {
    auto outcome = wire::parse_client_frame(message, format);
    if (const auto* unreadable = std::get_if<wire::Unreadable>(&outcome)) {
        FAIL(unreadable->refusal.ShortDebugString());
    }
    return std::get<wire::Parsed>(outcome);
}

inline wire::Parsed accepted(const v1::ClientFrame& frame) {
    return accepted(wire::encode(frame, wire::Format::binary));
}

} // namespace tocsin::test
