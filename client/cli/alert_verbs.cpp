// inbox, alerts, show: what there is and what is owed.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/session.hpp"
#include "client/cli/show.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

Result<int> inbox(Context& context) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Query query;
    query.mutable_inbox();
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    if (context.globals.json) {
        context.print_json(answer->inbox());
        return done;
    }
    Table table({"DUE", "TO DO", "SUBJECT", "TITLE"});
    for (const auto& owed : answer->inbox().owed()) {
        const std::string subject =
            owed.subject().empty() ? short_id(owed.person()) : owed.subject();
        table.row(
            {when_words(context, owed.deadline()),
             word(owed.act()),
             subject,
             (owed.realm() == v1::EXERCISE ? "EXERCISE " : "") + owed.title()}
        );
    }
    if (table.empty())
        context.say("nothing is owed");
    else
        table.print(context.terminal);
    return done;
}

struct AlertFilter {
    bool all = false;
    bool drafts = false;
    std::string country;
    std::string severity;
};

Result<int> alerts(Context& context, const AlertFilter& filter) {
    v1::Query query;
    auto& list = *query.mutable_list_alerts();
    list.set_all(filter.all);
    list.set_drafts(filter.drafts);
    list.set_country(filter.country);
    if (!filter.severity.empty()) {
        const auto severity = parse_word<v1::AlertContent::Severity>(filter.severity, "SEVERITY_");
        if (!severity) return severity.error();
        list.set_at_least(*severity);
    }
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::AlertList found;
    const auto asked =
        session.ask_all(query, [&](const v1::Answer& page) { found.MergeFrom(page.alerts()); });
    if (!asked) return asked.error();
    if (context.globals.json) {
        context.print_json(found);
        return done;
    }
    Table table({"ALERT", "STATE", "SEVERITY", "COUNTRY", "ISSUED", "ANSWERED", "MINE", "HEADLINE"}
    );
    for (const auto& line : found.alerts())
        table.row(
            {line.alert_id(),
             word(line.state()),
             word(line.severity(), "SEVERITY_"),
             joined(line.countries()),
             when_words(context, line.issued_at()),
             std::to_string(line.acknowledged()) + "/" + std::to_string(line.owing()),
             line.mine_acknowledged() ? "yes" : "-",
             (line.realm() == v1::EXERCISE ? "EXERCISE " : "") + line.headline()}
        );
    if (table.empty())
        context.say("no alerts");
    else
        table.print(context.terminal);
    return done;
}

Result<int> show(Context& context, const std::string& id) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    if (is_procedure_id(id)) {
        const auto view = fetch_procedure(session, id);
        if (!view) return view.error();
        if (context.globals.json)
            context.print_json(*view);
        else
            print_procedure(context, *view, session.welcome().party());
        return done;
    }
    const auto view = fetch_alert(session, id);
    if (!view) return view.error();
    if (context.globals.json)
        context.print_json(*view);
    else
        print_alert(context, *view);
    // Displayed to a person, not fetched by a script: that is a rung of the reach ladder.
    if (view->state() == v1::AlertView::LIVE && context.for_people())
        session.seen(id, view->message());
    return done;
}

} // namespace

void add_alert_verbs(CLI::App& app, Context& context) {
    on(*app.add_subcommand("inbox", "what my government owes, the nearest deadline first"),
       context,
       [&context] { return inbox(context); });

    auto* listing = app.add_subcommand("alerts", "alerts I may read, newest first");
    auto filter = std::make_shared<AlertFilter>();
    auto* all = listing->add_flag("--all", filter->all, "also closed and cancelled ones");
    auto active = std::make_shared<bool>();
    listing->add_flag("--active", *active, "live ones only (the default)")->excludes(all);
    listing->add_flag("--drafts", filter->drafts, "drafts that wait for approval");
    listing->add_option("--country", filter->country, "ISO 3166-1 alpha-2");
    listing->add_option(
        "--severity", filter->severity, "this or worse: minor, moderate, severe, extreme"
    );
    on(*listing, context, [&context, filter] { return alerts(context, *filter); });

    auto* showing = app.add_subcommand("show", "one alert or procedure");
    auto id = std::make_shared<std::string>();
    showing->add_option("ID", *id)->required();
    on(*showing, context, [&context, id] { return show(context, *id); });
}

} // namespace tocsin::cli
