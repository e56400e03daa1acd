// Where a report or a certificate comes from (files, or the server) and where it goes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"
#include "server/report/report.hpp"

#include <string>
#include <vector>

namespace tocsin::cli {

// `--format` and `--output`, as given; both may be empty.
struct Form {
    std::string format, file;

    // The format asked for, or that of the file's name, or json.
    std::string chosen() const;
};

// From exports, each of them verified first; or, where a name is no file, from the server: the
// export of that case with what is linked to it, or `all`. Nothing named: whatever this reader may
// read across the log.
Result<report::Source> report_source(Context& context, const std::vector<std::string>& named);

Result<int> write_form(Context& context, const Form& form, const std::string& content);

// `certificate ID --format …`: id of a procedure, or the export of one.
Result<int> write_certificate(Context& context, const std::string& id_or_file, const Form& form);

} // namespace tocsin::cli
