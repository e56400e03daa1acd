// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load_usage.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

namespace tocsin::bench {

Usage usage_of(pid_t process) {
    Usage usage;
    if (process == 0) return usage;
    const std::filesystem::path folder = "/proc/" + std::to_string(process);
    std::error_code ec;
    for (const auto& task : std::filesystem::directory_iterator(folder / "task", ec)) {
        double nanoseconds = 0;
        std::ifstream(task.path() / "schedstat") >> nanoseconds;
        usage.cpu_seconds += nanoseconds * 1e-9;
    }
    std::ifstream status(folder / "status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) usage.resident_kib = std::stod(line.substr(6));
    }
    return usage;
}

double quantile(std::vector<double>& values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::min(values.size() - 1, rank == 0 ? 0 : rank - 1)];
}

} // namespace tocsin::bench
