// SPDX-License-Identifier: Apache-2.0
#include "server/net/admission.hpp"

#include <algorithm>

namespace tocsin::net {

namespace {

constexpr std::size_t kept_per_government = 2;

} // namespace

AddressBlock block_of(const boost::asio::ip::address& address) {
    AddressBlock block{};
    if (address.is_v4() || address.to_v6().is_v4_mapped()) {
        const auto v4 =
            address.is_v4()
                ? address.to_v4()
                : boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
        const auto octets = v4.to_bytes();
        std::copy(octets.begin(), octets.end(), block.begin());
        block.back() = 4;
        return block;
    }
    const auto octets = address.to_v6().to_bytes();
    std::copy_n(octets.begin(), 8, block.begin());
    block.back() = 6;
    return block;
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

Place::Place(Admission& admission, const AddressBlock& block)
    : admission_(admission), block_(block), party_(admission.parties_.end()) {
    ++admission_.open_;
    ++admission_.strangers_[block_];
}

Place::~Place() {
    --admission_.open_;
    if (party_ == admission_.parties_.end())
        stranger_no_more();
    else if (--party_->second == 0)
        admission_.parties_.erase(party_);
}

void Place::logged_in(const domain::PartyCode& party) {
    stranger_no_more();
    party_ = admission_.parties_.try_emplace(party, 0).first;
    ++party_->second;
}

void Place::stranger_no_more() {
    const auto found = admission_.strangers_.find(block_);
    if (--found->second == 0) admission_.strangers_.erase(found);
}

} // namespace tocsin::net
