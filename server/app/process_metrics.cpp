// SPDX-License-Identifier: Apache-2.0
#include "server/app/process_metrics.hpp"

#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace tocsin::app {

ProcessMeasures process_measures() {
    ProcessMeasures measures;
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) == 0) {
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        measures.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
    }
    std::ifstream statm("/proc/self/statm");
    double total = 0;
    double resident = 0;
    if (statm >> total >> resident)
        measures.resident_bytes = resident * static_cast<double>(::sysconf(_SC_PAGESIZE));

    std::error_code ec;
    std::filesystem::directory_iterator descriptors("/proc/self/fd", ec);
    for (; !ec && descriptors != std::filesystem::directory_iterator(); descriptors.increment(ec))
        ++measures.open_descriptors;
    return measures;
}

} // namespace tocsin::app
