// watch: what happens, as it happens. One line per event, NDJSON, or a board on a terminal.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/board.hpp"
#include "client/cli/screen.hpp"
#include "client/cli/session.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"
#include "client/core/connection.hpp"
#include "server/domain/words.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

struct Watching {
    std::string what = "log";
    std::string from = "now";
    std::uint64_t limit = 0;
    bool once = false;
};

std::string words_of(const v1::Event& event) {
    return domain::words(event, [](std::string_view code) { return std::string(code); });
}

bool wanted(const Watching& given, const v1::Item& item) {
    const auto number = static_cast<int>(item.event().event_case());
    if (given.what == "log") return true;
    if (given.what == "alerts") return number >= 30 && number < 50; // the schema's block of alerts
    if (given.what == "procedures") return number >= 50 && number < 60;
    return domain::subject_of(item.event()) == given.what;
}

json::object event_json(const v1::Item& item) {
    json::object object;
    object["index"] = item.index();
    object["recordedAt"] = print_utc(from_ms(item.recorded_at()));
    object["receivedAt"] = print_utc(from_ms(item.event().received_at()));
    object["actor"] = item.actor().empty() ? json::value(nullptr) : json::value(uuid(item.actor()));
    object["realm"] = v1::Realm_Name(item.realm());
    object["kind"] = domain::event_name(item.event());
    object["subject"] = domain::subject_of(item.event());
    object["words"] = words_of(item.event());
    object["leafHash"] = to_hex(item.leaf_hash());
    object["event"] = view_json(item.event());
    return object;
}

std::string event_line(const v1::Item& item) {
    const std::string subject = domain::subject_of(item.event());
    return print_utc_seconds(from_ms(item.recorded_at())) + "  " + std::to_string(item.index()) +
           "  " + (item.realm() == v1::EXERCISE ? "EXERCISE  " : "") + words_of(item.event()) +
           (subject.empty() ? "" : "  [" + subject + "]");
}

Result<Following> following_of(const Watching& given) {
    if (given.from == "now") return Following::from_now;
    if (given.from == "start") return Following::from_start;
    if (given.from == "cursor") return Following::from_cursor;
    return usage_trouble("--from is now, start or cursor");
}

Result<int> watch_lines(Context& context, const Watching& given) {
    const auto following = following_of(given);
    if (!following) return following.error();
    Session session(context);
    const auto opened = session.open(*following);
    if (!opened) return opened.error();
    auto& out = context.terminal.out;
    if (context.globals.json) out << "{\"schema\":\"tocsin.event/1\"}\n" << std::flush;
    std::uint64_t shown = 0;
    const auto tell = [&](const v1::Item& item) {
        if (!wanted(given, item) || (given.limit > 0 && shown >= given.limit)) return;
        ++shown;
        if (context.globals.json)
            out << json::serialize(event_json(item)) << '\n' << std::flush;
        else
            out << harmless(event_line(item)) << '\n' << std::flush;
    };
    // A reader of ours that went away (head, a closed pipe) ends the watch; that is no failure.
    const auto ended = [&] { return !out.good() || (given.limit > 0 && shown >= given.limit); };
    const auto followed = session.follow(tell, ended);
    if (!followed) return followed.error();
    return done;
}

Result<void> fill(Session& session, Board& board) {
    v1::Query inbox, alerts, procedures;
    inbox.mutable_inbox();
    alerts.mutable_list_alerts();
    procedures.mutable_list_procedures();
    const auto owed = session.ask(inbox);
    if (!owed) return owed.error();
    board.inbox = owed->inbox();
    const auto live = session.ask(alerts);
    if (!live) return live.error();
    board.alerts = live->alerts();
    const auto open = session.ask(procedures);
    if (!open) return open.error();
    board.procedures = open->procedures();
    return {};
}

constexpr std::size_t board_events_max = 50;

// Redrawn at most five times a second; asked again when something has happened, at most every 3 s.
Result<int> run_board(Context& context, Session& session, Board& board) {
    Screen screen;
    bool stale = false, quit = false;
    auto asked_at = context.clock.mono();
    const auto tell = [&](const v1::Item& item) {
        stale = true;
        board.events.push_back(event_line(item));
        if (board.events.size() > board_events_max) board.events.pop_front();
    };
    while (!quit) {
        board.now = context.clock.wall();
        board.live = session.connection().live();
        screen.show(frame_of(board, context.terminal.width, context.terminal.height));
        const auto until = context.clock.mono() + 200ms;
        const auto followed = session.follow(tell, [&] {
            quit = quit || Screen::key() == 'q';
            return quit || context.clock.mono() >= until;
        });
        if (!followed) return followed.error();
        if (!stale || !board.live || context.clock.mono() - asked_at < 3s) continue;
        stale = false;
        asked_at = context.clock.mono();
        (void)fill(session, board); // what could not be asked now is asked with the next event
    }
    return done;
}

Result<int> watch_board(Context& context, const Watching& given) {
    Session session(context);
    const auto opened = session.open(Following::from_now);
    if (!opened) return opened.error();
    Board board;
    board.server = session.connection().origin();
    board.party = session.welcome().party();
    const auto filled = fill(session, board);
    if (!filled) return filled.error();
    board.now = context.clock.wall();
    board.live = true;
    if (!given.once) return run_board(context, session, board);
    context.terminal.out << frame_of(board, context.terminal.width, context.terminal.height)
                         << '\n';
    return done;
}

Result<int> watch(Context& context, const Watching& given) {
    const bool full_screen =
        context.for_people() && context.terminal.in_is_tty && given.what == "log";
    if (given.once || full_screen) return watch_board(context, given);
    return watch_lines(context, given);
}

} // namespace

void add_watch_verbs(CLI::App& app, Context& context) {
    auto* sub = app.add_subcommand("watch", "what happens, as it happens");
    auto given = std::make_shared<Watching>();
    sub->add_option("WHAT", given->what, "alerts, procedures, log, or an id")
        ->capture_default_str();
    sub->add_option(
           "--from", given->from, "now, start, or cursor (where the last such watch ended)"
    )
        ->capture_default_str();
    sub->add_option("--limit", given->limit, "end after so many events");
    sub->add_flag("--once", given->once, "one frame of the board, and end");
    on(*sub, context, [&context, given] { return watch(context, *given); });
}

} // namespace tocsin::cli
