// The parts of visibility_of(): visibility.cpp (alerts, procedures), visibility_coalition.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"

#include <optional>

namespace tocsin::domain {

// Nothing: the event is not of the Coalition.
std::optional<Visibility> of_coalition_event(const State& state, const v1::Event& event);
// Of the alert or procedure of that id; auditors only when there is none.
Visibility of_subject(const State& state, const std::string& id);
Visibility auditors_only();
// Whether the secretariat may know that the alert or procedure of that id is there; empty: none.
bool is_open_to_secretariat(const State& state, const std::string& subject);

} // namespace tocsin::domain
