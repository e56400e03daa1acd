// SPDX-License-Identifier: Apache-2.0
#include "server/reach/waiting.hpp"

#include "server/base/zone.hpp"
#include "server/domain/audience.hpp"
#include "server/domain/escalation.hpp"
#include "server/domain/loudness.hpp"

#include <algorithm>

namespace tocsin::reach {

namespace {

using namespace std::chrono_literals;
using domain::Alert;
using domain::Procedure;
using domain::Reader;
using domain::State;

constexpr auto alert_life = 48h; // it has no deadline; a phone that was off is told all the same

bool is_nobody(const Reader& reader) {
    return reader.has(v1::AUDITOR) || reader.has(v1::SOURCE);
}

// A procedure asks governments; whoever of one may read it is told.
bool asks(const State& state, const Procedure& procedure, const Reader& reader, Instant now) {
    const domain::PersonRecord* person = state.coalition.person(reader.person);
    return procedure.state == Procedure::State::open && procedure.deadline > now &&
           procedure.entitled.contains(reader.party) && !procedure.recused.contains(reader.party) &&
           !procedure.positions.contains(reader.party) && !is_nobody(reader) &&
           domain::may_read(procedure, reader) && state.coalition.has_active_key(*person, now);
}

std::optional<Ask> ask_of(const Alert& alert) {
    if (alert.state != Alert::State::live) return std::nullopt;
    Ask ask{alert.id.text, alert.asking, {}};
    for (const auto& [person, rungs] : alert.reach)
        ask.persons.push_back(person);
    return ask;
}

std::optional<Ask> ask_of(const State& state, const Procedure& procedure, Instant now) {
    Ask ask{procedure.id.text, procedure.version, {}};
    for (const auto& [id, person] : state.coalition.persons) {
        const auto reader = domain::reader_of(state, id, now);
        if (reader && asks(state, procedure, *reader, now)) ask.persons.push_back(id);
    }
    return ask;
}

bool is_quiet(const State& state, const Alert& alert, const Reader& reader, Instant now) {
    v1::Subscription wanted; // everything, for who subscribed to nothing
    const auto subscribed = state.coalition.subscriptions.find(reader.person);
    if (subscribed != state.coalition.subscriptions.end()) wanted = subscribed->second;
    const domain::PartyRecord* party = state.coalition.party(reader.party);
    if (wanted.zone().empty() && party) wanted.set_zone(party->facts.zone());
    const auto loudness =
        domain::loudness(state.coalition, wanted, alert.content, now, zone_offset);
    return loudness == domain::Loudness::quiet;
}

std::optional<Waiting>
waiting(const State& state, const Alert& alert, const Reader& reader, Instant now) {
    const auto rungs = alert.reach.find(reader.person);
    if (alert.state != Alert::State::live || rungs == alert.reach.end()) return std::nullopt;
    if (rungs->second.seen != Instant{} || !domain::may_read(alert, reader)) return std::nullopt;
    const auto answer = alert.acknowledgements.find(reader.party);
    if (answer != alert.acknowledgements.end() && domain::acknowledges(answer->second))
        return std::nullopt;
    const v1::AlertContent& content = alert.content;
    Waiting waiting;
    waiting.is_alert = true;
    waiting.realm = alert.realm;
    waiting.label = content.label();
    waiting.severity = content.severity();
    waiting.headline = content.headline();
    waiting.countries.assign(content.countries().begin(), content.countries().end());
    waiting.urgent = content.precedence() == v1::AlertContent::FLASH ||
                     content.severity() == v1::AlertContent::EXTREME ||
                     content.severity() == v1::AlertContent::SEVERE;
    waiting.quiet = is_quiet(state, alert, reader, now);
    waiting.until = alert.asked_at + alert_life;
    return waiting;
}

std::optional<Waiting>
waiting(const State& state, const Procedure& procedure, const Reader& reader, Instant now) {
    if (!asks(state, procedure, reader, now)) return std::nullopt;
    Waiting waiting;
    waiting.realm = procedure.realm;
    waiting.label = procedure.drafted.label();
    waiting.headline = procedure.drafted.title();
    const auto& countries = procedure.drafted.countries();
    waiting.countries.assign(countries.begin(), countries.end());
    waiting.urgent = procedure.deadline - now < 24h;
    waiting.until = procedure.deadline;
    return waiting;
}

} // namespace

std::optional<Ask> asked_by(const State& state, const v1::Event& event, Instant now) {
    std::string alert_id;
    if (event.has_alert_issued()) alert_id = event.alert_issued().alert_id();
    if (event.has_alert_updated() && event.alert_updated().material())
        alert_id = event.alert_updated().alert_id();
    if (!alert_id.empty()) {
        const auto alert = state.alerts.find(domain::AlertId{alert_id});
        return alert == state.alerts.end() ? std::nullopt : ask_of(alert->second);
    }
    if (!event.has_procedure_opened()) return std::nullopt;
    const auto procedure =
        state.procedures.find(domain::ProcedureId{event.procedure_opened().procedure_id()});
    if (procedure == state.procedures.end()) return std::nullopt;
    return ask_of(state, procedure->second, now);
}

std::optional<Waiting> waiting_for(
    const State& state,
    const PersonId& person,
    const std::string& subject,
    std::uint32_t message,
    Instant now
) {
    const auto reader = domain::reader_of(state, person, now);
    if (!reader) return std::nullopt;
    std::optional<Waiting> found;
    const auto alert = state.alerts.find(domain::AlertId{subject});
    const auto procedure = state.procedures.find(domain::ProcedureId{subject});
    if (alert != state.alerts.end() && alert->second.asking == message)
        found = waiting(state, alert->second, *reader, now);
    else if (procedure != state.procedures.end() && procedure->second.version == message)
        found = waiting(state, procedure->second, *reader, now);
    if (!found || found->until <= now) return std::nullopt;
    found->subject = subject;
    found->message = message;
    return found;
}

} // namespace tocsin::reach
