// A procedure for people: what is asked, who stands where, what others said, what may be done next.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/lines.hpp"
#include "client/cli/next_steps.hpp"
#include "client/cli/show.hpp"
#include "client/cli/show_instrument.hpp"
#include "client/cli/table.hpp"
#include "client/cli/words.hpp"
#include "server/domain/sign_on.hpp"

namespace tocsin::cli {
namespace {

bool is_pledge_call(const v1::ProcedureView& view) {
    return view.kind() == v1::ProcedureDrafted::PLEDGE_CALL;
}

void print_instants(Context& context, const v1::ProcedureView& view) {
    line(context, "opened", when_words(context, view.opened_at()));
    line(context, "closes", when_words(context, view.deadline()));
    line(context, "closed", when_words(context, view.closed_at()));
    if (view.published_at() == 0)
        line(context, "embargo until", when_words(context, view.publish_at()));
    line(context, "published", when_words(context, view.published_at()));
    line(context, "late until", when_words(context, view.late_until()));
    line(context, "because", view.ended_why());
    if (view.extensions() > 0)
        line(context, "extended", std::to_string(view.extensions()) + " times");
    if (view.questioned())
        line(context, "questioned", "the shutdown it speaks of has ended, or partly");
}

void print_terms(Context& context, const v1::ProcedureView& view) {
    std::string regions;
    for (const auto& minimum : view.per_region())
        regions += (regions.empty() ? "" : ", ") + std::to_string(minimum.count()) + " of " +
                   v1::Party::Region_Name(minimum.region());
    line(context, "also needs", regions);
    line(context, "must sign", joined(view.must_haves()));
    line(context, "recused", joined(view.recused()));
    line(context, "not reached", joined(view.unreached()));
    line(context, "follows", view.linked_to());
}

std::string text_words(const v1::TextLine& text) {
    std::string words = "version " + std::to_string(text.version()) + " (" + text.language();
    for (const auto& translation : text.translations())
        words += ", " + translation.language();
    words += ")";
    if (text.editorial()) words += ", editorial";
    if (text.speaks_for_all()) words += ", speaks for all members";
    return words + ", SHA-256 " + to_hex(text.text_sha256());
}

void print_texts(Context& context, const v1::ProcedureView& view) {
    for (const auto& text : view.texts())
        line(context, text.version() == view.version() ? "text" : "earlier text", text_words(text));
    if (view.counts_from() > 1)
        line(
            context,
            "counts from",
            "version " + std::to_string(view.counts_from()) +
                ": answers on older texts do not count"
        );
    line(context, "contested by", when_words(context, view.contest_until()));
}

// Suggestions propose other wording, and stand with the comments in the order they came.
void print_comments(Context& context, const v1::ProcedureView& view) {
    if (view.comments().empty()) return;
    heading(context, "comments");
    for (const auto& comment : view.comments()) {
        context.terminal.out << harmless(comment.party()) << ", version " << comment.version()
                             << ", " << when_words(context, comment.at())
                             << (comment.suggestion() ? ", suggests:" : ":") << "\n  "
                             << harmless(comment.text(), true) << '\n';
    }
}

// The names at the closing never change: what came after it is told apart.
void print_lists(Context& context, const v1::ProcedureView& view) {
    if (view.signatories().empty() && view.associated().empty() && view.amendments().empty())
        return;
    context.terminal.out << '\n';
    line(context, is_pledge_call(view) ? "pledged" : "signatories", joined(view.signatories()));
    line(context, "associated", joined(view.associated()));
    if (view.amendments().empty()) return;
    heading(context, "since the close");
    Table table({"LIST", "PARTY", "WHAT", "AT", "NAME"});
    for (const auto& amendment : view.amendments())
        table.row(
            {"version " + std::to_string(amendment.list_version()),
             amendment.party(),
             amendment.stance() == v1::Position::LATE_ASSOCIATION ? "associated late"
                                                                  : "dissociated",
             when_words(context, amendment.at()),
             amendment.name()}
        );
    table.print(context.terminal);
}

void print_prepared(Context& context, const v1::ProcedureView& view) {
    if (!view.has_prepared()) return;
    line(
        context,
        "prepared",
        std::string(domain::stance_token(view.prepared().stance())) + " by " +
            short_id(view.prepared().person()) + ", to be confirmed by a second person"
    );
}

} // namespace

std::string stance_words(v1::Position::Stance stance) {
    const auto token = domain::stance_token(stance);
    return token.empty() ? "-" : std::string(token);
}

std::string tally_words(const v1::ProcedureView& view) {
    if (view.tally_hidden()) return "hidden for now";
    const auto& tally = view.tally();
    if (is_pledge_call(view))
        return std::to_string(tally.entitled()) + " governments asked (needs " +
               std::to_string(view.threshold()) + " donors)";
    const bool silence = view.mode() == v1::ProcedureDrafted::SILENCE;
    std::string words =
        std::to_string(tally.signed_()) + " signed of " + std::to_string(tally.entitled());
    words += silence ? " (adopted if nobody objects), "
                     : " (needs " + std::to_string(view.threshold()) + "), ";
    if (!silence)
        words += std::to_string(tally.not_joining()) + " not joining, " +
                 std::to_string(tally.abstained()) + " abstained, ";
    words += std::to_string(tally.awaiting()) + " awaiting, " + std::to_string(tally.silent()) +
             " silent";
    if (!silence) words += ", " + std::to_string(tally.associated()) + " associated";
    return words;
}

void print_procedure(Context& context, const v1::ProcedureView& view, const std::string& party) {
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
    print_texts(context, view);
    print_instants(context, view);
    if (view.opened_at() > 0) line(context, "tally", tally_words(view));
    print_terms(context, view);
    if (view.late() > 0)
        line(context, "too late", std::to_string(view.late()) + " recorded without effect");
    print_prepared(context, view);
    print_notes(context, view.notes());
    if (!view.positions().empty() && !is_pledge_call(view)) {
        context.terminal.out << '\n';
        print_roster(context, view);
    }
    print_room(context, view, party);
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

void print_room(Context& context, const v1::ProcedureView& view, const std::string& party) {
    print_lists(context, view);
    print_instrument(context, view);
    print_comments(context, view);
    print_next_steps(context, view, party);
}

} // namespace tocsin::cli
