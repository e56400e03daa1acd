// By which a person is told while no console is open (docs/CHANNELS.md): addresses of push
// services and of mailboxes, personal data like the directory and erased with it; and how far the
// log was read for them, with what is still to be sent. Log's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/result.hpp"
#include "server/base/utc.hpp"
#include "storage/entry.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tocsin::storage {

using ChannelId = Bytes<16, struct ChannelTag>;

struct ChannelRow {
    enum class Kind : std::uint8_t { push = 1, email = 2 };

    ChannelId id;
    PersonId person;
    Kind kind = Kind::push;
    std::string address; // the push service's URL, or the mailbox
    std::string p256dh;  // push: the browser's public key (RFC 8291), 65 bytes
    std::string auth;    // push: its secret, 16 bytes
    std::string label;
    std::string language; // of what is sent; empty: English
    Instant added{};
    Instant proven{};        // a code came back; the epoch: never
    Instant tested{};        // a code went out that has not come back
    std::string code_sha256; // of that code; empty: none
    Instant failed{};        // the last attempt; the epoch: it did not fail
    std::string failed_because;
};

// One thing to be sent by one channel: the row goes when it was sent, given up, or has no point any
// more.
struct ChannelItem {
    ChannelId channel;
    std::string subject; // an alert's or a procedure's id
    std::uint32_t message = 0;
    std::uint32_t tries = 0;
    Instant since{};
    Instant next{}; // not before

    auto key() const { return std::make_tuple(channel, subject, message); }
};

// All of it in one transaction, or none.
struct ChannelChanges {
    std::map<ChannelId, ChannelRow> put;
    std::set<ChannelId> removed; // with their items
    std::vector<ChannelItem> items, done;
    std::optional<Index> next; // everything before this entry was looked at

    // What came later over what was there.
    void add(ChannelChanges later);

    bool empty() const {
        return put.empty() && removed.empty() && items.empty() && done.empty() && !next;
    }
};

struct ChannelRows {
    std::vector<ChannelRow> channels;
    std::vector<ChannelItem> items;
    std::optional<Index> next; // nothing: the log was never looked at
};

class Channels {
public:
    virtual ~Channels() = default;
    // Durable when it returns.
    virtual Result<void> keep(const ChannelChanges& changes) = 0;
    virtual Result<ChannelRows> all() = 0;
};

} // namespace tocsin::storage
