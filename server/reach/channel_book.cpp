// SPDX-License-Identifier: Apache-2.0
#include "server/reach/channel_book.hpp"

#include "server/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::reach {

using namespace std::chrono_literals;

namespace {

constexpr auto gathering_interval = 20ms;
constexpr auto retry_interval = 5s;

} // namespace

ChannelBook::ChannelBook(
    engine::Desk& desk,
    storage::Channels& kept,
    const Executor& executor,
    storage::ChannelRows rows,
    Say say
)
    : say_(std::move(say)), desk_(desk), kept_(kept), timer_(executor, [this] { flush(); }) {
    for (ChannelRow& row : rows.channels) {
        persons_[row.person].push_back(row.id);
        rows_.emplace(row.id, std::move(row));
    }
    for (const ChannelItem& item : rows.items)
        lane_of(items_.emplace(item.key(), item).first->second).emplace(item.next, item.key());
    next_ = rows.next.value_or(0);
}

const ChannelRow* ChannelBook::find(const ChannelId& id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? nullptr : &found->second;
}

std::vector<ChannelRow> ChannelBook::of(const PersonId& person) const {
    std::vector<ChannelRow> rows;
    const auto found = persons_.find(person);
    if (found == persons_.end()) return rows;
    for (const ChannelId& id : found->second)
        rows.push_back(rows_.at(id));
    return rows;
}

const ChannelRow* ChannelBook::at(const std::string& address) const {
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const auto& pair) {
        return pair.second.kind == ChannelRow::Kind::push && pair.second.address == address;
    });
    return found == rows_.end() ? nullptr : &found->second;
}

bool ChannelBook::has_proven(const PersonId& person) const {
    const auto rows = of(person);
    return std::any_of(rows.begin(), rows.end(), [](const ChannelRow& row) {
        return row.proven != Instant{};
    });
}

const ChannelBook::Due& ChannelBook::due(ChannelRow::Kind kind) const {
    return kind == ChannelRow::Kind::push ? due_push_ : due_email_;
}

ChannelBook::Due& ChannelBook::lane_of(const ChannelItem& item) {
    const ChannelRow* row = find(item.channel);
    return row && row->kind == ChannelRow::Kind::email ? due_email_ : due_push_;
}

void ChannelBook::forget(Items::const_iterator item) {
    if (item == items_.end()) return;
    lane_of(item->second).erase({item->second.next, item->first});
    items_.erase(item);
}

bool ChannelBook::has_room_for(const ChannelItem& item) const {
    return items_.size() < limits::channel_items_max || items_.contains(item.key());
}

void ChannelBook::put(ChannelRow row) {
    if (!rows_.contains(row.id)) persons_[row.person].push_back(row.id);
    storage::ChannelChanges change;
    change.put.emplace(row.id, row);
    const ChannelId id = row.id;
    rows_.insert_or_assign(id, std::move(row));
    changed(std::move(change));
}

void ChannelBook::remove(const ChannelId& id) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) return;
    for (auto at = items_.lower_bound({id, {}, 0}); at != items_.end() && at->second.channel == id;)
        forget(at++);
    std::erase(persons_[found->second.person], id);
    rows_.erase(found);
    storage::ChannelChanges change;
    change.removed.insert(id);
    changed(std::move(change));
}

void ChannelBook::put(ChannelItem item) {
    storage::ChannelChanges change;
    change.items.push_back(item);
    forget(items_.find(item.key()));
    lane_of(item).emplace(item.next, item.key());
    items_.emplace(item.key(), std::move(item));
    changed(std::move(change));
}

void ChannelBook::done(const ChannelItem& item) {
    storage::ChannelChanges change;
    change.done.push_back(item);
    forget(items_.find(item.key()));
    changed(std::move(change));
}

void ChannelBook::looked(storage::Index next) {
    next_ = next;
    storage::ChannelChanges change;
    change.next = next;
    changed(std::move(change));
}

void ChannelBook::changed(storage::ChannelChanges change) {
    gathered_.add(std::move(change));
    if (!drained_ && !keeping_ && !timer_.is_set()) timer_.set(gathering_interval);
}

void ChannelBook::flush() {
    timer_.stop();
    if (keeping_ || gathered_.empty()) return;
    keeping_ = true;
    auto changes = std::make_shared<storage::ChannelChanges>(std::exchange(gathered_, {}));
    auto work = [&kept = kept_, changes] { return kept.keep(*changes); };
    auto done = [this, changes](const Result<void>& result) { kept(result, std::move(*changes)); };
    ask_desk(desk_, engine::Desk::Kind::other, here_, std::move(work), std::move(done));
}

void ChannelBook::kept(const Result<void>& result, storage::ChannelChanges changes) {
    keeping_ = false;
    if (!result) {
        changes.add(std::exchange(gathered_, {}));
        gathered_ = std::move(changes);
        if (say_ && !std::exchange(is_failing_, true))
            say_(
                "what changed about channels cannot be kept, and a restart would undo it: " +
                to_string(result.error())
            );
        return drained_ ? drained_() : timer_.set(retry_interval);
    }
    is_failing_ = false;
    if (!gathered_.empty()) return drained_ ? flush() : changed({});
    if (drained_) drained_();
}

void ChannelBook::drain(std::function<void()> done) {
    drained_ = std::move(done);
    if (keeping_) return; // kept() goes on
    if (gathered_.empty()) return drained_();
    flush();
}

} // namespace tocsin::reach
