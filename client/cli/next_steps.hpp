// What may be done next with a procedure, as the verbs of this program: the server says which acts
// are open to the reader, and nothing is guessed here. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"
#include "tocsin/v1/view.pb.h"

#include <string>
#include <vector>

namespace tocsin::cli {

// "tocsin publish st-…", one per act, in the server's order. An act without a verb of its own is
// "tocsin act NAME ID".
std::vector<std::string>
step_verbs(const v1::ProcedureView& view, const std::string& party, Instant now);
void print_next_steps(Context& context, const v1::ProcedureView& view, const std::string& party);

} // namespace tocsin::cli
