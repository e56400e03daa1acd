// SPDX-License-Identifier: Apache-2.0
#include "server/wire/refusals.hpp"

#include "server/domain/refusal.hpp"

namespace tocsin::wire {

v1::Refusal malformed(std::string why) {
    return domain::refuse(
        v1::Refusal::MALFORMED,
        "This message cannot be read.",
        std::move(why),
        "Send one frame of the protocol per message; after three such messages the connection "
        "closes."
    );
}

v1::Refusal unsupported(std::string path, std::string given) {
    v1::Refusal refusal = domain::refuse(
        v1::Refusal::UNSUPPORTED,
        "This server does not know what was asked.",
        "it does not know " + (path.empty() ? given : path),
        "Update the server, or leave it away."
    );
    refusal.set_field(std::move(path));
    refusal.set_limit("protocol 1");
    refusal.set_given(std::move(given));
    return refusal;
}

} // namespace tocsin::wire
