// What a process has used, by /proc.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>
#include <vector>

namespace tocsin::bench {

struct Usage {
    double cpu_seconds = 0; // all its threads, from schedstat: nanoseconds, unlike stat's ticks
    double resident_kib = 0;
};

Usage usage_of(pid_t process);

// Nearest rank; sorts. 0 of nothing.
double quantile(std::vector<double>& values, double share);

} // namespace tocsin::bench
