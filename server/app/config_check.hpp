// What a configuration promises, looked up: the certificate and its key fit and are in date, the
// addresses are ours, the data directory can be written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/config.hpp"
#include "server/base/clock.hpp"

#include <vector>

namespace tocsin::app {

struct Finding {
    bool is_error = true;
    Trouble trouble;
};

std::vector<Finding> check_config(const Config& config, const Clock& clock);

} // namespace tocsin::app
