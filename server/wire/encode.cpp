// SPDX-License-Identifier: Apache-2.0
#include "server/base/check.hpp"
#include "server/wire/codec.hpp"
#include "server/wire/json.hpp"

#include <google/protobuf/io/coded_stream.h>

namespace tocsin::wire {

namespace {

constexpr char item_tag = 0x0a; // field 1, length-delimited
static_assert(v1::ServerFrame::kItemsFieldNumber == 1);

std::string encode_message(const google::protobuf::Message& message, Format format) {
    return format == Format::binary ? message.SerializeAsString() : write_json(message);
}

} // namespace

std::string encode(const v1::ServerFrame& frame, Format format) {
    return encode_message(frame, format);
}

std::string encode(const v1::ClientFrame& frame, Format format) {
    return encode_message(frame, format);
}

std::string encode_item(const v1::Item& item, Format format) {
    if (format == Format::json) return write_json(item);
    const std::size_t length = item.ByteSizeLong();
    std::uint8_t varint[5];
    const auto* end = google::protobuf::io::CodedOutputStream::WriteVarint32ToArray(
        static_cast<std::uint32_t>(length), varint
    );
    std::string bytes(1, item_tag);
    bytes.append(reinterpret_cast<const char*>(varint), static_cast<std::size_t>(end - varint));
    const bool appended = item.AppendToString(&bytes);
    TOCSIN_CHECK(appended);
    return bytes;
}

std::string join_items(std::string_view encoded, Format format) {
    if (format == Format::binary) return std::string(encoded);
    std::string text = "{\"items\":[";
    text += encoded;
    text += "]}";
    return text;
}

} // namespace tocsin::wire
