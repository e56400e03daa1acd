// Fetches an export from a server and writes it: the whole log (auditors), or one case with proofs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/connection.hpp"
#include "client/core/export_file.hpp"

#include <ostream>
#include <string>

namespace tocsin::client {

struct ExportCount {
    std::uint64_t entries = 0;
    std::uint64_t documents = 0;
    std::uint64_t documents_missing = 0; // erased, or not for this reader
};

// `scope`: whole_log, the id of an alert or procedure, or a range of indices ("100-200").
// Everything written was checked against the checkpoint's size and, for a case, each proof against
// its root; Trouble names what was not right.
awaitable<Result<ExportCount>>
fetch_export(Connection& connection, std::string scope, std::ostream& out);

} // namespace tocsin::client
