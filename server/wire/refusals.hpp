// The refusals that only the wire gives (faults.md 7.1), each made here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/frame.pb.h"

#include <string>

namespace tocsin::wire {

v1::Refusal malformed(std::string why);
v1::Refusal unsupported(std::string path, std::string given);

} // namespace tocsin::wire
