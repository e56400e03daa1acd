// Channels in memory, for tests. Never in production.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/channels.hpp"

namespace tocsin::storage {

class MemoryChannels final : public Channels {
public:
    Result<void> keep(const ChannelChanges& changes) override {
        for (const auto& [id, row] : changes.put)
            channels_.insert_or_assign(id, row);
        for (const auto& item : changes.items)
            items_.insert_or_assign(item.key(), item);
        for (const auto& item : changes.done)
            items_.erase(item.key());
        for (const ChannelId& id : changes.removed) {
            channels_.erase(id);
            std::erase_if(items_, [&](const auto& pair) { return pair.second.channel == id; });
        }
        if (changes.next) next_ = changes.next;
        return {};
    }

    Result<ChannelRows> all() override {
        ChannelRows rows;
        for (const auto& [id, row] : channels_)
            rows.channels.push_back(row);
        for (const auto& [key, item] : items_)
            rows.items.push_back(item);
        rows.next = next_;
        return rows;
    }

private:
    std::map<ChannelId, ChannelRow> channels_;
    std::map<std::tuple<ChannelId, std::string, std::uint32_t>, ChannelItem> items_;
    std::optional<Index> next_;
};

} // namespace tocsin::storage
