// tocsin.known/1: docs/REPORTS.md section 9.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/ids.hpp"
#include "server/domain/known.hpp"
#include "server/domain/words.hpp"
#include "server/report/report.hpp"

#include <boost/json.hpp>

namespace tocsin::report {

namespace {

using domain::KnownFact;

// A version of a procedure's text, or a message of an alert.
bool is_of_procedure(const domain::EventReading& reading, const std::string& subject) {
    for (const auto& entry : reading.entries)
        if (entry.event && domain::subject_of(*entry.event) == subject)
            return entry.event->has_procedure_drafted() || entry.event->has_procedure_opened() ||
                   entry.event->has_text_added();
    return false;
}

std::string words_of(const domain::EventReading& reading, const KnownFact& fact) {
    const std::string number = std::to_string(fact.message);
    const std::string what =
        (is_of_procedure(reading, fact.subject) ? "version " : "message ") + number;
    if (fact.how == KnownFact::How::delivered) return what + " was delivered to it";
    if (fact.how == KnownFact::How::seen) return what + " was displayed to it";
    for (const auto& entry : reading.entries)
        if (entry.index == fact.index && entry.event)
            return domain::words(*entry.event, [](std::string_view code) {
                return std::string(code);
            });
    return {};
}

} // namespace

std::string text_of(const boost::json::object& json) {
    return boost::json::serialize(json);
}

boost::json::object known_json(const Source& source, const domain::PartyCode& party, Instant at) {
    const auto knowledge = domain::known_to(source.reading, party, at);
    boost::json::array facts;
    for (const KnownFact& fact : knowledge.facts)
        facts.push_back(boost::json::object{
            {"at", to_ms(fact.at)},
            {"index", fact.index},
            {"subject", fact.subject},
            {"words", words_of(source.reading, fact)}});
    return {
        {"schema", "tocsin.known/1"},
        {"party", party.text},
        {"at", to_ms(at)},
        {"complete", knowledge.is_complete},
        {"facts", std::move(facts)}};
}

} // namespace tocsin::report
