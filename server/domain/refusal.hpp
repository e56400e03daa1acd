// The refusals of the domain, each made in one place with its code (faults.md 7.1) and plain words:
// what, why, and what to do next.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/frame.pb.h"

#include <string>

namespace tocsin::domain {

v1::Refusal refuse(v1::Refusal::Code code, std::string what, std::string why, std::string next);
v1::Refusal refuse_not_found(); // one answer for "no such thing" and "not for you"
v1::Refusal refuse_forbidden(std::string rule, std::string who_may);
v1::Refusal refuse_state(std::string state, std::string rule, std::string next);
v1::Refusal refuse_field(std::string field, std::string limit, std::string given);

} // namespace tocsin::domain
