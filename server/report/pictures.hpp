// The pictures of a report: SVG that stands within a page, with a title and a description for who
// does not see it. Marks differ in shape and pattern and carry words; colour tells nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/metrics.hpp"

#include <string>

namespace tocsin::report {

// How many governments it had been delivered to, seen by and acknowledged by, over time.
std::string reach_picture(const domain::AlertFigures& alert);
// How long governments took to acknowledge.
std::string answers_picture(const domain::AlertFigures& alert);
// Each position at its place in the window, with the last tenth and the deadline.
std::string window_picture(const domain::ProcedureFigures& procedure);

} // namespace tocsin::report
