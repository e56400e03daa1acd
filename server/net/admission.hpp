// How many may be here: sockets in all, strangers per address, and places kept for governments,
// so that nobody can be crowded out by others (security.md 5.4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/engine.hpp"
#include "server/net/options.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <map>

namespace tocsin::net {

// An IPv4 address, or the /64 of an IPv6 one.
using AddressBlock = std::array<std::uint8_t, 9>;
AddressBlock block_of(const boost::asio::ip::address& address);

class Admission {
public:
    explicit Admission(const Options& options) : options_(options) {}

    bool is_full() const { return open_ >= options_.connections_max; }

    bool too_many_from(const AddressBlock& block) const;

    std::size_t open() const { return open_; }

    // Whether one more connection of this party may log in: the last places, two for each
    // government, are kept for governments that have fewer than two.
    bool may_log_in(const domain::State& state, const domain::PartyCode& party) const;

private:
    friend class Place;
    const Options& options_;
    std::size_t open_ = 0;
    std::map<AddressBlock, std::size_t> strangers_;
    std::map<domain::PartyCode, std::size_t> parties_;
};

// One connection's place, from accept to end: a stranger's at first, then its party's.
class Place {
public:
    Place(Admission& admission, const AddressBlock& block);
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

    void logged_in(const domain::PartyCode& party);

    const AddressBlock& block() const { return block_; }

private:
    void stranger_no_more();

    Admission& admission_;
    AddressBlock block_;
    std::map<domain::PartyCode, std::size_t>::iterator party_;
};

} // namespace tocsin::net
