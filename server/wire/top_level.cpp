// SPDX-License-Identifier: Apache-2.0
#include "server/wire/top_level.hpp"

#include "tocsin/v1/frame.pb.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

namespace tocsin::wire {

namespace {

using google::protobuf::internal::WireFormatLite;

// Calls found(number, bytes) for each length-delimited field, until the end or what cannot be read.
template <class Found>
void each_run(std::string_view bytes, Found found) {
    google::protobuf::io::CodedInputStream input(
        reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size())
    );
    input.SetRecursionLimit(32);
    while (const auto tag = input.ReadTag()) {
        if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
            if (!WireFormatLite::SkipField(&input, tag)) return;
            continue;
        }
        int length = 0;
        if (!input.ReadVarintSizeAsInt(&length)) return;
        const auto at = static_cast<std::size_t>(input.CurrentPosition());
        if (!input.Skip(length)) return;
        found(
            WireFormatLite::GetTagFieldNumber(tag),
            bytes.substr(at, static_cast<std::size_t>(length))
        );
    }
}

} // namespace

TopLevel top_level(std::string_view message) {
    TopLevel top;
    each_run(message, [&](int number, std::string_view run) {
        if (!v1::ClientFrame::descriptor()->FindFieldByNumber(number)) return;
        ++top.frames;
        if (number == v1::ClientFrame::kCommandFieldNumber) top.command = run;
        if (number == v1::ClientFrame::kQueryFieldNumber) top.query = run;
    });
    return top;
}

std::string_view id_of(std::string_view command_or_query) {
    static_assert(v1::Command::kCommandIdFieldNumber == 1);
    static_assert(v1::Query::kQueryIdFieldNumber == 1);
    std::string_view id;
    each_run(command_or_query, [&](int number, std::string_view run) {
        if (number == 1) id = run;
    });
    return id;
}

} // namespace tocsin::wire
