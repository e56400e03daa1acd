// Everybody's channels and what is to be sent by them, in memory as it stands beside the log; every
// change is kept on the log's thread, several in one transaction, within moments. What could not be
// kept is kept later: until then a crash sends an item twice, and loses none. Shell's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/presence.hpp"
#include "server/engine/timer.hpp"
#include "storage/channels.hpp"

#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace tocsin::reach {

using storage::ChannelId;
using storage::ChannelItem;
using storage::ChannelRow;

class ChannelBook {
public:
    using Items = std::map<decltype(ChannelItem().key()), ChannelItem>;
    using Due = std::set<std::pair<Instant, Items::key_type>>; // by when

    // What cannot be kept is said once, until it can again.
    using Say = std::function<void(const std::string& line)>;
    ChannelBook(
        engine::Desk& desk,
        storage::Channels& kept,
        const Executor& executor,
        storage::ChannelRows rows,
        Say say
    );

    const ChannelRow* find(const ChannelId& id) const;
    std::vector<ChannelRow> of(const PersonId& person) const; // the oldest first
    // Whose push channel that address is; null: nobody's.
    const ChannelRow* at(const std::string& address) const;
    bool has_proven(const PersonId& person) const;

    const Items& items() const { return items_; }

    // Those to be sent that way, in the order in which they are to be.
    const Due& due(ChannelRow::Kind kind) const;
    bool has_room_for(const ChannelItem& item) const;

    // Behind the last entry that was looked at, as it is kept.
    storage::Index next() const { return next_; }

    void put(ChannelRow row);
    void remove(const ChannelId& id); // with its items
    void put(ChannelItem item);
    void done(const ChannelItem& item);
    void looked(storage::Index next);

    // Keeps all that was gathered, then calls `done`; what cannot be kept now is said to be lost.
    void drain(std::function<void()> done);

private:
    void forget(Items::const_iterator item);
    Due& lane_of(const ChannelItem& item);
    void flush();
    void changed(storage::ChannelChanges change);
    void kept(const Result<void>& result, storage::ChannelChanges changes);

    Say say_;
    engine::Desk& desk_;
    storage::Channels& kept_;
    engine::Timer timer_;
    std::map<ChannelId, ChannelRow> rows_;
    std::map<PersonId, std::vector<ChannelId>> persons_;
    Items items_;
    Due due_push_, due_email_;
    storage::Index next_ = 0;
    storage::ChannelChanges gathered_;
    bool keeping_ = false;
    bool is_failing_ = false;
    std::function<void()> drained_; // once it is to end
    engine::Presence here_;
};

} // namespace tocsin::reach
