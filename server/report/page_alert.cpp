// SPDX-License-Identifier: Apache-2.0
#include "server/report/pages.hpp"
#include "server/report/pictures.hpp"
#include "server/report/words.hpp"

namespace tocsin::report {

namespace {

using namespace domain;

std::string count_words(const std::optional<std::size_t>& count) {
    return count ? std::to_string(*count) : "–";
}

std::vector<std::string>
spread_row(std::string head, const std::optional<Spread>& spread, std::size_t asked) {
    if (!spread) return {std::move(head), "–", "–", "–"};
    return {
        std::move(head),
        std::to_string(spread->count) + " of " + std::to_string(asked),
        span_words(spread->median_ms),
        span_words(spread->p90_ms)};
}

void add_unreached(const Report& report, const AlertFigures& alert, Page& page) {
    if (!alert.reach_known()) {
        page.paragraph("Who was reached is withheld from this reader.");
        return;
    }
    const auto parties = alert.never_reached();
    if (parties.empty()) {
        page.paragraph("Every government that was asked was reached.");
        return;
    }
    page.paragraph("Never reached, or not yet:");
    std::vector<std::string> names;
    for (const PartyCode& party : parties)
        names.push_back(report.name_of(party.text) + " (" + party.text + ")");
    page.list(names);
}

void add_coverage(const AlertFigures& alert, Page& page) {
    std::vector<std::vector<std::string>> rows;
    for (const Coverage& one : alert.coverage) {
        if (!one.is_due) {
            rows.push_back({span_words(one.after_ms), "not yet", "", "", "", ""});
            continue;
        }
        rows.push_back(
            {span_words(one.after_ms),
             std::to_string(one.of),
             count_words(one.reached),
             count_words(one.delivered),
             count_words(one.seen),
             count_words(one.acknowledged)}
        );
    }
    page.table(
        "Coverage, of the members then among those asked",
        {"after", "of", "reached", "delivered", "seen", "acknowledged"},
        rows
    );
}

void add_rungs(const AlertFigures& alert, Page& page) {
    std::vector<std::vector<std::string>> rows;
    for (const RungReached& rung : alert.rungs)
        rows.push_back(
            {rung.rung == 0 ? "out of turn" : std::to_string(rung.rung),
             plain_word(v1::Policy::Whom_Name(rung.whom)),
             at_words(rung.at),
             std::to_string(rung.owing),
             std::to_string(rung.persons)}
        );
    if (!rows.empty())
        page.table("Escalation", {"rung", "whom", "at", "governments owing", "persons rung"}, rows);
}

void add_governments(const Report& report, const AlertFigures& alert, Page& page) {
    std::vector<std::vector<std::string>> rows;
    for (const GovernmentReach& one : alert.governments) {
        const auto after = [&](bool known, const std::optional<Instant>& at) {
            return known && at ? span_words((*at - alert.issued).count()) : std::string("–");
        };
        const bool has_answer = alert.folds_known && one.answer;
        rows.push_back(
            {report.name_of(one.party.text),
             after(alert.deliveries_known, one.delivered),
             after(alert.deliveries_known, one.seen),
             after(alert.folds_known, one.acknowledged),
             has_answer ? plain_word(v1::AlertAcknowledged::Answer_Name(*one.answer)) : "–"}
        );
    }
    page.table(
        "By government, since the issue",
        {"government", "delivered", "seen", "acknowledged", "answer"},
        rows
    );
}

} // namespace

void add_alert(const Report& report, const AlertFigures& alert, Page& page) {
    page.heading(2, "Alert " + alert.id + ": " + alert.headline);
    add_unreached(report, alert, page);
    std::vector<std::pair<std::string, std::string>> facts{
        {"issued", at_words(alert.issued)},
        {"ended", at_words(alert.ended)},
        {"asked",
         std::to_string(alert.governments.size()) + " governments, " + std::to_string(alert.asks) +
             " times"}};
    if (alert.onset) facts.emplace_back("onset, as claimed", at_words(alert.onset));
    if (alert.crisis_end) facts.emplace_back("crisis ended", at_words(alert.crisis_end->at));
    page.facts("Times (UTC)", facts);
    const std::size_t asked = alert.governments.size();
    page.table(
        "Reach",
        {"", "governments", "median", "p90"},
        {spread_row("reached", alert.reached(), asked),
         spread_row("delivered", alert.delivered(), asked),
         spread_row("seen", alert.seen(), asked),
         spread_row("acknowledged", alert.acknowledged(), asked)}
    );
    if (alert.deliveries_known || alert.folds_known) page.picture(reach_picture(alert));
    add_coverage(alert, page);
    if (alert.folds_known) page.picture(answers_picture(alert));
    if (alert.rungs_known) add_rungs(alert, page);
    add_governments(report, alert, page);
}

} // namespace tocsin::report
