// A client's frame in tocsin.v1: what is believed is the same when it is said again.
// SPDX-License-Identifier: Apache-2.0
#include "server/wire/codec.hpp"
#include "tests/fuzz/fuzz.hpp"

void tocsin::fuzz::fuzz(std::string_view input) {
    using namespace tocsin::wire;
    const auto read = parse_client_frame(input, Format::binary);
    if (const auto* refused = std::get_if<Unreadable>(&read))
        return must(refused->refusal.code() != 0, "a refusal has a code");
    const auto& parsed = std::get<Parsed>(read);
    believed();
    const std::string again = encode(parsed.frame, Format::binary);
    const auto once_more = parse_client_frame(again, Format::binary);
    must(std::holds_alternative<Parsed>(once_more), "what was believed is believed again");
    must(encode(std::get<Parsed>(once_more).frame, Format::binary) == again, "in the same bytes");
    must(parsed.command_bytes.empty() != parsed.frame.has_command(), "a command has its bytes");
}
