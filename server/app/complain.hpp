// The end of a verb that could not do its work: one line what, one line why, one line what next.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

namespace tocsin::app {

// To stderr; returns the exit code of the trouble.
int complain(const Trouble& trouble);

} // namespace tocsin::app
