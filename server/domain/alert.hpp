// One alert: a thread of immutable messages in CAP's terms, whom it reached, who answered
// (domain.md 2).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/readership.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace tocsin::domain {

// One person's place on the reach ladder for the live ask; the epoch means "not yet".
struct Rungs {
    Instant queued{};
    Instant sent{};
    Instant delivered{};
    Instant seen{};
    std::string failed_because;
    std::set<std::string> told_by; // outward channels that took it: domain/reach.hpp
};

struct Acknowledgement {
    PersonId person;
    v1::AlertAcknowledged::Answer answer = v1::AlertAcknowledged::ANSWER_UNSPECIFIED;
    Instant at{}; // received
    Instant answer_by{};
    std::uint32_t message = 0;
    Index index = 0;
    Digest leaf_hash;
};

struct Note {
    PersonId person;
    Instant at{};
    std::string text;
};

struct Alert {
    enum class State { draft, live, closed, cancelled, merged };

    AlertId id;
    State state = State::draft;
    v1::Realm realm = v1::ACTUAL;
    v1::AlertContent content; // of the live message
    PersonId raiser;
    PersonId approver;
    Instant drafted_at{};
    Instant issued_at{};
    Instant ended_at{};
    Index drafted_index = 0;
    Index issued_index = 0;
    Index message_index = 0; // of the live message (of the draft, while one)
    Index ended_index = 0;
    std::uint32_t message = 0; // number of the live message; 0 while a draft
    std::uint32_t asking = 0;  // the message that asks now: issue or material update
    std::set<PartyCode> addressees;
    std::set<PartyCode> opened_to; // let in later by a decision of its own, and asked nothing
    Readership readership;
    std::set<PartyCode> owing; // governments that owe `asking` an answer, given or not
    std::map<PersonId, Rungs> reach;
    std::map<PartyCode, Acknowledgement> acknowledgements; // those that stand
    // Who was asked when it went out, and since when their acknowledgement stands, whatever was
    // asked anew since; the epoch: it does not. What a report counts (docs/REPORTS.md 2).
    std::map<PartyCode, Instant> asked_first;
    v1::Policy policy;      // stamped at the issue: its ladder
    Instant asked_at{};     // when the ask that stands went out: the ladder counts from there
    std::uint32_t rung = 0; // of the ladder, reached for this ask
    Instant rung_by_hand_at{};
    v1::Situation situation;
    std::string ended_why;
    AlertId merged_into;
    std::vector<SignalId> reports; // signals it was raised from or that were joined to it
    std::vector<Note> notes;
    std::uint32_t review = 0; // version of what it taught; 0: not written
    std::set<ProcedureId> procedures;
    std::vector<Index> trail; // every entry about it, for its timeline
};

struct Signal {
    SignalId id;
    v1::Realm realm = v1::ACTUAL;
    PersonId person;
    v1::AlertContent content;
    Instant at{};
    Index index = 0;
    AlertId raised_as;             // or joined to; empty: still a candidate
    std::string dismissed_because; // not empty: no candidate any more
};

} // namespace tocsin::domain
