// Bytes ↔ frames, in both subprotocols. Hostile input dies here: shape, depth, unknown fields,
// unknown enum values, and every limit declared in the schema (options.proto), checked by
// reflection in one place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/frame.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tocsin::wire {

enum class Format { binary, json }; // tocsin.v1, tocsin.v1.json

constexpr std::string_view subprotocol(Format format) {
    return format == Format::binary ? "tocsin.v1" : "tocsin.v1.json";
}

// A frame that may be believed in shape, and for a command the SHA-256-able bytes: of the Command
// as it stood in the message (binary), or of its canonical re-serialisation (JSON).
struct Parsed {
    v1::ClientFrame frame;
    std::string command_bytes; // empty unless frame holds a command
};

// MALFORMED, UNSUPPORTED or INVALID_FIELD, with field, limit and what was given; the id of the
// command or the query is kept when it could be read, so that the verdict or the answer can name
// it.
struct Unreadable {
    v1::Refusal refusal;
    std::string command_id;
    std::string query_id;
};

std::variant<Parsed, Unreadable> parse_client_frame(std::string_view message, Format format);

// The body of an HTTP request: one message in JSON, known throughout and within its limits.
// Nothing: it may be believed in shape.
std::optional<v1::Refusal> parse_body(std::string_view text, google::protobuf::Message& message);

// The client's side of the same; unknown fields are kept quiet about (a newer server).
std::optional<v1::ServerFrame> parse_server_frame(std::string_view message, Format format);

std::string encode(const v1::ServerFrame& frame, Format format);
std::string encode(const v1::ClientFrame& frame, Format format);

// The declared limits alone; nothing when all hold. Used by importers and the CLI before sending.
std::optional<v1::Refusal> check_limits(const google::protobuf::Message& message);

// One item as it stands in a binary ServerFrame (0x0A length item), or as a JSON object.
std::string encode_item(const v1::Item& item, Format format);
// A whole message of encoded items: for binary their concatenation, for JSON {"items":[…]}.
std::string
join_items(std::string_view encoded, Format format); // JSON: items already joined by ','

} // namespace tocsin::wire
