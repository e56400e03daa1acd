// SPDX-License-Identifier: Apache-2.0
#include "client/cli/show.hpp"

#include "client/cli/lines.hpp"
#include "client/cli/table.hpp"
#include "client/cli/words.hpp"

namespace tocsin::cli {
namespace {

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

std::string situation_words(const v1::AlertView& view) {
    if (view.situation().status() == v1::Situation::STATUS_UNSPECIFIED) return {};
    const std::string& source = view.situation().source();
    return word(view.situation().status()) + (source.empty() ? "" : ", says " + source);
}

// How often those who owe an answer were reminded, and when they are next.
std::string ladder_words(const Context& context, const v1::AlertView& view) {
    std::string words;
    if (view.rung() > 0) words = std::to_string(view.rung()) + " times";
    if (view.next_rung_at() > 0)
        words += (words.empty() ? "next " : ", next ") + when_words(context, view.next_rung_at());
    return words;
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

void print_notes(Context& context, const google::protobuf::RepeatedPtrField<v1::NoteView>& notes) {
    for (const auto& note : notes)
        line(
            context,
            "note",
            when_words(context, note.at()) + " " + short_id(note.person()) + ": " + note.text()
        );
}

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
    if (view.loud()) line(context, "for you", "loud now");
    line(context, "issued", when_words(context, view.issued_at()));
    line(
        context, "raised by", short_id(view.raiser()) + ", approved by " + short_id(view.approver())
    );
    print_content(context, content);
    line(context, "ended", when_words(context, view.ended_at()));
    line(context, "because", view.ended_why());
    line(context, "merged into", view.merged_into());
    line(context, "situation", situation_words(view));
    line(context, "reports", joined(view.reports()));
    line(context, "procedures", joined(view.procedures()));
    line(context, "reminded", ladder_words(context, view));
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

} // namespace tocsin::cli
