// The demo's persons: functions, never people ("Focal point of Ghana, capital"). Ids and keys are
// drawn from a fixed seed, so every demo has the same ones; they log in nowhere but in an exercise.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "storage/signature.hpp"
#include "tocsin/v1/event.pb.h"

#include <string>
#include <vector>

namespace tocsin::app {

struct DemoPerson {
    std::string slug; // "focal-gh", "deputy-gh", "mission-gh", "lead", "support-1" …
    PersonId id;
    std::string party;
    std::vector<v1::Role> roles;
    bool deputy = false;
    std::string post;
    std::string name;               // for the directory
    storage::SigningKey::Seed seed; // the demo writes it beside its data: these keys open nothing
    storage::SigningKey key;
};

std::vector<DemoPerson> demo_persons();
// The parties beside the governments: the Support Unit, an observer, advisers.
std::vector<v1::Party> demo_other_parties();
v1::Key wire_key(const storage::SigningKey& key);

} // namespace tocsin::app
