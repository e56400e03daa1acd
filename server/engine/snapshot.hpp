// A state as canonical bytes: two folds of the same entries give the same ones (I3). For tests and
// self-checks; written nowhere and read by nobody.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

#include <string>

namespace tocsin::engine {

std::string snapshot(const domain::State& state);

} // namespace tocsin::engine
