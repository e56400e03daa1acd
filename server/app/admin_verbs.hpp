// The verbs of tocsin-admin, for whoever runs the host: over the admin socket of the running
// server, or on the data of a stopped one. What changes the Coalition is not among them; what the
// secretariat printed for a day like this the host may carry in, and that is all it may.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/arguments.hpp"
#include "server/app/server_verbs.hpp"

#include <filesystem>

namespace tocsin::app {

int run_admin(Words words);

// Where the server's data and socket are, from --data-dir (or --demo-dir), --socket, or the
// configuration.
struct Place {
    std::filesystem::path directory;
    std::filesystem::path socket;
};

Result<Place> place_of(const Arguments& arguments);

int admin_import(const Place& place, const std::filesystem::path& file, bool issue);
int admin_break_glass(const Place& place, const std::string& fingerprint);
int admin_verify(const Place& place);
int admin_export_key(const Place& place);
// Another key for the log, of a stopped server: from the next start it signs, and the old one
// beside it until that is retired.
int admin_rotate_key(const Place& place);
int admin_retire_key(const Place& place);
// A witness of logs, others' perhaps, until SIGTERM or SIGINT; it needs no data of a server.
int admin_witness(const Arguments& arguments);

} // namespace tocsin::app
