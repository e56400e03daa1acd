// One procedure (statement, demarche, pledge call): its text versions, its window, the governments'
// positions and what came of it (domain.md 3).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/alert.hpp"

namespace tocsin::domain {

struct TextVersion {
    std::uint32_t number = 0;
    Digest sha256;
    std::string language;
    bool editorial = false;
};

struct StandingPosition {
    v1::Position::Stance stance = v1::Position::STANCE_UNSPECIFIED;
    PersonId person;
    std::uint32_t version = 0;
    Instant received{};
    Instant answer_by{};
    Index index = 0;
    Digest leaf_hash; // what the next answer must name in `supersedes`
};

struct Procedure {
    enum class State { draft, open, adopted, lapsed, withdrawn, published };

    ProcedureId id;
    State state = State::draft;
    v1::Realm realm = v1::ACTUAL;
    v1::ProcedureDrafted drafted;
    std::vector<TextVersion> texts; // number n stands at n-1
    std::uint32_t version = 0;      // frozen at opening
    Digest text_sha256;
    v1::Policy policy; // stamped at opening
    v1::ProcedureOpened::Tally tally_rule = v1::ProcedureOpened::TALLY_UNSPECIFIED;
    std::set<PartyCode> entitled;
    std::set<PartyCode> recused;
    Readership readership;
    std::uint32_t threshold = 0;
    Instant opened_at{};
    Instant deadline{};
    Instant closed_at{};
    Instant published_at{};
    std::uint32_t extensions = 0;
    std::uint32_t late = 0;                          // positions recorded without effect
    std::map<PartyCode, StandingPosition> positions; // the one answer of each party
    v1::ProcedureClosed closed;
    std::string ended_why;
    std::vector<Note> notes;
    // Explanations deposited with positions, superseded and late ones included, and whose they are.
    std::map<Digest, std::set<PartyCode>> reservations;
    std::vector<Index> trail;
};

// Counts from the standing positions: the one place where anything is counted. Ad referendum counts
// as silent until it is confirmed.
v1::Tally count(const Procedure& procedure);
// A name that stands under the text: signed, with or without an explanation.
bool is_signature(v1::Position::Stance stance);

} // namespace tocsin::domain
