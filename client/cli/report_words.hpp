// What verify found, for people and for scripts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"
#include "client/core/verify.hpp"

namespace tocsin::cli {

void print_report(Context& context, const client::VerifyReport& report);
boost::json::value report_json(const client::VerifyReport& report);

// What witnesses said, when a policy asked for it: a line for people (empty: it did not), or JSON.
std::string cosigned_words(const std::optional<storage::TrustPolicy::Cosigned>& cosigned);
boost::json::value cosigned_json(const std::optional<storage::TrustPolicy::Cosigned>& cosigned);

} // namespace tocsin::cli
