// report: what auditors read of a case, of the log, or of one government over a time.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/report_forms.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

struct Reporting {
    std::vector<std::string> named;
    std::string government, from, until;
    Form form;
};

Result<report::Wanted> wanted_of(const Context& context, const Reporting& given) {
    report::Wanted wanted;
    if (!given.government.empty()) wanted.government = domain::PartyCode{given.government};
    if (!given.from.empty()) {
        const auto from = parse_when(context, given.from);
        if (!from) return from.error();
        wanted.from = *from;
    }
    if (!given.until.empty()) {
        const auto until = parse_when(context, given.until);
        if (!until) return until.error();
        wanted.until = *until;
    }
    if (wanted.from && wanted.until && *wanted.until <= *wanted.from)
        return usage_trouble("--to is not after --from");
    return wanted;
}

Result<int> report_on(Context& context, const Reporting& given) {
    const auto wanted = wanted_of(context, given);
    if (!wanted) return wanted.error();
    auto source = report_source(context, given.named);
    if (!source) return source.error();
    const bool has_participation = source->reading.kind != domain::EventReading::Kind::cases;
    if ((wanted->government || wanted->from || wanted->until) && !has_participation)
        return usage_trouble(
            "participation is asked of the log, not of a case", "name no case, or an export of all"
        );
    const report::Report report = report::make_report(std::move(*source), *wanted);
    const std::string format = given.form.chosen();
    if (format == "html") return write_form(context, given.form, report::report_html(report));
    if (format == "csv") return write_form(context, given.form, report::report_csv(report));
    return write_form(
        context, given.form, boost::json::serialize(report::report_json(report)) + "\n"
    );
}

} // namespace

void add_report_verbs(CLI::App& app, Context& context) {
    auto* sub = app.add_subcommand(
        "report", "figures of a case, of the log, or of a government over a time"
    );
    auto given = std::make_shared<Reporting>();
    sub->add_option(
        "WHAT",
        given->named,
        "ids of cases, all, or exports, which need no server; none: whatever may be read"
    );
    sub->add_option("--government", given->government, "participation of this one alone");
    sub->add_option("--from", given->from, "participation from then on");
    sub->add_option("--to", given->until, "and before then");
    sub->add_option("--format", given->form.format, "json, csv or html (default: as FILE is named)")
        ->check(CLI::IsMember({"json", "csv", "html"}));
    sub->add_option("-o,--output", given->form.file, "file to write (default: stdout)");
    on(*sub, context, [&context, given] { return report_on(context, *given); });
}

} // namespace tocsin::cli
