// SPDX-License-Identifier: Apache-2.0
#include "server/base/bytes.hpp"
#include "server/base/limits.hpp"
#include "server/wire/codec.hpp"
#include "server/wire/json.hpp"
#include "server/wire/json_shape.hpp"
#include "server/wire/refusals.hpp"
#include "server/wire/top_level.hpp"
#include "server/wire/unknown.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/logging.h>

namespace tocsin::wire {

namespace {

constexpr int binary_depth_max = 32;

using Outcome = std::variant<Parsed, Unreadable>;

// Only what has the size of an id is told back.
std::string told_back(std::string_view id) {
    return id.size() == CommandId::size ? std::string(id) : std::string();
}

Unreadable
unreadable(v1::Refusal refusal, std::string_view command_id = {}, std::string_view query_id = {}) {
    return {std::move(refusal), told_back(command_id), told_back(query_id)};
}

Unreadable unreadable(v1::Refusal refusal, const TopLevel& top) {
    return unreadable(std::move(refusal), id_of(top.command), id_of(top.query));
}

bool read_binary(std::string_view bytes, google::protobuf::Message& message) {
    google::protobuf::io::CodedInputStream input(
        reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size())
    );
    input.SetRecursionLimit(binary_depth_max);
    return message.ParseFromCodedStream(&input) && input.ConsumedEntireMessage();
}

// A frame, a command or a query with nothing in it asks for nothing.
const char* emptiness(const v1::ClientFrame& frame) {
    if (frame.frame_case() == v1::ClientFrame::FRAME_NOT_SET) return "the frame is empty";
    if (frame.has_command() && frame.command().command_case() == v1::Command::COMMAND_NOT_SET) {
        return "the command is empty";
    }
    if (frame.has_query() && frame.query().query_case() == v1::Query::QUERY_NOT_SET) {
        return "the query is empty";
    }
    return nullptr;
}

// What both formats owe: known throughout, something asked, within the limits.
std::optional<v1::Refusal> refuse_content(const v1::ClientFrame& frame) {
    if (auto unknown = find_unknown(frame)) return unknown;
    if (const char* empty = emptiness(frame)) return malformed(empty);
    return check_limits(frame);
}

Outcome finish(Parsed parsed) {
    auto refusal = refuse_content(parsed.frame);
    if (!refusal) return parsed;
    return unreadable(
        std::move(*refusal), parsed.frame.command().command_id(), parsed.frame.query().query_id()
    );
}

Outcome parse_binary(std::string_view message) {
    Parsed parsed;
    const TopLevel top = top_level(message);
    if (!read_binary(message, parsed.frame)) {
        return unreadable(malformed("the bytes are no frame"), top);
    }
    // Protobuf would merge them; and a frame that the scan did not see has no bytes to be hashed.
    const bool holds_one = parsed.frame.frame_case() != v1::ClientFrame::FRAME_NOT_SET;
    if (top.frames != (holds_one ? 1 : 0)) {
        return unreadable(malformed("a message is one frame, and this one holds several"), top);
    }
    parsed.command_bytes = top.command;
    return finish(std::move(parsed));
}

Outcome parse_json(std::string_view message) {
    if (auto why = unfit_json(message)) return unreadable(malformed(*why));
    Parsed parsed;
    if (auto refusal = read_json(message, parsed.frame)) {
        const JsonIds ids = ids_of_json(message);
        return unreadable(std::move(*refusal), ids.command, ids.query);
    }
    if (parsed.frame.has_command()) {
        parsed.command_bytes = serialise_alike(parsed.frame.command());
    }
    return finish(std::move(parsed));
}

} // namespace

Outcome parse_client_frame(std::string_view message, Format format) {
    // Protobuf would write a line to stderr for every bad text that a stranger sends.
    const google::protobuf::LogSilencer quiet;
    if (message.size() > limits::message_bytes_max) {
        return unreadable(malformed("the message is longer than 64 KiB"));
    }
    return format == Format::binary ? parse_binary(message) : parse_json(message);
}

std::optional<v1::Refusal> parse_body(std::string_view text, google::protobuf::Message& message) {
    const google::protobuf::LogSilencer quiet;
    if (text.size() > limits::http_body_bytes_max)
        return malformed("the body is longer than 16 KiB");
    if (auto why = unfit_json(text)) return malformed(*why);
    if (auto refusal = read_json(text, message)) return refusal;
    if (auto unknown = find_unknown(message)) return unknown;
    return check_limits(message);
}

std::optional<v1::ServerFrame> parse_server_frame(std::string_view message, Format format) {
    const google::protobuf::LogSilencer quiet;
    v1::ServerFrame frame;
    const bool read = format == Format::binary
                          ? read_binary(message, frame)
                          : !unfit_json(message) && read_json_leniently(message, frame);
    if (!read) return std::nullopt;
    return frame;
}

} // namespace tocsin::wire
