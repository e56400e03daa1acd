// One procedure (statement, demarche, pledge call): its text versions, its window, the governments'
// positions and what came of it (domain.md 3).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/alert.hpp"

#include <algorithm>

namespace tocsin::domain {

struct TextVersion {
    std::uint32_t number = 0;
    Digest sha256;
    std::string language;
    bool editorial = false;
    bool speaks_for_all = false;
    std::map<std::string, Digest> translations; // by language
};

struct StandingPosition {
    v1::Position::Stance stance = v1::Position::STANCE_UNSPECIFIED;
    PersonId person;
    std::uint32_t version = 0;
    Instant received{};
    Instant answer_by{};
    Index index = 0;
    Digest leaf_hash; // what the next answer must name in `supersedes`
    std::optional<Digest> reservation;
};

// By the first of two persons; counts as none.
struct PreparedPosition {
    v1::PositionTaken position;
    Index index = 0;
    Digest leaf_hash;
};

struct Comment {
    PersonId person;
    PartyCode party;
    Instant at{};
    std::uint32_t version = 0;
    bool suggestion = false;
    bool by_government = false; // governments speak among governments
    std::string text;
};

// A later association or a dissociation: lists of their own, nothing is erased.
struct Amendment {
    PartyCode party;
    v1::Position::Stance stance = v1::Position::STANCE_UNSPECIFIED;
    Instant at{};
    std::uint32_t list_version = 0;
};

struct Fulfilment {
    std::int64_t amount = 0;
    Instant at{};
    std::string words;
};

struct StandingPledge {
    v1::Pledge pledge;
    PersonId person;
    Instant at{};
    Index index = 0;
    bool taken_back = false;
    std::vector<Fulfilment> fulfilled;
};

struct Procedure {
    enum class State {
        draft,
        consultation,
        open,
        adopted,
        broken,
        lapsed,
        withdrawn,
        embargoed,
        published,
        delivered, // a demarche, as refused, overtaken and cancelled
        refused,
        overtaken,
        cancelled,
        archived
    };

    ProcedureId id;
    State state = State::draft;
    v1::Realm realm = v1::ACTUAL;
    v1::ProcedureDrafted drafted;
    std::vector<TextVersion> texts; // number n stands at n-1
    std::uint32_t version = 0;      // put to the governments: positions name it
    Digest text_sha256;
    std::uint32_t shown_version = 0; // the first that left its drafters' hands
    std::uint32_t counts_from = 0;   // positions on an older version do not count
    Instant contest_until{};         // of the last editorial change
    v1::Policy policy;               // stamped at opening
    v1::ProcedureOpened opened;      // as it opened last
    v1::ProcedureOpened::Tally tally_rule = v1::ProcedureOpened::TALLY_UNSPECIFIED;
    std::set<PartyCode> entitled;
    std::set<PartyCode> recused;
    std::map<PartyCode, Instant> reached; // it is proven that the question arrived
    std::map<PersonId, Rungs> told;       // by outward channels, that the question waits
    std::set<PartyCode> opened_to; // that joined later and were let in by a decision of its own
    Readership readership;
    std::uint32_t threshold = 0;
    Instant consulted_at{};
    Instant opened_at{};
    Instant deadline{};
    Instant closed_at{};
    Instant publish_at{}; // embargo
    Instant published_at{};
    std::uint32_t extensions = 0;
    std::uint32_t reminders = 0; // sent since it opened
    Instant reminded_by_hand_at{};
    Instant reminded_at{};
    std::uint32_t late = 0;                          // positions recorded without effect
    bool questioned = false;                         // the shutdown ended; not yet answered
    std::map<PartyCode, StandingPosition> positions; // the one answer of each party
    std::map<PartyCode, PreparedPosition> prepared;
    std::map<PartyCode, StandingPosition> later; // said after the close
    v1::ProcedureClosed closed;                  // of CHAIR_ON_BEHALF: made of the issue
    Index closed_index = 0; // of the entry that adopted it, or closed it without
    Digest closed_hash;
    std::uint32_t list_version = 0;
    std::vector<Amendment> amendments;
    std::string ended_why;
    std::vector<Note> notes;
    std::uint32_t review = 0; // version of what it taught; 0: not written
    std::vector<Comment> comments;
    // Explanations deposited with positions, superseded and late ones included, and whose they are.
    std::map<Digest, std::set<PartyCode>> reservations;
    v1::DemarcheTerms demarche;
    std::map<PartyCode, v1::InstructionReported::Status> instructions;
    v1::DemarcheConcluded concluded; // the last of them
    std::vector<v1::Need> needs;
    std::map<std::pair<PartyCode, std::string>, StandingPledge> pledges; // by party and need
    std::vector<Index> trail; // every entry about it, for its timeline

    // When it left its drafters' hands: the epoch, while it has not.
    Instant shown_from() const {
        if (consulted_at == Instant{} || opened_at == Instant{})
            return std::max(consulted_at, opened_at);
        return std::min(consulted_at, opened_at);
    }

    bool is(v1::ProcedureDrafted::Mode mode) const { return drafted.mode() == mode; }

    bool is(v1::ProcedureDrafted::Kind kind) const { return drafted.kind() == kind; }
};

// Counts from the standing positions: the one place where anything is counted. Ad referendum counts
// as silent until it is confirmed, and so does an answer on an older text.
v1::Tally count(const Procedure& procedure);
// Whether this answer is one to the text that is put to the governments now.
bool is_current(const Procedure& procedure, const StandingPosition& standing);
// A name that stands under the text: signed, with or without an explanation.
bool is_signature(v1::Position::Stance stance);
// Signed on a text that counts.
bool has_signed(const Procedure& procedure, const PartyCode& party);
// Entitled governments that have not given an answer that stands, in order of code.
std::vector<PartyCode> owing(const Procedure& procedure);
// Whether there is a result: from there on nothing more counts.
bool has_closed(const Procedure& procedure);

} // namespace tocsin::domain
