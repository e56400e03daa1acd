// How each government takes part, month by month: of what was actual, and of what may be read.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/metrics.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Parts = std::map<PartyCode, GovernmentPart>;

// Both of one thing: its month's line and the total.
template <class Add>
void add(Parts& parts, const PartyCode& party, Instant at, Add add_to) {
    GovernmentPart& part = parts[party];
    add_to(part.total);
    add_to(part.months[print_date(at).substr(0, 7)]);
}

void add_alert(Parts& parts, const AlertFigures& alert) {
    for (const GovernmentReach& government : alert.governments)
        add(parts, government.party, alert.issued, [&](Part& part) {
            ++part.alerts_owed;
            if (!government.acknowledged) return;
            ++part.alerts_acknowledged;
            part.took_ms.push_back((*government.acknowledged - alert.issued).count());
        });
}

void add_procedure(Parts& parts, const ProcedureFigures& procedure) {
    const Round& round = *procedure.round;
    const bool is_adopted_silence = procedure.is_silence() && procedure.outcome == "ADOPTED";
    for (const PartyCode& party : round.entitled)
        add(parts, party, round.opened, [&](Part& part) {
            ++part.procedures_entitled;
            part.answered += round.has_answered(party);
            part.signed_names += !procedure.is_silence() && round.names.contains(party);
            part.consented += is_adopted_silence && procedure.signatories.contains(party) &&
                              round.is_silent(party);
        });
}

bool is_in(const Period& period, Instant at) {
    return at >= period.from && at < period.until;
}

} // namespace

Period whole_period(const EventReading& reading) {
    Period period;
    if (reading.entries.empty()) return period;
    const auto earlier = [](const ReadEntry& left, const ReadEntry& right) {
        return left.recorded_at < right.recorded_at;
    };
    const auto first = std::min_element(reading.entries.begin(), reading.entries.end(), earlier);
    return {first->recorded_at, reading.as_of() + std::chrono::milliseconds(1)};
}

Parts participation_of(
    const Figures& figures, const Period& period, const std::optional<PartyCode>& government
) {
    Parts parts;
    for (const AlertFigures& alert : figures.alerts)
        if (!alert.is_exercise && is_in(period, alert.issued)) add_alert(parts, alert);
    for (const ProcedureFigures& procedure : figures.procedures)
        if (!procedure.is_exercise && procedure.round && is_in(period, procedure.round->opened))
            add_procedure(parts, procedure);
    if (!government) return parts;
    Parts named;
    named[*government] = parts[*government];
    return named;
}

} // namespace tocsin::domain
