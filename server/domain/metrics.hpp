// What auditors read: figures of alerts, procedures and governments, computed from the events of a
// reading alone. Their definitions, to the letter, are docs/REPORTS.md; a second program computes
// them from there. Pure functions: no clock, no state, nobody is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/entry.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::domain {

// One entry of a reading; without an event: withheld from this reader, or erased.
struct ReadEntry {
    Index index = 0;
    Instant recorded_at{};
    v1::Realm realm = v1::ACTUAL;
    int kind = 0; // the number of its event, which the header tells also of a withheld one
    std::optional<v1::Event> event;
};

// Entries MUST be in order of index, each once.
struct EventReading {
    enum class Kind { whole, cases, partial };
    Kind kind = Kind::cases;
    std::vector<ReadEntry> entries;

    Instant as_of() const;
    std::size_t withheld() const;
};

// Nearest-rank: the value number ceil(p * n / 100), from 1. Nothing: there is no value.
std::optional<std::int64_t> percentile(std::vector<std::int64_t> values, int p);

struct Spread {
    std::size_t count = 0;
    std::optional<std::int64_t> median_ms;
    std::optional<std::int64_t> p90_ms;
};

struct Share {
    std::size_t count = 0;
    std::size_t of = 0;
};

// A figure that would say something false for want of what was withheld is nothing.
struct Coverage {
    std::int64_t after_ms = 0;
    bool is_due = false; // not before the reading has come that far
    std::size_t of = 0;
    std::optional<std::size_t> reached, delivered, seen, acknowledged;
};

struct RungReached {
    std::uint32_t rung = 0;
    v1::Policy::Whom whom = v1::Policy::WHOM_UNSPECIFIED;
    Instant at{};
    int owing = 0;
    int persons = 0;
};

// Of one government that was asked; the instants are raw, AlertFigures says which are known.
struct GovernmentReach {
    PartyCode party;
    std::optional<Instant> delivered, seen, answered, acknowledged;
    std::optional<v1::AlertAcknowledged::Answer> answer;

    std::optional<Instant> reached() const;
};

struct CrisisEnd {
    Instant at{};
    bool is_date = false; // some time on that day
};

struct AlertFigures {
    enum class State { live, closed, cancelled, merged };
    std::string id;
    bool is_exercise = false;
    State state = State::live;
    std::string headline;
    std::vector<std::string> countries;
    v1::Tlp label = v1::TLP_UNSPECIFIED;
    Instant issued{};
    std::optional<Instant> ended, onset;
    std::optional<CrisisEnd> crisis_end;
    std::uint32_t asks = 1;
    bool deliveries_known = true, answers_known = true, folds_known = true, rungs_known = true;
    std::vector<GovernmentReach> governments; // that were asked, by code
    std::vector<Coverage> coverage;
    std::vector<RungReached> rungs;

    bool reach_known() const { return deliveries_known && answers_known; }

    std::optional<Spread> reached() const, delivered() const, seen() const, acknowledged() const;
    std::vector<PartyCode> never_reached() const;
};

struct PositionInRound {
    PartyCode party;
    v1::Position::Stance stance = v1::Position::STANCE_UNSPECIFIED;
    Instant at{};
    std::uint32_t version = 0;
    bool is_standing = false;
};

// From the last opening to what ended it, or to the end of the reading.
struct Round {
    v1::ProcedureOpened opening;
    Instant opened{};
    Instant deadline{}; // as extended last
    std::set<PartyCode> entitled;
    std::map<PartyCode, Instant> names; // at its end, each since when it stands
    std::optional<Instant> first_name, threshold_met;
    std::vector<PositionInRound> positions;
    bool is_closed = false; // by the deadline; not broken, not withdrawn
    bool names_known = true, positions_known = true;

    bool has_answered(const PartyCode& party) const; // with an answer that is no promise
    bool is_silent(const PartyCode& party) const;    // no position at all
};

struct Extension {
    Instant at{}, from{}, to{};
};

struct Amended {
    PartyCode party;
    Instant at{};
};

struct ProcedureFigures {
    std::string id;
    bool is_exercise = false;
    v1::ProcedureDrafted::Kind kind = v1::ProcedureDrafted::STATEMENT;
    v1::ProcedureDrafted::Mode mode = v1::ProcedureDrafted::CHAIR_ON_BEHALF;
    std::string title, alert_id;
    std::string outcome; // ADOPTED, LAPSED, UNREACHED, BROKEN, WITHDRAWN; empty: none yet
    std::uint32_t rounds = 0;
    std::optional<Round> round;
    std::optional<Instant> closed, adopted, published;
    std::set<PartyCode> signatories; // of the closing
    std::vector<Extension> extensions;
    std::uint32_t broken_silences = 0;
    std::optional<std::uint32_t> late_positions;
    std::vector<Amended> late_associations, dissociations;
    std::optional<Instant> onset;
    std::optional<CrisisEnd> crisis_end;
    bool has_alert = false; // its alert is in the reading

    bool is_silence() const { return mode == v1::ProcedureDrafted::SILENCE; }

    bool has_names() const; // names are counted in it, and none of them was withheld
    std::optional<Share> last_tenth() const, silent_consent() const;
    std::optional<bool> published_before_end() const;
};

// The last version of what a case taught.
struct ReviewFigures {
    bool is_exercise = false;
    Instant at{};
    v1::ReviewWritten review;
};

// In the order of the entries that issued or opened them.
struct Figures {
    std::vector<AlertFigures> alerts;
    std::vector<ProcedureFigures> procedures;
    std::vector<ReviewFigures> reviews;
};

Figures figures_of(const EventReading& reading);

struct Part {
    std::uint32_t alerts_owed = 0, alerts_acknowledged = 0;
    std::vector<std::int64_t> took_ms;
    std::uint32_t procedures_entitled = 0, answered = 0, signed_names = 0, consented = 0;
};

struct GovernmentPart {
    Part total;
    std::map<std::string, Part> months; // "2026-11"
};

struct Period {
    Instant from{}, until{}; // `until` excluded
};

Period whole_period(const EventReading& reading);
// Of every government that was asked anything then; or of the one that is named.
std::map<PartyCode, GovernmentPart> participation_of(
    const Figures& figures, const Period& period, const std::optional<PartyCode>& government
);

} // namespace tocsin::domain
