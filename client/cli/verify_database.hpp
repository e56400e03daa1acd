// A stopped server's database, checked entry by entry as an export would be.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/verify.hpp"
#include "server/base/result.hpp"

#include <filesystem>
#include <string>

namespace tocsin::cli {

// The checkpoint is the one last released (beside the database); entries behind it are not yet
// promised to anybody and are checked all the same.
Result<client::VerifyReport>
verify_database(const std::filesystem::path& folder, client::VerifyOptions options);

// The log's name, from its first entry; empty when it cannot be read.
std::string database_origin(const std::filesystem::path& place);

} // namespace tocsin::cli
