// The options that make an alert's content, shared by signal, raise and update.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"
#include "tocsin/v1/event.pb.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tocsin::cli {

struct ContentOptions {
    std::vector<std::string> countries, subdivisions, kinds, services, sources;
    std::string area, headline, description, cause, claimed, ordered_by, onset, severity, urgency,
        certainty, verification, label, precedence, asks;
    bool exercise = false;
    bool do_not_publicise = false;
};

void add_content_options(CLI::App& sub, ContentOptions& options);

// Over `content`: what was given replaces what stands there. Trouble: exit 2 with the choices.
Result<void>
apply(const Context& context, const ContentOptions& options, v1::AlertContent& content);

// What a new content says where nothing was given; never the label, which people must choose.
v1::AlertContent blank_content();

// "measurement=https://…" or a bare URL, which is news; the publisher is the URL's host.
Result<v1::Evidence> parse_source(const std::string& text, Instant now);

} // namespace tocsin::cli
