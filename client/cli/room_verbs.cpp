// room, timeline: who stands where, and what happened when.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/report_forms.hpp"
#include "client/cli/show.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <date/tz.h>
#include <set>

namespace tocsin::cli {
namespace {

Result<int> room(Context& context, const std::string& id) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    if (!is_procedure_id(id)) {
        const auto view = fetch_alert(session, id);
        if (!view) return view.error();
        if (context.globals.json)
            context.print_json(*view);
        else
            print_alert(context, *view);
        return done;
    }
    const auto view = fetch_procedure(session, id);
    if (!view) return view.error();
    if (context.globals.json) {
        context.print_json(*view);
        return done;
    }
    auto& out = context.terminal.out;
    out << harmless(view->title()) << '\n' << word(view->state());
    if (view->opened_at() > 0)
        out << ", closes " << when_words(context, view->deadline()) << '\n' << tally_words(*view);
    out << '\n';
    if (!view->positions().empty() && view->kind() != v1::ProcedureDrafted::PLEDGE_CALL) {
        out << '\n';
        print_roster(context, *view);
    }
    print_room(context, *view, session.welcome().party());
    return done;
}

struct Looking {
    std::string id, zone, only, party, until, known_by;
    bool claimed = false;
};

// In a named zone with its offset ("2026-11-21T18:40:49+00:00 Africa/Accra"), or UTC to the
// millisecond.
Result<std::string> at_in(const date::time_zone* zone, std::int64_t ms) {
    if (ms == 0) return std::string("-");
    if (!zone) return print_utc(from_ms(ms));
    try {
        const auto local = date::make_zoned(zone, from_ms(ms));
        return date::format("%Y-%m-%dT%H:%M:%S%Ez", local);
    } catch (const std::exception& error) {
        return usage_trouble("cannot show this time in that zone", error.what());
    }
}

// date-tz throws for an unknown name and for a missing database; both end here.
Result<const date::time_zone*> zone_of(const std::string& name) {
    if (name.empty()) return nullptr;
    try {
        return date::locate_zone(name);
    } catch (const std::exception&) {
        return usage_trouble(
            "\"" + name + "\" is no time zone known here", "like Africa/Accra; needs tzdata"
        );
    }
}

Result<v1::TimelineView> fetch_timeline(Session& session, const std::string& id) {
    v1::Query query;
    query.mutable_show_timeline()->set_subject(id);
    v1::TimelineView view;
    const auto asked = session.ask_all(query, [&](const v1::Answer& page) {
        view.set_subject(page.timeline().subject());
        view.set_title(page.timeline().title());
        view.mutable_lines()->MergeFrom(page.timeline().lines());
    });
    if (!asked) return asked.error();
    return view;
}

// What an auditor sets apart: what was decided, whom it was told, what was written.
bool is_of(const std::string& group, const std::string& kind) {
    static const std::set<std::string> notifications{
        "delivery_recorded", "escalated", "answers_reminded", "review_fell_due"};
    static const std::set<std::string> texts{
        "text_added",
        "translation_added",
        "comment_added",
        "note_added",
        "edit_contested",
        "review_written"};
    if (group == "notifications") return notifications.contains(kind);
    if (group == "texts") return texts.contains(kind);
    return !notifications.contains(kind) && !texts.contains(kind);
}

Result<void> cut(const Context& context, const Looking& given, v1::TimelineView& view) {
    std::int64_t until = 0;
    if (!given.until.empty()) {
        const auto at = parse_when(context, given.until);
        if (!at) return at.error();
        until = to_ms(*at);
    }
    auto& lines = *view.mutable_lines();
    const auto is_out = [&](const v1::TimelineLine& line) {
        return (until != 0 && line.recorded_at() > until) ||
               (!given.party.empty() && line.party() != given.party) ||
               (!given.only.empty() && !is_of(given.only, line.kind()));
    };
    lines.erase(std::remove_if(lines.begin(), lines.end(), is_out), lines.end());
    return {};
}

// What one government knew of a case at an instant; now, where none is given.
Result<int> known(Context& context, const Looking& given, const date::time_zone* zone) {
    Instant at = context.clock.wall();
    if (!given.until.empty()) {
        const auto until = parse_when(context, given.until);
        if (!until) return until.error();
        at = *until;
    }
    const auto source = report_source(context, {given.id});
    if (!source) return source.error();
    const auto known = report::known_json(*source, {given.known_by}, at);
    if (context.globals.json) {
        context.print_json(known);
        return done;
    }
    if (!known.at("complete").as_bool())
        context.say("some receipts are withheld from this reader: it may have known more");
    Table table({"AT", "ENTRY", "CASE", "WHAT"});
    for (const auto& fact : known.at("facts").as_array()) {
        const auto when = at_in(zone, fact.at("at").to_number<std::int64_t>());
        if (!when) return when.error();
        table.row(
            {*when,
             std::to_string(fact.at("index").to_number<std::uint64_t>()),
             std::string(fact.at("subject").as_string()),
             std::string(fact.at("words").as_string())}
        );
    }
    if (table.empty())
        context.say("nothing had been delivered to " + given.known_by + " by then");
    else
        table.print(context.terminal);
    return done;
}

Result<int> timeline(Context& context, const Looking& given) {
    const auto zone = zone_of(given.zone);
    if (!zone) return zone.error();
    if (!given.known_by.empty()) return known(context, given, *zone);
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    auto view = fetch_timeline(session, given.id);
    if (!view) return view.error();
    const auto kept = cut(context, given, *view);
    if (!kept) return kept.error();
    auto& lines = *view->mutable_lines();
    const auto when = [](const v1::TimelineLine& line) {
        return line.claimed_at() > 0 ? line.claimed_at() : line.received_at();
    };
    if (given.claimed)
        std::stable_sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) {
            return when(a) < when(b);
        });
    if (context.globals.json) {
        context.print_json(*view);
        return done;
    }
    context.say(harmless(view->title()));
    Table table({given.claimed ? "CLAIMED" : "RECORDED", "ENTRY", "PARTY", "WHAT"});
    for (const auto& line : lines) {
        const auto at = at_in(*zone, given.claimed ? when(line) : line.recorded_at());
        if (!at) return at.error();
        table.row(
            {*at,
             std::to_string(line.index()),
             line.party().empty() ? "-" : line.party(),
             line.words()}
        );
    }
    table.print(context.terminal);
    return done;
}

} // namespace

void add_room_verbs(CLI::App& app, Context& context) {
    auto* entering = app.add_subcommand("room", "who has answered, and how the count stands");
    auto id = std::make_shared<std::string>();
    entering->add_option("ID", *id)->required();
    on(*entering, context, [&context, id] { return room(context, *id); });

    auto* looking = app.add_subcommand("timeline", "what happened in a case, in recorded order");
    auto given = std::make_shared<Looking>();
    looking->add_option("CASE", given->id, "id of an alert or procedure")->required();
    looking->add_option("--tz", given->zone, "show times in this zone, e.g. Africa/Accra");
    looking->add_flag(
        "--claimed", given->claimed, "in the order in which things are said to have happened"
    );
    looking->add_option("--only", given->only, "decisions, notifications or texts")
        ->check(CLI::IsMember({"decisions", "notifications", "texts"}));
    looking->add_option("--party", given->party, "what this party did");
    looking->add_option("--until", given->until, "what was recorded by then");
    looking->add_option(
        "--known-by", given->known_by, "what this government knew: of the case, or of an export"
    );
    on(*looking, context, [&context, given] { return timeline(context, *given); });
}

} // namespace tocsin::cli
