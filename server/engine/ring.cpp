// SPDX-License-Identifier: Apache-2.0
#include "server/engine/ring.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"

namespace tocsin::engine {

void Outgoing::judge(const domain::State& shown) {
    if (judged_at == shown.size || is_erased()) return;
    judged_at = shown.size;
    visibility = domain::visibility_of(shown, *told.event);
}

bool Outgoing::seen_by(const domain::Reader& reader) const {
    return !is_erased() && domain::may_see(visibility, reader);
}

const std::string& Outgoing::item(wire::Format format, const wire::LogId& log) {
    std::string& bytes = items[static_cast<std::size_t>(format)];
    if (!bytes.empty()) return bytes;
    v1::Item item;
    item.set_index(told.facts.index);
    item.set_recorded_at(to_ms(told.facts.recorded_at));
    if (!told.facts.actor.is_zero()) item.set_actor(told.facts.actor.str());
    item.set_realm(told.facts.realm);
    *item.mutable_event() = *told.event;
    item.set_leaf_hash(told.facts.leaf_hash.str());
    const wire::Cursor behind{told.facts.index + 1, log};
    item.set_cursor(wire::encode(behind));
    bytes = wire::encode_item(item, format);
    return bytes;
}

// What an entry may come to take: the event itself, its items in both formats, and who is named for
// it alone (its readers are shared with all that is about the same alert or procedure).
std::size_t Ring::weight_of(const Outgoing& entry) {
    constexpr std::size_t fixed = 768;
    const auto& visibility = entry.visibility;
    const std::size_t named = visibility.parties.capacity() * sizeof(domain::PartyCode) +
                              visibility.persons.capacity() * sizeof(PersonId);
    return fixed + named + (entry.is_erased() ? 0 : 5 * entry.told.event->ByteSizeLong());
}

void Ring::push(Outgoing entry) {
    TOCSIN_CHECK(held_.empty() || entry.index() == held_.back().index() + 1);
    entry.weight = weight_of(entry);
    bytes_ += entry.weight;
    held_.push_back(std::move(entry));
    while (bytes_ > limits::ring_bytes_max || held_.size() > limits::ring_entries_max) {
        bytes_ -= held_.front().weight;
        held_.pop_front();
    }
}

} // namespace tocsin::engine
