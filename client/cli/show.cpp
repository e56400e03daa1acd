// SPDX-License-Identifier: Apache-2.0
#include "client/cli/show.hpp"

#include "client/cli/table.hpp"
#include "client/cli/words.hpp"
#include "server/domain/sign_on.hpp"

namespace tocsin::cli {
namespace {

void line(Context& context, const std::string& name, const std::string& value) {
    if (value.empty() || value == "-") return;
    std::string padded = name;
    padded.resize(std::max<std::size_t>(padded.size() + 1, 14), ' ');
    context.terminal.out << padded << harmless(value) << '\n';
}

void paragraph(Context& context, const std::string& text) {
    if (!text.empty()) context.terminal.out << '\n' << harmless(text, true) << '\n';
}

std::string kinds_of(const v1::AlertContent& content) {
    std::string text;
    for (const int kind : content.kinds())
        text += (text.empty() ? "" : ", ") + word(static_cast<v1::AlertContent::Kind>(kind));
    return text;
}

void print_content(Context& context, const v1::AlertContent& content) {
    line(context, "countries", joined(content.countries()));
    line(context, "area", content.area());
    line(context, "kind", kinds_of(content));
    line(context, "services", joined(content.services()));
    line(
        context,
        "severity",
        word(content.severity(), "SEVERITY_") + ", " + word(content.urgency(), "URGENCY_") + ", " +
            word(content.certainty(), "CERTAINTY_")
    );
    line(context, "verified", word(content.verification()));
    line(context, "precedence", word(content.precedence()));
    line(
        context,
        "label",
        "TLP:" + word(content.label()) + (content.do_not_publicise() ? ", do not publicise" : "")
    );
    if (content.has_onset()) line(context, "onset", when_words(context, content.onset().at()));
    line(context, "cause", content.cause());
    line(context, "claimed", content.justification());
    paragraph(context, content.description());
    for (const auto& evidence : content.evidence())
        line(
            context,
            "evidence",
            word(evidence.source_class()) + " " + evidence.url() + " " + evidence.value()
        );
}

void print_notes(Context& context, const google::protobuf::RepeatedPtrField<v1::NoteView>& notes) {
    for (const auto& note : notes)
        line(
            context,
            "note",
            when_words(context, note.at()) + " " + short_id(note.person()) + ": " + note.text()
        );
}

std::string reached(const v1::Reach& reach) {
    if (reach.acknowledged_at() > 0) return "acknowledged";
    if (reach.seen_at() > 0) return "seen";
    if (reach.delivered_at() > 0) return "delivered";
    if (reach.sent_at() > 0) return "sent";
    if (reach.queued_at() > 0) return "queued";
    return "not reached";
}

} // namespace

Result<v1::AlertView> fetch_alert(Session& session, const std::string& id) {
    v1::Query query;
    query.mutable_show_alert()->set_alert_id(id);
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    return answer->alert();
}

Result<v1::ProcedureView> fetch_procedure(Session& session, const std::string& id) {
    v1::Query query;
    query.mutable_show_procedure()->set_procedure_id(id);
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    return answer->procedure();
}

void print_alert(Context& context, const v1::AlertView& view) {
    const auto& content = view.content();
    context.terminal.out << (view.realm() == v1::EXERCISE ? "EXERCISE  " : "")
                         << harmless(content.headline()) << "\n\n";
    line(
        context,
        "alert",
        view.alert_id() + ", " + word(view.state()) + ", message " + std::to_string(view.message())
    );
    line(context, "issued", when_words(context, view.issued_at()));
    line(
        context, "raised by", short_id(view.raiser()) + ", approved by " + short_id(view.approver())
    );
    print_content(context, content);
    line(context, "ended", when_words(context, view.ended_at()));
    line(context, "because", view.ended_why());
    line(context, "procedures", joined(view.procedures()));
    print_notes(context, view.notes());
    if (view.reach().empty()) return;
    // Who has not been reached leads, and why.
    context.terminal.out << "\nanswered " << view.acknowledged() << " of " << view.owing()
                         << ", not reached " << view.not_reached() << "\n";
    Table table({"PARTY", "REACHED", "ANSWER", "AT", "REMARK"});
    for (const auto& reach : view.reach())
        table.row(
            {reach.party(),
             reached(reach),
             word(reach.answer()),
             when_words(context, reach.acknowledged_at()),
             reach.reason()}
        );
    table.print(context.terminal);
}

std::string stance_words(v1::Position::Stance stance) {
    const auto token = domain::stance_token(stance);
    return token.empty() ? "-" : std::string(token);
}

std::string tally_words(const v1::ProcedureView& view) {
    if (view.tally_hidden()) return "hidden for now";
    const auto& tally = view.tally();
    return std::to_string(tally.signed_()) + " signed of " + std::to_string(tally.entitled()) +
           " (needs " + std::to_string(view.threshold()) + "), " +
           std::to_string(tally.not_joining()) + " not joining, " +
           std::to_string(tally.abstained()) + " abstained, " + std::to_string(tally.awaiting()) +
           " awaiting, " + std::to_string(tally.silent()) + " silent, " +
           std::to_string(tally.associated()) + " associated";
}

void print_procedure(Context& context, const v1::ProcedureView& view) {
    context.terminal.out << (view.realm() == v1::EXERCISE ? "EXERCISE  " : "")
                         << harmless(view.title()) << "\n\n";
    line(
        context,
        "procedure",
        view.procedure_id() + ", " + word(view.kind()) + ", " + word(view.mode()) + ", " +
            word(view.state())
    );
    line(context, "countries", joined(view.countries()));
    line(context, "label", "TLP:" + word(view.label()));
    line(context, "alert", view.alert_id());
    if (view.version() > 0)
        line(
            context,
            "text",
            "version " + std::to_string(view.version()) + " (" + view.language() + "), SHA-256 " +
                to_hex(view.text_sha256())
        );
    line(context, "opened", when_words(context, view.opened_at()));
    line(context, "closes", when_words(context, view.deadline()));
    line(context, "closed", when_words(context, view.closed_at()));
    line(context, "published", when_words(context, view.published_at()));
    line(context, "because", view.ended_why());
    if (view.opened_at() > 0) line(context, "tally", tally_words(view));
    line(context, "signatories", joined(view.signatories()));
    line(context, "recused", joined(view.recused()));
    if (view.late() > 0)
        line(context, "too late", std::to_string(view.late()) + " recorded without effect");
    print_notes(context, view.notes());
    if (view.positions().empty()) return;
    context.terminal.out << '\n';
    print_roster(context, view);
}

void print_roster(Context& context, const v1::ProcedureView& view) {
    Table table({"PARTY", "POSITION", "RECEIVED", "ENTRY", "NAME"});
    for (const auto& position : view.positions())
        table.row(
            {position.party(),
             stance_words(position.stance()) + (position.on_older_text() ? " (older text)" : ""),
             when_words(context, position.at()),
             position.at() > 0 ? std::to_string(position.index()) : "-",
             position.name()}
        );
    table.print(context.terminal);
}

} // namespace tocsin::cli
