// What may be an address for e-mail, for the configuration and for who gives one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tocsin::reach {

// Whether it may be a mailbox (RFC 5321 section 4.1.2, of its Dot-string and Domain alone): one
// '@', a domain with a dot, ASCII without spaces, controls or what would have to be quoted.
bool is_mailbox(std::string_view address);

} // namespace tocsin::reach
