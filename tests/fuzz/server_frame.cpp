// A server's frame, as a client reads it: of a newer server perhaps, or of a liar.
// SPDX-License-Identifier: Apache-2.0
#include "server/wire/codec.hpp"
#include "tests/fuzz/fuzz.hpp"

void tocsin::fuzz::fuzz(std::string_view input) {
    using namespace tocsin::wire;
    if (input.empty()) return;
    const auto format = input.front() == 'j' ? Format::json : Format::binary;
    const auto frame = parse_server_frame(input.substr(1), format);
    if (!frame) return;
    believed();
    const auto again = parse_server_frame(encode(*frame, format), format);
    must(again.has_value(), "what was read is read again");
}
