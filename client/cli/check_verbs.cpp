// status, doctor: is it there, is it well, is it the one it was.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/session.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "client/core/connection.hpp"
#include "client/core/files.hpp"
#include "client/core/outbox.hpp"
#include "client/core/state_dir.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

Result<int> status(Context& context) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    auto& connection = session.connection();
    const auto checkpoint = storage::parse_note(session.welcome().checkpoint());
    const auto body = checkpoint ? storage::parse_checkpoint_body(checkpoint->text) : std::nullopt;
    boost::json::object view;
    view["server"] = session.login().url;
    view["origin"] = connection.origin();
    view["party"] = session.welcome().party();
    view["readOnly"] = session.welcome().read_only();
    view["exerciseOnly"] = session.welcome().exercise_only();
    view["serverTime"] = print_utc(session.server_time());
    view["size"] = body ? boost::json::value(body->head.size) : boost::json::value(nullptr);
    view["root"] = body ? boost::json::value(body->head.root.hex()) : boost::json::value(nullptr);
    view["verified"] = connection.log_key().has_value();
    if (context.globals.json) {
        context.print_json(view);
        return done;
    }
    auto& out = context.terminal.out;
    out << "server  " << session.login().url << "  live\n"
        << "log     " << harmless(connection.origin())
        << (session.welcome().exercise_only() ? "  (exercise)" : "") << '\n'
        << "party   " << session.welcome().party()
        << (session.welcome().read_only() ? "  (reads only)" : "") << '\n'
        << "time    " << print_utc(session.server_time()) << '\n';
    if (body)
        out << "size    " << body->head.size << " entries, root "
            << body->head.root.hex().substr(0, 16)
            << (connection.log_key() ? "" : "  (unverified: log key unknown, see tocsin login)")
            << '\n';
    return done;
}

// One line per check; the worst one decides the exit code.
class Examination {
public:
    explicit Examination(Context& context) : context_(context) {}

    void fine(const std::string& what) { note("ok", what); }

    void ill(const std::string& what, const std::string& remedy, int exit_code) {
        note("FAIL", what + (remedy.empty() ? "" : " – " + remedy));
        if (worst_ == done) worst_ = exit_code;
    }

    int finish() {
        if (context_.globals.json) context_.print_json(list_);
        return worst_;
    }

private:
    void note(const std::string& mark, const std::string& what) {
        list_.push_back(boost::json::object{{"ok", mark == "ok"}, {"what", what}});
        if (!context_.globals.json)
            context_.terminal.out << (mark == "ok" ? "ok    " : "FAIL  ") << harmless(what) << '\n';
    }

    Context& context_;
    boost::json::array list_;
    int worst_ = done;
};

void examine_clock(Examination& examination, Context& context, const Session& session) {
    const auto off = std::chrono::abs(session.server_time() - context.clock.wall());
    const std::string words = "clocks differ by " + span_words(off);
    if (off > std::chrono::seconds(30))
        examination.ill(words, "set this machine's clock (NTP)", not_allowed);
    else
        examination.fine(words);
}

void examine_outbox(Examination& examination, const Login& login) {
    const auto outbox = client::Outbox::open(login.state_dir / "outbox");
    if (!outbox)
        return examination.ill("outbox: " + outbox.error().why, outbox.error().next, failed);
    const auto waiting = outbox->pending().size();
    if (waiting == 0)
        examination.fine("outbox empty");
    else
        examination.ill(
            std::to_string(waiting) + " commands wait for their answer",
            "they are sent again with the next verb",
            failed
        );
}

Result<int> doctor(Context& context) {
    Examination examination(context);
    const auto home = client::state_home();
    if (!home)
        examination.ill(to_string(home.error()), home.error().next, home.error().exit_code);
    else
        examination.fine("state folder " + home->string());
    auto login = find_login(context);
    if (!login) {
        examination.ill(
            login.error().what + ": " + login.error().why,
            login.error().next,
            login.error().exit_code
        );
        return examination.finish();
    }
    examination.fine("key or token for " + login->url);
    const Login& used = *login;
    examine_outbox(examination, used);
    Session session(context);
    const auto opened = session.open(std::move(*login), Following::no);
    if (!opened) {
        examination.ill(
            opened.error().what + ": " + opened.error().why,
            opened.error().next,
            opened.error().exit_code
        );
        return examination.finish();
    }
    examination.fine("server answers and knows this key");
    examine_clock(examination, context, session);
    if (session.connection().log_key())
        examination.fine("checkpoints verify with " + session.connection().log_key()->str());
    else
        examination.ill("the log's key is not known here", "tocsin login pins it", failed);
    return examination.finish();
}

} // namespace

void add_check_verbs(CLI::App& app, Context& context) {
    on(*app.add_subcommand("status", "the server, its log and its time"), context, [&context] {
        return status(context);
    });
    on(*app.add_subcommand("doctor", "what is wrong here, and what to do about it"),
       context,
       [&context] { return doctor(context); });
}

} // namespace tocsin::cli
