// The demo's cases: real shutdowns, as facts. Source: Access Now #KeepItOn STOP (accessnow.org),
// whose ids they carry; for January 2026, which that list does not hold yet, the reports named. The
// words are ours.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/event.pb.h"

#include <string_view>
#include <vector>

namespace tocsin::app {

struct DemoCase {
    const char* id;
    const char* country;
    const char* area;
    const char* onset; // date
    const char* end;   // date or empty
    std::vector<v1::AlertContent::Kind> kinds;
    std::vector<v1::AlertContent::NetworkKind> networks;
    std::vector<const char*> services;
    const char* cause;
    const char* justification; // as claimed; empty: none known
    const char* ordered_by;
    v1::AlertContent::Severity severity;
    const char* headline;
    const char* description;
    std::vector<const char*> sources;
};

const std::vector<DemoCase>& demo_cases();
const DemoCase& demo_case(std::string_view id);

// As the content of an exercise alert, GREEN: observers and advisers read it too.
v1::AlertContent content_of(const DemoCase& fact);

} // namespace tocsin::app
