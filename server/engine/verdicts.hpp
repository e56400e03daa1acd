// The engine's own answers to a command: the receipt, and the refusals that are no rule of the
// domain. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/sequencer.hpp"

namespace tocsin::engine {

v1::Verdict refused(const v1::Command& command, v1::Refusal refusal);

// The verdict of a command whose first entry this is; `entries` share its actor and command id.
// Told at first and told again it is made here, so that it is the same.
v1::Verdict verdict_on(const storage::Entry& first, const Told& told, std::uint32_t entries);

v1::Refusal refuse_nameless();
v1::Refusal refuse_overloaded();
v1::Refusal refuse_clock();
v1::Refusal refuse_reused(storage::Index first);
v1::Refusal refuse_too_long(std::size_t bytes, std::size_t bytes_max);
v1::Refusal refuse_storage_full();
v1::Refusal refuse_unavailable(std::string why);

} // namespace tocsin::engine
