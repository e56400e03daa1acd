// What waits for a person outside, as the shown state has it now: whom an entry asks, and whether
// there is still a point in telling one of them. Pure; which way it is told is the courier's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::reach {

// Whom an entry asks something that stands: the persons of the reach ladder of an alert that went
// out or was materially changed, those of the governments that a procedure was opened for.
struct Ask {
    std::string subject;
    std::uint32_t message = 0; // of the alert; of a procedure, the version
    std::vector<PersonId> persons;
};

// Nothing: it asks nobody, or what it asked is over.
std::optional<Ask> asked_by(const domain::State& state, const v1::Event& event, Instant now);

struct Waiting {
    std::string subject;
    std::uint32_t message = 0;
    bool is_alert = false;
    v1::Realm realm = v1::ACTUAL;
    v1::Tlp label = v1::TLP_UNSPECIFIED;
    v1::AlertContent::Severity severity = v1::AlertContent::SEVERITY_UNSPECIFIED;
    std::string headline; // nobody's outside, when may_leave() says no
    std::vector<std::string> countries;
    bool urgent = false; // flash, extreme, severe, or closing within a day
    bool quiet = false;  // by what this person subscribed to, and the hour where it is
    Instant until{};     // then there is no point in it any more

    // RED and AMBER+STRICT: outside, only that something waits.
    bool may_leave() const {
        return label == v1::CLEAR || label == v1::GREEN || label == v1::AMBER;
    }
};

// Nothing: this person has seen it, its government has answered, it is over, asks again by another
// message, or is not for this person (any more).
std::optional<Waiting> waiting_for(
    const domain::State& state,
    const PersonId& person,
    const std::string& subject,
    std::uint32_t message,
    Instant now
);

} // namespace tocsin::reach
