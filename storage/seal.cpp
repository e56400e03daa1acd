// SPDX-License-Identifier: Apache-2.0
#include "storage/seal.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"

#include <algorithm>

namespace tocsin::storage {

DraftPen::DraftPen(Rng& rng, const Frontier& tree, Instant recorded_at)
    : rng_(rng), tree_(tree), recorded_at_(recorded_at) {}

const Entry& DraftPen::append(NewEntry wanted) {
    TOCSIN_CHECK(wanted.payload.size() <= limits::payload_bytes_max);
    recorded_at_ = std::max(recorded_at_, wanted.received_at); // I7
    Entry& entry = entries_.emplace_back();
    entry.index = tree_.size();
    entry.salt = rng_.draw<Salt>();
    entry.payload = std::move(wanted.payload);

    Header header;
    header.realm = wanted.realm;
    header.kind = wanted.kind;
    header.recorded_at = recorded_at_;
    header.actor = wanted.actor;
    header.command_id = wanted.command_id;
    header.commitment = sha256({entry.salt->view(), entry.payload});
    entry.header = encode(header);
    entry.leaf_hash = leaf_hash(entry.header);
    tree_.append(entry.leaf_hash);
    return entry;
}

void DraftPen::remember(const PersonId& actor, const CommandId& id, const CommandRecord& record) {
    TOCSIN_CHECK(record.index < tree_.size());
    TOCSIN_CHECK(remembered_.emplace(CommandKey(actor, id), record).second);
}

Result<std::optional<CommandRecord>> DraftPen::find(const PersonId& actor, const CommandId& id) {
    const CommandKey key(actor, id);
    if (const auto here = remembered_.find(key); here != remembered_.end()) return {here->second};
    return find_stored(key);
}

} // namespace tocsin::storage
