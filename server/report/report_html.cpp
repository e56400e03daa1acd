// The report for people, on a screen and on paper: who was not reached stands first.
// SPDX-License-Identifier: Apache-2.0
#include "server/report/page.hpp"
#include "server/report/pages.hpp"
#include "server/report/report.hpp"
#include "server/report/words.hpp"

#include <algorithm>

namespace tocsin::report {

namespace {

using namespace domain;

// How governments answered is among governments, whatever the label of what they answered.
v1::Tlp label_of(const Report& report) {
    v1::Tlp label = v1::AMBER_STRICT;
    for (const Figures* figures : {&report.actual, &report.exercises})
        for (const AlertFigures& alert : figures->alerts)
            label = std::max(label, alert.label);
    return label;
}

bool is_empty(const Figures& figures) {
    return figures.alerts.empty() && figures.procedures.empty() && figures.reviews.empty();
}

std::string banner_of(const Report& report) {
    const bool is_exercise = is_empty(report.actual) && !is_empty(report.exercises);
    return std::string(label_of(report) == v1::RED ? "TLP:RED" : "TLP:AMBER+STRICT") + " · " +
           report.source.scope + " · as of " + at_words(report.source.reading.as_of()) +
           (is_exercise ? " · EXERCISE EXERCISE EXERCISE" : "");
}

void add_reading(const Report& report, Page& page) {
    const EventReading& reading = report.source.reading;
    std::vector<std::pair<std::string, std::string>> facts{
        {"log", report.source.origin},
        {"scope", report.source.scope},
        {"entries read", std::to_string(reading.entries.size())},
        {"of these withheld or erased", std::to_string(reading.withheld())},
        {"as of", at_words(reading.as_of())}};
    page.facts("What was read", facts);
    if (reading.withheld() > 0)
        page.paragraph("What this reader may not see is not counted. A figure that would then say "
                       "something false is left out and shown as –.");
}

std::vector<std::string> part_row(std::string head, const Part& part) {
    return {
        std::move(head),
        std::to_string(part.alerts_acknowledged) + " of " + std::to_string(part.alerts_owed),
        span_words(percentile(part.took_ms, 50)),
        std::to_string(part.answered) + " of " + std::to_string(part.procedures_entitled),
        std::to_string(part.signed_names),
        std::to_string(part.consented)};
}

void add_participation(const Report& report, Page& page) {
    if (!report.participation) return;
    page.heading(2, "Participation");
    page.paragraph(
        "From " + at_words(report.period.from) + " to before " + at_words(report.period.until) +
        ". Exercises are not counted."
    );
    const std::vector<std::string> head{
        "month",
        "alerts acknowledged",
        "median time",
        "procedures answered",
        "signed",
        "consented by silence"};
    for (const auto& [party, part] : *report.participation) {
        std::vector<std::vector<std::string>> rows;
        for (const auto& [month, of] : part.months)
            rows.push_back(part_row(month, of));
        rows.push_back(part_row("all", part.total));
        page.table(report.name_of(party.text), head, rows);
    }
}

void add_cases(const Report& report, const Figures& figures, Page& page) {
    for (const AlertFigures& alert : figures.alerts)
        add_alert(report, alert, page);
    for (const ProcedureFigures& procedure : figures.procedures)
        add_procedure(report, procedure, page);
    for (const ReviewFigures& review : figures.reviews)
        add_review(report, review, page);
}

void add_exercises(const Report& report, Page& page) {
    const Figures& figures = report.exercises;
    if (is_empty(figures)) return;
    page.heading(2, "Exercises");
    page.paragraph("EXERCISE. None of this is in any statistics.");
    add_cases(report, figures, page);
}

} // namespace

void add_verification(const Source& source, Page& page) {
    page.heading(2, "How to check this");
    page.paragraph("Every figure is computed from the entries of the log alone, by the rules of "
                   "docs/REPORTS.md; a second program can compute them again from an export.");
    if (source.reading.kind == EventReading::Kind::partial)
        page.paragraph("This was read from the server page by page, as far as it is for its "
                       "reader, and is not proven: an auditor's export is.");
    else
        page.list(
            {"tocsin export " + source.scope + " -o case.export",
             "tocsin verify case.export --log-key \"" + source.log_key + "\"",
             "tocsin report case.export --format json"}
        );
    page.facts(
        "Checkpoint",
        {{"log key", source.log_key},
         {"size", std::to_string(source.size) + " entries"},
         {"root", source.root}}
    );
    page.preformatted(source.checkpoint);
}

std::string report_html(const Report& report) {
    Page page("Report: " + report.source.scope, banner_of(report));
    add_reading(report, page);
    add_cases(report, report.actual, page);
    add_participation(report, page);
    add_exercises(report, page);
    add_verification(report.source, page);
    return std::move(page).done();
}

} // namespace tocsin::report
