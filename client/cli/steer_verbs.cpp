// approve, cancel, close, note, remind, ack, unack: what becomes of an alert.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/show.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"

namespace tocsin::cli {
namespace {

struct Steering {
    std::string id, reason, situation, source, note, text;
};

Result<int> approve(Context& context, const Steering& given) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto view = fetch_alert(session, given.id);
    if (!view) return view.error();
    v1::Command command;
    command.mutable_approve_alert()->set_alert_id(given.id);
    return bind_and_tell(
        context,
        session,
        std::move(command),
        session.welcome().party() + " issues the alert \"" + view->content().headline() +
            "\" (TLP:" + word(view->content().label()) + ")",
        "issued"
    );
}

Result<int> cancel(Context& context, const Steering& given) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto view = fetch_alert(session, given.id);
    if (!view) return view.error();
    v1::Command command;
    command.mutable_cancel_alert()->set_alert_id(given.id);
    command.mutable_cancel_alert()->set_predecessor(view->message());
    command.mutable_cancel_alert()->set_reason(given.reason);
    return bind_and_tell(
        context,
        session,
        std::move(command),
        session.welcome().party() + " cancels the alert \"" + view->content().headline() +
            "\" as raised in error",
        "cancelled"
    );
}

// An all-clear: not among the acts of cli.md that must be confirmed, and final all the same.
Result<int> close(Context& context, const Steering& given) {
    const auto situation = parse_word<v1::Situation::Status>(given.situation);
    if (!situation) return situation.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto view = fetch_alert(session, given.id);
    if (!view) return view.error();
    v1::Command command;
    auto& closing = *command.mutable_close_alert();
    closing.set_alert_id(given.id);
    closing.set_predecessor(view->message());
    closing.mutable_situation()->set_status(*situation);
    closing.mutable_situation()->set_source(given.source);
    closing.set_note(given.note);
    return send_and_tell(context, session, std::move(command), "closed");
}

Result<int> note(Context& context, const Steering& given) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Command command;
    command.mutable_add_note()->set_subject(given.id);
    command.mutable_add_note()->set_text(given.text);
    return send_and_tell(context, session, std::move(command), "noted");
}

struct Reminding {
    std::string id;
    std::vector<std::string> parties;
};

// Of an alert: its focal points are rung again, out of turn.
Result<int> remind(Context& context, const Reminding& given) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Command command;
    if (is_procedure_id(given.id)) {
        command.mutable_remind()->set_procedure_id(given.id);
        for (const std::string& party : given.parties)
            command.mutable_remind()->add_parties(party);
        return send_and_tell(context, session, std::move(command), "reminded");
    }
    command.mutable_ring_again()->set_alert_id(given.id);
    for (const std::string& party : given.parties)
        command.mutable_ring_again()->add_parties(party);
    return send_and_tell(context, session, std::move(command), "rung again");
}

struct Acknowledging {
    std::vector<std::string> ids;
    bool informed = false, acting = false, consulting = false, cannot = false, replaces = false;
    std::string answer_by, comment;
};

v1::AlertAcknowledged::Answer answer_of(const Acknowledging& given) {
    if (given.acting) return v1::AlertAcknowledged::ACTING;
    if (given.consulting) return v1::AlertAcknowledged::CONSULTING;
    if (given.cannot) return v1::AlertAcknowledged::CANNOT_RESPOND;
    return v1::AlertAcknowledged::INFORMED;
}

Result<void>
acknowledge_one(Context& context, Session& session, const v1::Command& command, int step) {
    const auto id = context.command_id(step);
    if (!id) return id.error();
    if (context.globals.dry_run) {
        context.say("dry run: nothing was sent");
        return {};
    }
    const auto receipt = session.command(command, *id);
    if (!receipt) return receipt.error();
    const auto told = tell_receipt(context, *receipt, *id, "acknowledged");
    if (!told) return told.error();
    return {};
}

