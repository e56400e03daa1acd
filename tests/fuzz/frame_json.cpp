// A client's frame in tocsin.v1.json: the same as in binary, or refused.
// SPDX-License-Identifier: Apache-2.0
#include "server/wire/codec.hpp"
#include "tests/fuzz/fuzz.hpp"

void tocsin::fuzz::fuzz(std::string_view input) {
    using namespace tocsin::wire;
    const auto read = parse_client_frame(input, Format::json);
    if (const auto* refused = std::get_if<Unreadable>(&read))
        return must(refused->refusal.code() != 0, "a refusal has a code");
    const auto& frame = std::get<Parsed>(read).frame;
    believed();
    const auto again = parse_client_frame(encode(frame, Format::json), Format::json);
    must(std::holds_alternative<Parsed>(again), "what was believed is believed again");
    const std::string bytes = encode(frame, Format::binary);
    must(encode(std::get<Parsed>(again).frame, Format::binary) == bytes, "it is the same frame");
    must(
        std::holds_alternative<Parsed>(parse_client_frame(bytes, Format::binary)),
        "what JSON may say, binary may say"
    );
}
