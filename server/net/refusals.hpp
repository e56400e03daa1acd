// The refusals that only the edge gives (faults.md 7.1), each made here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "server/base/utc.hpp"
#include "tocsin/v1/frame.pb.h"

#include <chrono>
#include <string>

namespace tocsin::net {

v1::Refusal refuse_login();
v1::Refusal refuse_rate(std::chrono::nanoseconds retry_after);
v1::Refusal refuse_read_only();
v1::Refusal refuse_server_only();
v1::Refusal refuse_draining();
v1::Refusal refuse_unverified();
v1::Refusal refuse_another_person();
v1::Refusal refuse_page();
v1::Refusal refuse_challenge();
v1::Refusal refuse_page_form(std::string given);
v1::Refusal refuse_invitation();
v1::Refusal refuse_rp_id(const std::string& ours);
v1::Refusal refuse_sign_on_text();
v1::Refusal refuse_unknown_key();
v1::Refusal refuse_not_stored(std::string field);
v1::Refusal refuse_storing(const Trouble& trouble);
v1::Refusal refuse_checkpoint();
v1::Refusal refuse_fork(std::string ours, std::string theirs);

} // namespace tocsin::net