// Several alerts at once: what failed is listed, and the rest is done (exit 9).
Result<int> acknowledge(Context& context, const Acknowledging& given) {
    std::int64_t answer_by = 0;
    if (given.consulting) {
        const auto by = parse_when(context, given.answer_by);
        if (!by) return usage_trouble("consulting needs a time", "--consulting --answer-by TIME");
        answer_by = to_ms(*by);
    }
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    int step = 0, well = 0;
    std::optional<Trouble> last;
    for (const auto& id : given.ids) {
        v1::Command command;
        auto& ack = *command.mutable_acknowledge_alert();
        ack.set_alert_id(id);
        ack.set_answer(answer_of(given));
        ack.set_answer_by(answer_by);
        ack.set_comment(given.comment);
        ack.set_replaces(given.replaces);
        const auto one = acknowledge_one(context, session, command, step++);
        if (one) {
            ++well;
            continue;
        }
        last = one.error();
        if (given.ids.size() > 1)
            context.terminal.err << id << ": " << harmless(last->what) << '\n';
    }
    if (!last) return done;
    if (well == 0) return *last;
    return partly_done;
}

Result<int> retract(Context& context, const Steering& given) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Command command;
    command.mutable_retract_acknowledgement()->set_alert_id(given.id);
    command.mutable_retract_acknowledgement()->set_reason(given.reason);
    return send_and_tell(
        context, session, std::move(command), "retracted; an answer is owed again"
    );
}

void add_answers(CLI::App& app, Context& context) {
    auto* sub =
        app.add_subcommand("ack", "acknowledge alerts for my government (default: informed)");
    auto given = std::make_shared<Acknowledging>();
    sub->add_option("ID", given->ids)->required();
    auto* answers = sub->add_option_group("answer");
    answers->add_flag("--informed", given->informed, "we know");
    answers->add_flag("--acting", given->acting, "we act");
    auto* consulting =
        answers->add_flag("--consulting", given->consulting, "we consult, and answer by a time");
    answers->add_flag("--cannot-respond", given->cannot, "we cannot; others are asked");
    answers->require_option(0, 1);
    sub->add_option("--answer-by", given->answer_by, "with --consulting")->needs(consulting);
    sub->add_option("--comment", given->comment);
    sub->add_flag("--replace", given->replaces, "replaces a colleague's answer");
    on(*sub, context, [&context, given] { return acknowledge(context, *given); });

    auto* undo = app.add_subcommand("unack", "take the acknowledgement back");
    auto taken = std::make_shared<Steering>();
    undo->add_option("ID", taken->id)->required();
    undo->add_option("--reason", taken->reason);
    on(*undo, context, [&context, taken] { return retract(context, *taken); });
}

} // namespace

void add_steer_verbs(CLI::App& app, Context& context) {
    auto* approving = app.add_subcommand("approve", "issue an alert that another person drafted");
    auto approved = std::make_shared<Steering>();
    approving->add_option("ID", approved->id)->required();
    on(*approving, context, [&context, approved] { return approve(context, *approved); });

    auto* cancelling = app.add_subcommand("cancel", "an alert raised in error");
    auto cancelled = std::make_shared<Steering>();
    cancelling->add_option("ID", cancelled->id)->required();
    cancelling->add_option("--reason", cancelled->reason)->required();
    on(*cancelling, context, [&context, cancelled] { return cancel(context, *cancelled); });

    auto* closing = app.add_subcommand("close", "the all-clear of an alert");
    auto closed = std::make_shared<Steering>();
    closing->add_option("ID", closed->id)->required();
    closing
        ->add_option(
            "--situation", closed->situation, "restored, partly-restored, ongoing, unknown"
        )
        ->required();
    closing->add_option("--source", closed->source, "who says so");
    closing->add_option("--note", closed->note);
    on(*closing, context, [&context, closed] { return close(context, *closed); });

    auto* noting = app.add_subcommand("note", "add a note to an alert or procedure");
    auto noted = std::make_shared<Steering>();
    noting->add_option("ID", noted->id)->required();
    noting->add_option("TEXT", noted->text)->required();
    on(*noting, context, [&context, noted] { return note(context, *noted); });
    auto* reminding = app.add_subcommand("remind", "those who still owe an answer, out of turn");
    auto reminded = std::make_shared<Reminding>();
    reminding->add_option("ID", reminded->id, "an alert or a procedure")->required();
    reminding->add_option("--to", reminded->parties, "only these, KE,CL; left out: all")
        ->delimiter(',');
    on(*reminding, context, [&context, reminded] { return remind(context, *reminded); });
    add_answers(app, context);
}

} // namespace tocsin::cli
