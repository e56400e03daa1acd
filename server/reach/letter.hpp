// An e-mail as it is handed to the relay: RFC 5322 and MIME, alternatives of plain text and HTML,
// in the reader's language. What RED or AMBER+STRICT covers is not in it (docs/CHANNELS.md 4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/reach/waiting.hpp"

#include <string>

namespace tocsin::reach {

struct Envelope {
    std::string from, to; // mailboxes
    std::string id;       // of the message, this server's part of it
    std::string thread;   // of the case, for this person; empty: none
    Instant date{};
};

// Subject, headers of the thread and the body: all that does not depend on whom it goes to.
// `public_url` is the console's; empty: no link. `language`: fr, es, anything else is English.
std::string
letter_about(const Waiting& waiting, const std::string& public_url, const std::string& language);
std::string
letter_of_code(const std::string& code, const std::string& public_url, const std::string& language);

// The whole message.
std::string put_in(const Envelope& envelope, const std::string& letter);

} // namespace tocsin::reach
