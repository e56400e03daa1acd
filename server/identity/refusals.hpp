// The refusals of log-in, enrolment and signatures. AUTH_FAILED has one wording, so that nobody
// learns which keys there are. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"
#include "tocsin/v1/frame.pb.h"

#include <string>

namespace tocsin::identity {

v1::Refusal refuse_login();
v1::Refusal refuse_skew(Instant server_time);
v1::Refusal refuse_protocol(std::uint32_t given);
v1::Refusal refuse_algorithm();
v1::Refusal refuse_signature(std::string why);
v1::Refusal refuse_counted_back();
v1::Refusal refuse_enrolled_key(std::string field, std::string limit);

} // namespace tocsin::identity
