// What a demarche and a pledge call have besides positions, for people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"
#include "tocsin/v1/view.pb.h"

namespace tocsin::cli {

// Nothing for a statement, or while there is nothing to tell.
void print_instrument(Context& context, const v1::ProcedureView& view);

// "12000 USD", "3", "-" where it is counted in words only.
std::string amount_words(std::int64_t amount, const v1::Need& need);

} // namespace tocsin::cli
