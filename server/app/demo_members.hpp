// The demo's governments: the 42 members of the Freedom Online Coalition as they stood before
// 2026-02-10, when one withdrew. Facts, not people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/event.pb.h"

#include <span>

namespace tocsin::app {

struct DemoMember {
    const char* code;
    const char* name; // as registered
    v1::Party::Region region;
    const char* zone;
};

std::span<const DemoMember> demo_members(); // in order of code

} // namespace tocsin::app
