// SPDX-License-Identifier: Apache-2.0
#include "server/report/pages.hpp"
#include "server/report/pictures.hpp"
#include "server/report/words.hpp"

namespace tocsin::report {

namespace {

using namespace domain;
using Facts = std::vector<std::pair<std::string, std::string>>;

std::optional<std::int64_t>
since(const std::optional<Instant>& at, const std::optional<Instant>& from) {
    if (!at || !from) return std::nullopt;
    return (*at - *from).count();
}

std::string share_words(const std::optional<Share>& share) {
    return share ? std::to_string(share->count) + " of " + std::to_string(share->of) : "–";
}

std::string amended_words(const Report& report, const std::vector<Amended>& list) {
    std::string words;
    for (const Amended& one : list)
        words +=
            (words.empty() ? "" : "; ") + report.name_of(one.party.text) + ", " + at_words(one.at);
    return words.empty() ? "none" : words;
}

std::string before_end_words(const ProcedureFigures& procedure) {
    const auto before = procedure.published_before_end();
    if (!before) return "–";
    if (!procedure.crisis_end) return "yes: no end was reported";
    return *before ? "yes" : "no";
}

void add_round(const ProcedureFigures& procedure, Facts& facts) {
    if (!procedure.round) return;
    const Round& round = *procedure.round;
    facts.emplace_back("opened", at_words(round.opened));
    facts.emplace_back("deadline", at_words(round.deadline));
    facts.emplace_back("entitled", std::to_string(round.opening.entitled_size()) + " governments");
    if (procedure.has_names()) {
        facts.emplace_back("signed", std::to_string(round.names.size()));
        facts.emplace_back(
            "to the first signature", span_words(since(round.first_name, round.opened))
        );
        facts.emplace_back(
            "to the threshold", span_words(since(round.threshold_met, round.opened))
        );
    }
    facts.emplace_back("to the adoption", span_words(since(procedure.adopted, round.opened)));
    facts.emplace_back("to the publication", span_words(since(procedure.published, round.opened)));
    if (!procedure.is_silence())
        facts.emplace_back("signed in the last tenth", share_words(procedure.last_tenth()));
    else
        facts.emplace_back("consented by silence", share_words(procedure.silent_consent()));
}

} // namespace

void add_procedure(const Report& report, const ProcedureFigures& procedure, Page& page) {
    page.heading(2, "Procedure " + procedure.id + ": " + procedure.title);
    Facts facts{
        {"kind",
         plain_word(v1::ProcedureDrafted::Kind_Name(procedure.kind)) + ", " +
             plain_word(v1::ProcedureDrafted::Mode_Name(procedure.mode))},
        {"outcome", procedure.outcome.empty() ? "none yet" : plain_word(procedure.outcome)},
        {"adopted", at_words(procedure.adopted)},
        {"published", at_words(procedure.published)}};
    add_round(procedure, facts);
    facts.emplace_back("extensions", std::to_string(procedure.extensions.size()));
    facts.emplace_back("silences broken", std::to_string(procedure.broken_silences));
    facts.emplace_back(
        "received late, without effect",
        procedure.late_positions ? std::to_string(*procedure.late_positions) : "–"
    );
    facts.emplace_back("associated later", amended_words(report, procedure.late_associations));
    facts.emplace_back("dissociated", amended_words(report, procedure.dissociations));
    facts.emplace_back(
        "from the onset to the publication", span_words(since(procedure.published, procedure.onset))
    );
    facts.emplace_back("published before the crisis ended", before_end_words(procedure));
    page.facts("Course (UTC)", facts);
    if (procedure.round && procedure.round->positions_known)
        page.picture(window_picture(procedure));
}

void add_review(const Report& report, const ReviewFigures& given, Page& page) {
    const v1::ReviewWritten& review = given.review;
    page.heading(2, "Review of " + review.subject());
    page.paragraph("Version " + std::to_string(review.version()) + ", " + at_words(given.at) + ".");
    page.heading(3, "What went well");
    page.paragraph(review.well());
    page.heading(3, "What to improve");
    page.paragraph(review.improve());
    std::vector<std::vector<std::string>> rows;
    const Instant as_of = report.source.reading.as_of();
    for (const v1::ReviewWritten::Action& action : review.actions()) {
        const bool is_overdue = !action.done() && from_ms(action.due_at()) < as_of;
        const std::string owner = action.party().empty() ? "person " + to_hex(action.person())
                                                         : report.name_of(action.party());
        rows.push_back(
            {action.words(),
             owner,
             at_words(from_ms(action.due_at())),
             action.done() ? "done"
             : is_overdue  ? "OVERDUE"
                           : "open"}
        );
    }
    if (!rows.empty()) page.table("Actions", {"what", "owner", "due", "state"}, rows);
}

} // namespace tocsin::report
