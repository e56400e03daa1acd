// SPDX-License-Identifier: Apache-2.0
#include "storage/channels.hpp"

#include <utility>

namespace tocsin::storage {

void ChannelChanges::add(ChannelChanges later) {
    for (auto& [id, row] : later.put)
        put.insert_or_assign(id, std::move(row));
    for (const ChannelId& id : later.removed) {
        put.erase(id);
        removed.insert(id);
    }
    for (ChannelItem& item : later.items) {
        std::erase_if(done, [&](const ChannelItem& one) { return one.key() == item.key(); });
        items.push_back(std::move(item));
    }
    for (ChannelItem& item : later.done)
        done.push_back(std::move(item));
    if (later.next) next = later.next;
}

} // namespace tocsin::storage
