// The parts of a report's page, one per kind of case.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/report/page.hpp"
#include "server/report/report.hpp"

namespace tocsin::report {

void add_alert(const Report& report, const domain::AlertFigures& alert, Page& page);
void add_procedure(const Report& report, const domain::ProcedureFigures& procedure, Page& page);
void add_review(const Report& report, const domain::ReviewFigures& review, Page& page);
// The last of a page: the checkpoint, and what to type.
void add_verification(const Source& source, Page& page);

} // namespace tocsin::report
