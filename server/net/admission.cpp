// SPDX-License-Identifier: Apache-2.0
#include "server/net/admission.hpp"

#include <algorithm>

namespace tocsin::net {

namespace {

constexpr std::size_t kept_per_government = 2;
// Files of the console, from one address: a whole ministry may sit behind it.
constexpr int files_per_minute_max = 12'000;
constexpr int files_burst_max = 2'000;

} // namespace

Admission::Admission(const Options& options)
    : options_(options),
      newcomers_(options.newcomers_per_minute, options.newcomers_per_minute),
      requests_(options.requests_per_minute, limits::requests_burst_max),
      files_(std::max(options.requests_per_minute, files_per_minute_max), files_burst_max) {}

std::chrono::nanoseconds Admission::come(const AddressBlock& block, Clock::Mono now) {
    return options_.rate_limits ? newcomers_.take(block, now) : Clock::Mono::zero();
}

std::chrono::nanoseconds Admission::ask(const AddressBlock& block, Clock::Mono now) {
    return options_.rate_limits ? requests_.take(block, now) : Clock::Mono::zero();
}

std::chrono::nanoseconds Admission::ask_file(const AddressBlock& block, Clock::Mono now) {
    return options_.rate_limits ? files_.take(block, now) : Clock::Mono::zero();
}

bool Admission::too_many_from(const AddressBlock& block) const {
    const auto found = strangers_.find(block);
    return found != strangers_.end() && found->second >= options_.unauthenticated_per_address;
}

bool Admission::may_log_in(const domain::State& state, const domain::PartyCode& party) const {
    if (open_ <= options_.connections_max / 2) return true;
    const auto governments = state.coalition.governments(state.recorded_at);
    const std::size_t kept =
        std::min(governments.size() * kept_per_government, options_.connections_max / 2);
    if (open_ + kept <= options_.connections_max) return true;

    if (!std::binary_search(governments.begin(), governments.end(), party)) return false;
    const auto here = parties_.find(party);
    return here == parties_.end() || here->second < kept_per_government;
}

Place::Place(Admission& admission, const AddressBlock& block, Of whom)
    : admission_(admission),
      block_(block),
      is_stranger_(whom == Of::stranger),
      came_(is_stranger_),
      party_(admission.parties_.end()) {
    ++admission_.open_;
    if (is_stranger_) ++admission_.strangers_[block_];
}

Place::~Place() {
    --admission_.open_;
    stranger_no_more();
    if (party_ == admission_.parties_.end()) return;
    if (--party_->second == 0) admission_.parties_.erase(party_);
}

void Place::comes_from(const AddressBlock& block) {
    stranger_no_more();
    block_ = block;
    is_stranger_ = true;
    came_ = true;
    ++admission_.strangers_[block_];
}

void Place::was_welcome() {
    if (came_) admission_.newcomers_.give_back(block_);
    came_ = false;
}

void Place::logged_in(const domain::PartyCode& party) {
    was_welcome();
    stranger_no_more();
    party_ = admission_.parties_.try_emplace(party, 0).first;
    ++party_->second;
}

void Place::stranger_no_more() {
    if (!is_stranger_) return;
    is_stranger_ = false;
    const auto found = admission_.strangers_.find(block_);
    if (--found->second == 0) admission_.strangers_.erase(found);
}

} // namespace tocsin::net
