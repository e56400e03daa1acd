// SPDX-License-Identifier: Apache-2.0
#include "server/engine/entry_reading.hpp"

#include "server/domain/evolve.hpp"

namespace tocsin::engine {

namespace {

domain::EntryFacts facts_from(const storage::Entry& entry, const storage::Header& header) {
    domain::EntryFacts facts;
    facts.index = entry.index;
    facts.leaf_hash = entry.leaf_hash;
    facts.recorded_at = header.recorded_at;
    facts.actor = header.actor;
    facts.realm = header.realm == 0 ? v1::ACTUAL : v1::EXERCISE;
    return facts;
}

} // namespace

domain::EntryFacts facts_of(const storage::Entry& entry) {
    return facts_from(entry, storage::decode_header(entry.header).value_or(storage::Header{}));
}

Reading read_entry(const storage::Entry& entry) {
    const auto header = storage::decode_header(entry.header);
    if (!header || !entry.salt || storage::payload_matches(*header, *entry.salt, entry.payload))
        return read_checked(entry, nullptr);
    return {{facts_from(entry, *header), nullptr}, true};
}

Reading read_checked(const storage::Entry& entry, std::shared_ptr<v1::Event> into) {
    Reading reading;
    const auto header = storage::decode_header(entry.header);
    reading.told.facts = facts_from(entry, header.value_or(storage::Header{}));
    reading.damaged = !header;
    if (!header || !entry.salt) return reading;

    if (!into) into = std::make_shared<v1::Event>();
    reading.damaged = !into->ParseFromString(entry.payload);
    if (!reading.damaged) reading.told.event = std::move(into);
    return reading;
}

void fold(domain::State& state, const Told& told) {
    if (told.event)
        domain::evolve(state, told.facts, *told.event);
    else
        domain::evolve_erased(state, told.facts);
}

} // namespace tocsin::engine
