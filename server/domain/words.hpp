// One plain English sentence per event, for timelines and terminals. Names of parties come from the
// caller; names of people never do.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/ids.hpp"
#include "tocsin/v1/event.pb.h"

#include <functional>
#include <string>
#include <string_view>

namespace tocsin::domain {

using NameOf = std::function<std::string(std::string_view party_code)>;

std::string words(const v1::Event& event, const NameOf& name_of);
// "alert_issued", "position_taken" …: the oneof's field name; empty for none.
std::string_view event_name(const v1::Event& event);
// The alert, procedure or signal an event is about; empty for none.
std::string subject_of(const v1::Event& event);
// The claimed instant of an event (onset, observed …), 0 for none.
std::int64_t claimed_at(const v1::Event& event);
// The party and person an event says acted; either may be empty.
std::string party_of(const v1::Event& event);

} // namespace tocsin::domain
