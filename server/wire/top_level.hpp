// The outermost fields of a binary ClientFrame, without parsing what is in them: so that the bytes
// of a command are those that came in, and its id, as a query's, is known even when the rest cannot
// be read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tocsin::wire {

struct TopLevel {
    int frames = 0;           // fields of `oneof frame`, each time they occur
    std::string_view command; // bytes of field 4, into the message
    std::string_view query;   // of field 5
};

// As far as the bytes can be read.
TopLevel top_level(std::string_view message);

// Field 1 of a Command or a Query; empty when it is not there.
std::string_view id_of(std::string_view command_or_query);

} // namespace tocsin::wire
