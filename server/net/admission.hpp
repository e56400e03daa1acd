// How many may be here: sockets in all, strangers per address, how often an address comes and
// asks, and places kept for governments, so that nobody can be crowded out by others (security.md
// 5.4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/engine.hpp"
#include "server/net/options.hpp"
#include "server/net/rates.hpp"

#include <map>

namespace tocsin::net {

class Admission {
public:
    explicit Admission(const Options& options);

    bool is_full() const { return open_ >= options_.connections_max; }

    bool too_many_from(const AddressBlock& block) const;

    // One more connection, or request of plain HTTP, of this address. Zero: it may; else how long
    // until the next may.
    std::chrono::nanoseconds come(const AddressBlock& block, Clock::Mono now);
    std::chrono::nanoseconds ask(const AddressBlock& block, Clock::Mono now);
    // The same for a file of the console, which costs no more than its bytes.
    std::chrono::nanoseconds ask_file(const AddressBlock& block, Clock::Mono now);

    std::size_t open() const { return open_; }

    // Whether one more connection of this party may log in: the last places, two for each
    // government, are kept for governments that have fewer than two.
    bool may_log_in(const domain::State& state, const domain::PartyCode& party) const;

private:
    friend class Place;
    const Options& options_;
    std::size_t open_ = 0;
    AddressRates newcomers_;
    AddressRates requests_;
    AddressRates files_;
    std::map<AddressBlock, std::size_t> strangers_;
    std::map<domain::PartyCode, std::size_t> parties_;
};

// One connection's place, from accept to end: a stranger's at first, then its party's. A proxy's is
// nobody's until it is known whom it speaks for.
class Place {
public:
    enum class Of { stranger, proxy };

    Place(Admission& admission, const AddressBlock& block, Of whom);
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

    // Of a proxy's: this one's from here on.
    void comes_from(const AddressBlock& block);
    // Coming did not take up one of the few times a minute that an address may: it logged in, or
    // asks for pages, which are counted by themselves.
    void was_welcome();
    void logged_in(const domain::PartyCode& party);

    const AddressBlock& block() const { return block_; } // the client's, once it is known

private:
    void stranger_no_more();

    Admission& admission_;
    AddressBlock block_;
    bool is_stranger_;
    bool came_; // and was counted
    std::map<domain::PartyCode, std::size_t>::iterator party_;
};

} // namespace tocsin::net
