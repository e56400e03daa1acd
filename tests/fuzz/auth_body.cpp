// The bodies of /auth/*, which anybody may send, and the texts in them that are read further: codes
// of invitations, cursors.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "server/wire/codec.hpp"
#include "server/wire/codes.hpp"
#include "server/wire/cursor.hpp"
#include "server/wire/json.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace tocsin;
using fuzz::must;

template <class Message>
void body(std::string_view input) {
    Message message;
    if (const auto refusal = wire::parse_body(input, message))
        return must(refusal->code() != 0, "a refusal has a code");
    fuzz::believed();
    const std::string again = wire::write_json(message);
    if (again.size() > limits::http_body_bytes_max) return;
    Message once_more;
    must(!wire::parse_body(again, once_more), "what was believed is believed again");
    must(
        wire::serialise_alike(once_more) == wire::serialise_alike(message), "it is the same message"
    );
}

} // namespace

void tocsin::fuzz::fuzz(std::string_view input) {
    body<v1::AskChallenge>(input);
    body<v1::Authenticate>(input);
    body<v1::ShowInvitation>(input);
    body<v1::Enrol>(input);
    if (const auto secret = wire::read_code(input))
        must(wire::read_code(wire::print_code(*secret)) == secret, "a code is one secret");
    if (const auto cursor = wire::decode_cursor(input))
        must(wire::encode(*cursor) == input, "a cursor has one form");
}
