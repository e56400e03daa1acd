// tocsin.report/1, field by field: docs/REPORTS.md section 8.
// SPDX-License-Identifier: Apache-2.0
#include "server/report/report.hpp"

#include <boost/json.hpp>

namespace tocsin::report {

namespace {

namespace json = boost::json;
using namespace domain;

json::value instant(const std::optional<Instant>& at) {
    if (!at) return nullptr;
    return to_ms(*at);
}

template <class Number>
json::value number(const std::optional<Number>& value) {
    if (!value) return nullptr;
    return *value;
}

json::value since(const std::optional<Instant>& at, const std::optional<Instant>& from) {
    if (!at || !from) return nullptr;
    return (*at - *from).count();
}

template <class Parties>
json::array codes(const Parties& parties) {
    json::array list;
    for (const PartyCode& party : parties)
        list.emplace_back(party.text);
    return list;
}

json::value spread(const std::optional<Spread>& given) {
    if (!given) return nullptr;
    return json::object{
        {"count", given->count},
        {"medianMs", number(given->median_ms)},
        {"p90Ms", number(given->p90_ms)}};
}

json::value share(const std::optional<Share>& given) {
    if (!given) return nullptr;
    return json::object{{"count", given->count}, {"of", given->of}};
}

json::array coverage(const AlertFigures& alert) {
    json::array list;
    for (const Coverage& one : alert.coverage) {
        json::object object;
        object["afterMs"] = one.after_ms;
        object["of"] = one.is_due ? json::value(one.of) : json::value(nullptr);
        object["reached"] = number(one.reached);
        object["delivered"] = number(one.delivered);
        object["seen"] = number(one.seen);
        object["acknowledged"] = number(one.acknowledged);
        list.push_back(std::move(object));
    }
    return list;
}

void put_rungs(const AlertFigures& alert, json::object& object) {
    object["highestRung"] = nullptr;
    object["rungs"] = nullptr;
    if (!alert.rungs_known) return;
    json::array list;
    std::uint32_t highest = 0;
    for (const RungReached& rung : alert.rungs) {
        highest = std::max(highest, rung.rung);
        list.push_back(json::object{
            {"rung", rung.rung},
            {"whom", v1::Policy::Whom_Name(rung.whom)},
            {"at", to_ms(rung.at)},
            {"owing", rung.owing},
            {"persons", rung.persons}});
    }
    object["highestRung"] = highest;
    object["rungs"] = std::move(list);
}

json::array governments(const AlertFigures& alert) {
    json::array list;
    for (const GovernmentReach& one : alert.governments) {
        const auto known = [&](bool is_known, const std::optional<Instant>& at) {
            return is_known ? since(at, alert.issued) : json::value(nullptr);
        };
        json::object object;
        object["party"] = one.party.text;
        object["reachedMs"] = known(alert.reach_known(), one.reached());
        object["deliveredMs"] = known(alert.deliveries_known, one.delivered);
        object["seenMs"] = known(alert.deliveries_known, one.seen);
        object["acknowledgedMs"] = known(alert.folds_known, one.acknowledged);
        object["answer"] = nullptr;
        if (alert.folds_known && one.answer)
            object["answer"] = v1::AlertAcknowledged::Answer_Name(*one.answer);
        list.push_back(std::move(object));
    }
    return list;
}

const char* word(AlertFigures::State state) {
    switch (state) {
    case AlertFigures::State::live: return "live";
    case AlertFigures::State::closed: return "closed";
    case AlertFigures::State::cancelled: return "cancelled";
    case AlertFigures::State::merged: return "merged";
    }
    return "";
}

std::optional<Instant> end_of(const std::optional<CrisisEnd>& end) {
    if (!end) return std::nullopt;
    return end->at;
}

json::object alert_json(const AlertFigures& alert) {
    json::array countries;
    for (const std::string& country : alert.countries)
        countries.emplace_back(country);
    json::object object;
    object["id"] = alert.id;
    object["headline"] = alert.headline;
    object["countries"] = std::move(countries);
    object["label"] = v1::Tlp_Name(alert.label);
    object["state"] = word(alert.state);
    object["issuedAt"] = to_ms(alert.issued);
    object["endedAt"] = instant(alert.ended);
    object["onsetAt"] = instant(alert.onset);
    object["crisisEndedAt"] = instant(end_of(alert.crisis_end));
    object["asks"] = alert.asks;
    object["asked"] = alert.governments.size();
    object["reached"] = spread(alert.reached());
    object["delivered"] = spread(alert.delivered());
    object["seen"] = spread(alert.seen());
    object["acknowledged"] = spread(alert.acknowledged());
    object["coverage"] = coverage(alert);
    object["neverReached"] = nullptr;
    if (alert.reach_known()) object["neverReached"] = codes(alert.never_reached());
    put_rungs(alert, object);
    object["governments"] = governments(alert);
    return object;
}

json::value positions(const ProcedureFigures& procedure) {
    if (!procedure.round || !procedure.round->positions_known) return nullptr;
    json::array list;
    for (const PositionInRound& position : procedure.round->positions)
        list.push_back(json::object{
            {"party", position.party.text},
            {"stance", v1::Position::Stance_Name(position.stance)},
            {"at", to_ms(position.at)},
            {"version", position.version},
            {"standing", position.is_standing}});
    return list;
}

json::array amended(const std::vector<Amended>& list) {
    json::array lines;
    for (const Amended& one : list)
        lines.push_back(json::object{{"party", one.party.text}, {"at", to_ms(one.at)}});
    return lines;
}

json::array extensions(const ProcedureFigures& procedure) {
    json::array lines;
    for (const Extension& one : procedure.extensions)
        lines.push_back(json::object{
            {"at", to_ms(one.at)}, {"from", to_ms(one.from)}, {"to", to_ms(one.to)}});
    return lines;
}

// What there is of a round only.
void put_round(const ProcedureFigures& procedure, json::object& object) {
    for (const char* name :
         {"openedAt",
          "deadlineAtOpening",
          "deadline",
          "entitled",
          "recused",
          "threshold",
          "toFirstSignatureMs",
          "toThresholdMs",
          "toAdoptionMs",
          "toPublicationMs",
          "signed"})
        object[name] = nullptr;
    if (!procedure.round) return;
    const Round& round = *procedure.round;
    object["openedAt"] = to_ms(round.opened);
    object["deadlineAtOpening"] = round.opening.deadline();
    object["deadline"] = to_ms(round.deadline);
    object["entitled"] = round.opening.entitled_size();
    object["recused"] = round.opening.recused_size();
    object["threshold"] = round.opening.threshold();
    object["toAdoptionMs"] = since(procedure.adopted, round.opened);
    object["toPublicationMs"] = since(procedure.published, round.opened);
    if (!procedure.has_names()) return;
    object["toFirstSignatureMs"] = since(round.first_name, round.opened);
    object["toThresholdMs"] = since(round.threshold_met, round.opened);
    object["signed"] = round.names.size();
}

json::object procedure_json(const ProcedureFigures& procedure) {
    json::object object;
    object["id"] = procedure.id;
    object["kind"] = v1::ProcedureDrafted::Kind_Name(procedure.kind);
    object["mode"] = v1::ProcedureDrafted::Mode_Name(procedure.mode);
    object["title"] = procedure.title;
    object["alertId"] = procedure.alert_id;
    object["outcome"] = nullptr;
    if (!procedure.outcome.empty()) object["outcome"] = procedure.outcome;
    object["rounds"] = procedure.rounds;
    put_round(procedure, object);
    object["closedAt"] = instant(procedure.closed);
    object["adoptedAt"] = instant(procedure.adopted);
    object["publishedAt"] = instant(procedure.published);
    object["adoptionToPublicationMs"] = since(procedure.published, procedure.adopted);
    object["lastTenth"] = share(procedure.last_tenth());
    object["silentConsent"] = share(procedure.silent_consent());
    object["extensions"] = extensions(procedure);
    object["brokenSilences"] = procedure.broken_silences;
    object["latePositions"] = number(procedure.late_positions);
    object["lateAssociations"] = amended(procedure.late_associations);
    object["dissociations"] = amended(procedure.dissociations);
    object["onsetAt"] = instant(procedure.onset);
    object["onsetToPublicationMs"] = since(procedure.published, procedure.onset);
    object["crisisEndedAt"] = instant(end_of(procedure.crisis_end));
    object["publishedBeforeEnd"] = number(procedure.published_before_end());
    object["positions"] = positions(procedure);
    return object;
}

json::object review_json(const ReviewFigures& given, Instant as_of) {
    json::array actions;
    for (const v1::ReviewWritten::Action& action : given.review.actions())
        actions.push_back(json::object{
            {"words", action.words()},
            {"party", action.party()},
            {"person", to_hex(action.person())},
            {"dueAt", action.due_at()},
            {"done", action.done()},
            {"overdue", !action.done() && action.due_at() < to_ms(as_of)}});
    json::object object;
    object["subject"] = given.review.subject();
    object["version"] = given.review.version();
    object["at"] = to_ms(given.at);
    object["well"] = given.review.well();
    object["improve"] = given.review.improve();
    object["actions"] = std::move(actions);
    return object;
}

json::object cases_json(const Figures& figures, Instant as_of) {
    json::array alerts, procedures, reviews;
    for (const AlertFigures& alert : figures.alerts)
        alerts.push_back(alert_json(alert));
    for (const ProcedureFigures& procedure : figures.procedures)
        procedures.push_back(procedure_json(procedure));
    for (const ReviewFigures& review : figures.reviews)
        reviews.push_back(review_json(review, as_of));
    return {
        {"alerts", std::move(alerts)},
        {"procedures", std::move(procedures)},
        {"reviews", std::move(reviews)}};
}

json::object part_json(const Part& part) {
    return {
        {"alertsOwed", part.alerts_owed},
        {"alertsAcknowledged", part.alerts_acknowledged},
        {"medianMs", number(percentile(part.took_ms, 50))},
        {"proceduresEntitled", part.procedures_entitled},
        {"answered", part.answered},
        {"signed", part.signed_names},
        {"consented", part.consented}};
}

json::value participation_json(const Report& report) {
    if (!report.participation) return nullptr;
    json::array governments;
    for (const auto& [party, part] : *report.participation) {
        json::array months;
        for (const auto& [month, of] : part.months) {
            json::object line = part_json(of);
            line["month"] = month;
            months.push_back(std::move(line));
        }
        governments.push_back(json::object{
            {"party", party.text}, {"total", part_json(part.total)}, {"months", std::move(months)}}
        );
    }
    return json::object{
        {"from", to_ms(report.period.from)},
        {"until", to_ms(report.period.until)},
        {"governments", std::move(governments)}};
}

const char* word(EventReading::Kind kind) {
    switch (kind) {
    case EventReading::Kind::whole: return "whole";
    case EventReading::Kind::cases: return "cases";
    case EventReading::Kind::partial: return "partial";
    }
    return "";
}

} // namespace

json::object report_json(const Report& report) {
    const EventReading& reading = report.source.reading;
    json::object object;
    object["schema"] = "tocsin.report/1";
    object["origin"] = report.source.origin;
    object["scope"] = report.source.scope;
    object["size"] = report.source.size;
    object["root"] = report.source.root;
    object["reading"] = word(reading.kind);
    object["asOf"] = to_ms(reading.as_of());
    object["entries"] = reading.entries.size();
    object["withheld"] = reading.withheld();
    for (auto& field : cases_json(report.actual, reading.as_of()))
        object[field.key()] = field.value();
    object["exercises"] = cases_json(report.exercises, reading.as_of());
    object["participation"] = participation_json(report);
    return object;
}

} // namespace tocsin::report
