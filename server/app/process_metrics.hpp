// What the system knows of this process; readable with ProcSubset=pid.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tocsin::app {

struct ProcessMeasures {
    double cpu_seconds = 0;
    double resident_bytes = 0;
    double open_descriptors = 0;
};

ProcessMeasures process_measures();

} // namespace tocsin::app
