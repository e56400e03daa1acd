// Options of the command line made from a message of the schema: every field is an option of its
// own name, so that no act of the protocol waits for a verb to be written. Times, enumerations and
// ids are typed as people type them; a SHA-256 may be "@FILE", which deposits that text first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/session.hpp"

#include <google/protobuf/descriptor.h>

#include <CLI/CLI.hpp>
#include <list>
#include <string>
#include <vector>

namespace tocsin::cli {

class MessageOptions {
public:
    // Adds an option per field of `type` to `sub`; the first field, when it is an id, is
    // positional, and so are the fields named. `sub` MUST NOT outlive this.
    MessageOptions(
        CLI::App& sub,
        const google::protobuf::Descriptor& type,
        std::vector<std::string> positionals = {}
    );

    // What was given, into `message` of that type. Texts are deposited on the way.
    Result<void> fill(Context& context, Session& session, google::protobuf::Message& message) const;

    // The first field's value, for sentences; may be empty.
    std::string subject() const;
    // What else was given, as it was typed: "next CL, from 2027-01-01".
    std::string words() const;

private:
    using Field = google::protobuf::FieldDescriptor;

    struct Slot {
        std::vector<const Field*> path; // from the message to the field
        std::vector<std::string> values;
        bool flag = false;
    };

    void
    add(CLI::App& sub, const google::protobuf::Descriptor& type, std::vector<const Field*> path);
    void add_option(CLI::App& sub, std::vector<const Field*> path);

    std::vector<std::string> positionals_;
    std::list<Slot> slots_; // the options refer to them
};

} // namespace tocsin::cli
