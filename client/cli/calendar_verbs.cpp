// calendar: what is due when, for people and for a calendar program.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/ics.hpp"
#include "client/cli/session.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "client/core/connection.hpp"
#include "server/base/bytes.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <set>

namespace tocsin::cli {
namespace {

// What passed within the hour is still looked for; so many cases are asked what else of them is
// due. As the console's calendar has it (client/web/src/rooms/lead/dues.ts).
constexpr auto lately = std::chrono::hours(1);
constexpr std::size_t asked_max = 40;

struct Due {
    std::int64_t at = 0;
    std::string subject, what, mine, title;
    bool exercise = false;
    std::string name = ""; // besides the subject, where it has several
    bool owed = false;     // until it is done, though its instant has passed
};

// What has ended is due no more, but a demarche that was delivered may be followed up.
bool has_ended(v1::ProcedureView::State state) {
    switch (state) {
    case v1::ProcedureView::PUBLISHED:
    case v1::ProcedureView::LAPSED:
    case v1::ProcedureView::WITHDRAWN:
    case v1::ProcedureView::CANCELLED:
    case v1::ProcedureView::ARCHIVED: return true;
    default: return false;
    }
}

// A demarche that is still to be made.
bool is_awaited(v1::ProcedureView::State state) {
    switch (state) {
    case v1::ProcedureView::DRAFT:
    case v1::ProcedureView::CONSULTATION:
    case v1::ProcedureView::OPEN:
    case v1::ProcedureView::BROKEN:
    case v1::ProcedureView::ADOPTED: return true;
    default: return false;
    }
}

// The closings; the ids of those that are not over, the newest first.
Result<std::vector<std::string>> add_closings(Session& session, std::vector<Due>& dues) {
    v1::Query query;
    query.mutable_list_procedures()->set_all(true);
    std::vector<std::string> running;
    const auto asked = session.ask_all(query, [&](const v1::Answer& page) {
        for (const auto& line : page.procedures().procedures()) {
            if (!has_ended(line.state())) running.push_back(line.procedure_id());
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
    if (!asked) return asked.error();
    return running;
}

// What a case waits for besides: a publication, a slot, a follow-up, a need.
void add_case(const v1::ProcedureView& view, std::vector<Due>& dues) {
    const auto add = [&](std::int64_t at, const char* what, const std::string& name) {
        if (at == 0) return;
        const bool exercise = view.realm() == v1::EXERCISE;
        dues.push_back({at, view.procedure_id(), what, "", view.title(), exercise, name});
    };
    add(view.publish_at(), "publication", "publication");
    add(view.contest_until(), "last moment to contest an editorial change", "contest");
    if (is_awaited(view.state())) add(view.demarche().slot(), "demarche", "slot");
    add(view.concluded().follow_up_at(), "follow-up of the demarche", "follow-up");
    for (const auto& line : view.needs())
        add(line.need().by(), "needed by", "need-" + line.need().need_id());
}

Result<void> add_cases(Session& session, std::vector<std::string> ids, std::vector<Due>& dues) {
    ids.resize(std::min(ids.size(), asked_max));
    for (const std::string& id : ids) {
        v1::Query query;
        query.mutable_show_procedure()->set_procedure_id(id);
        const auto answer = session.ask(std::move(query));
        if (!answer) return answer.error();
        add_case(answer->procedure(), dues);
    }
    return {};
}

// What is owed besides: an acknowledgement, a look at a recovery. A position is due at the closing.
Result<void> add_owed(Session& session, std::vector<Due>& dues) {
    v1::Query query;
    query.mutable_inbox();
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    std::set<std::string> closings;
    for (const Due& due : dues)
        if (due.name.empty()) closings.insert(due.subject);
    for (const auto& owed : answer->inbox().owed()) {
        if (owed.deadline() == 0 || closings.contains(owed.subject())) continue;
        const bool exercise = owed.realm() == v1::EXERCISE;
        dues.push_back(
            {owed.deadline(),
             owed.subject(),
             "to " + word(owed.act()),
             "owed",
             owed.title(),
             exercise,
             to_hex(owed.person()),
             true}
        );
    }
    return {};
}

Result<std::vector<Due>> dues_of(Session& session) {
    std::vector<Due> dues;
    auto running = add_closings(session, dues);
    if (!running) return running.error();
    if (const auto added = add_owed(session, dues); !added) return added.error();
    if (const auto added = add_cases(session, std::move(*running), dues); !added)
        return added.error();
    const auto since = to_ms(session.server_time() - lately);
    std::erase_if(dues, [&](const Due& due) { return !due.owed && due.at <= since; });
    std::stable_sort(dues.begin(), dues.end(), [](const Due& a, const Due& b) {
        return a.at < b.at;
    });
    return dues;
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
            {due.subject + (due.name.empty() ? "" : "." + due.name) + "@" + origin,
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
    const auto found = dues_of(session);
    if (!found) return found.error();
    const std::vector<Due>& dues = *found;
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
    auto* sub = app.add_subcommand(
        "calendar", "what closes, what cases wait for and what is owed, in order of time"
    );
    auto given = std::make_shared<Asking>();
    auto* ics = sub->add_flag("--ics", given->ics, "for a calendar program; without titles");
    sub->add_flag("--titles", given->titles, "with titles, which no label follows from there")
        ->needs(ics);
    on(*sub, context, [&context, given] { return calendar(context, *given); });
}

} // namespace tocsin::cli
