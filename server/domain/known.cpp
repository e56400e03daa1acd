// SPDX-License-Identifier: Apache-2.0
#include "server/domain/known.hpp"

#include "server/domain/metrics_parts.hpp"
#include "server/domain/words.hpp"

#include <algorithm>
#include <tuple>

namespace tocsin::domain {

namespace {

class Knowing {
public:
    Knowing(const EventReading& reading, const PartyCode& party, Instant until)
        : roster_(reading), party_(party), until_(until) {}

    void take(const ReadEntry& entry) {
        if (!entry.event) {
            const bool is_receipt = entry.kind == v1::Event::kDeliveryRecorded;
            if (is_receipt && entry.recorded_at <= until_) knowledge_.is_complete = false;
            return;
        }
        for (const v1::Delivery& delivery : entry.event->delivery_recorded().deliveries())
            take(delivery, entry.index);
        const Instant at = time_of(entry);
        if (party_of(*entry.event) != party_.text || at > until_) return;
        said_.push_back({KnownFact::How::said, at, entry.index, subject_of(*entry.event), 0});
    }

    Knowledge done() && {
        knowledge_.facts = std::move(said_);
        for (auto& [key, fact] : first_)
            knowledge_.facts.push_back(std::move(fact));
        std::stable_sort(
            knowledge_.facts.begin(),
            knowledge_.facts.end(),
            [](const KnownFact& left, const KnownFact& right) {
                return std::tie(left.at, left.index) < std::tie(right.at, right.index);
            }
        );
        return std::move(knowledge_);
    }

private:
    using How = KnownFact::How;

    void take(const v1::Delivery& delivery, Index index) {
        const bool is_seen = delivery.rung() == v1::Delivery::SEEN;
        if (!is_seen && delivery.rung() != v1::Delivery::DELIVERED) return;
        if (from_ms(delivery.at()) > until_) return;
        const auto party = roster_.party_of(delivery.person(), index);
        if (!party) knowledge_.is_complete = false;
        if (party != party_) return;
        keep(How::delivered, delivery, index);
        if (is_seen) keep(How::seen, delivery, index);
    }

    void keep(How how, const v1::Delivery& delivery, Index index) {
        const Instant at = from_ms(delivery.at());
        KnownFact fact{how, at, index, delivery.alert_id(), delivery.message()};
        const auto key = std::make_tuple(fact.subject, fact.message, how);
        const auto [known, is_new] = first_.emplace(key, fact);
        if (!is_new && at < known->second.at) known->second = std::move(fact);
    }

    Roster roster_;
    PartyCode party_;
    Instant until_;
    Knowledge knowledge_;
    std::vector<KnownFact> said_;
    std::map<std::tuple<std::string, std::uint32_t, How>, KnownFact> first_;
};

} // namespace

Knowledge known_to(const EventReading& reading, const PartyCode& party, Instant at) {
    Knowing knowing(reading, party, at);
    for (const ReadEntry& entry : reading.entries)
        knowing.take(entry);
    return std::move(knowing).done();
}

} // namespace tocsin::domain
