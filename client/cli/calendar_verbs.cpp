// calendar: what is due when, for people and for a calendar program.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/ics.hpp"
#include "client/cli/session.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "client/core/connection.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::cli {
namespace {

struct Due {
    std::int64_t at = 0;
    std::string subject, what, mine, title;
    bool exercise = false;
};

Result<void> add_procedures(Session& session, std::vector<Due>& dues) {
    v1::Query query;
    query.mutable_list_procedures();
    return session.ask_all(query, [&](const v1::Answer& page) {
        for (const auto& line : page.procedures().procedures()) {
            if (line.state() != v1::ProcedureView::OPEN || line.deadline() == 0) continue;
            const bool is_answered = line.mine() != v1::Position::STANCE_UNSPECIFIED;
            dues.push_back(
                {line.deadline(),
                 line.procedure_id(),
                 word(line.kind()) + " closes",
                 is_answered ? word(line.mine()) : "not answered",
                 line.title(),
                 line.realm() == v1::EXERCISE}
            );
        }
    });
}

// What is owed besides: an acknowledgement, a confirmation.
Result<void> add_owed(Session& session, std::vector<Due>& dues) {
    v1::Query query;
    query.mutable_inbox();
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    for (const auto& owed : answer->inbox().owed()) {
        const auto is_known = [&owed](const Due& due) { return due.subject == owed.subject(); };
        if (owed.deadline() == 0 || std::any_of(dues.begin(), dues.end(), is_known)) continue;
        dues.push_back(
            {owed.deadline(),
             owed.subject(),
             "to " + word(owed.act()),
             "owed",
             owed.title(),
             owed.realm() == v1::EXERCISE}
        );
    }
    return {};
}

boost::json::array as_json(const std::vector<Due>& dues) {
    boost::json::array list;
    for (const Due& due : dues)
        list.push_back(boost::json::object{
            {"at", print_utc(from_ms(due.at))},
            {"subject", due.subject},
            {"what", due.what},
            {"mine", due.mine},
            {"title", due.title},
            {"exercise", due.exercise}});
    return list;
}

// Titles only on request: a calendar is copied to telephones and clouds that no label follows.
std::string as_ics(
    const Session& session, const std::vector<Due>& dues, bool titles, const std::string& origin
) {
    std::vector<IcsEvent> events;
    for (const Due& due : dues)
        events.push_back(
            {due.subject + "@" + origin,
             from_ms(due.at),
             (due.exercise ? "EXERCISE " : "") + due.subject + ": " + due.what +
                 (titles ? ": " + due.title : "")}
        );
    return ics_calendar(events, session.server_time());
}

struct Asking {
    bool ics = false;
    bool titles = false;
};

Result<int> calendar(Context& context, const Asking& given) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    std::vector<Due> dues;
    if (const auto added = add_procedures(session, dues); !added) return added.error();
    if (const auto added = add_owed(session, dues); !added) return added.error();
    std::stable_sort(dues.begin(), dues.end(), [](const Due& a, const Due& b) {
        return a.at < b.at;
    });
    if (given.ics) {
        context.terminal.out << as_ics(session, dues, given.titles, session.connection().origin());
        return done;
    }
    if (context.globals.json) {
        context.print_json(as_json(dues));
        return done;
    }
    Table table({"WHEN", "WHAT", "SUBJECT", "MY GOVERNMENT", "TITLE"});
    for (const Due& due : dues)
        table.row(
            {when_words(context, due.at),
             due.what,
             due.subject,
             due.mine,
             (due.exercise ? "EXERCISE " : "") + due.title}
        );
    if (table.empty())
        context.say("nothing is due");
    else
        table.print(context.terminal);
    return done;
}

} // namespace

void add_calendar_verbs(CLI::App& app, Context& context) {
    auto* sub = app.add_subcommand("calendar", "what closes and what is owed, in order of time");
    auto given = std::make_shared<Asking>();
    auto* ics = sub->add_flag("--ics", given->ics, "for a calendar program; without titles");
    sub->add_flag("--titles", given->titles, "with titles, which no label follows from there")
        ->needs(ics);
    on(*sub, context, [&context, given] { return calendar(context, *given); });
}

} // namespace tocsin::cli
