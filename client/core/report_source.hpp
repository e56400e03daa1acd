// What a report is made of: exports, read line by line. The payloads are held against their
// headers here; whether the headers are the log's is verify's to say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "server/report/report.hpp"

#include <istream>
#include <string>

namespace tocsin::client {

// Adds one export (docs/LOG_FORMAT.md 7) to what was read before; `name` is for complaints.
Result<void> read_export(std::istream& in, const std::string& name, report::SourceMaker& maker);

// The head of a report from the checkpoint that its entries belong to.
report::Source
report_head(const std::string& scope, const std::string& log_key, const std::string& checkpoint);

} // namespace tocsin::client
