// SPDX-License-Identifier: Apache-2.0
#include "server/domain/loudness.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

template <class List, class Value>
bool has(const List& list, const Value& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

// REGION_UNSPECIFIED matches nothing that can be subscribed to.
bool is_in_regions(
    const Coalition& coalition, const v1::Subscription& subscription, const std::string& country
) {
    const PartyRecord* party = coalition.party(PartyCode{country});
    return party && party->facts.kind() == v1::Party::GOVERNMENT &&
           party->facts.region() != v1::Party::REGION_UNSPECIFIED &&
           has(subscription.regions(), party->facts.region());
}

// An alert that names no country concerns no place in particular: nobody has excluded it.
bool matches_place(
    const Coalition& coalition,
    const v1::Subscription& subscription,
    const v1::AlertContent& content
) {
    if (subscription.countries().empty() && subscription.regions().empty()) return true;
    if (content.countries().empty()) return true;
    return std::any_of(
        content.countries().begin(),
        content.countries().end(),
        [&](const std::string& country) {
            return has(subscription.countries(), country) ||
                   is_in_regions(coalition, subscription, country);
        }
    );
}

bool matches_kind(const v1::Subscription& subscription, const v1::AlertContent& content) {
    return subscription.kinds().empty() ||
           std::any_of(content.kinds().begin(), content.kinds().end(), [&](int kind) {
               return has(subscription.kinds(), kind);
           });
}

// From 22:00 until 07:00 passes midnight; equal ends are no quiet hours at all.
bool is_quiet_hour(const v1::Subscription& subscription, std::uint32_t minute) {
    const std::uint32_t from = subscription.quiet_from_minute();
    const std::uint32_t until = subscription.quiet_until_minute();
    if (from <= until) return minute >= from && minute < until;
    return minute >= from || minute < until;
}

} // namespace

Loudness loudness(
    const Coalition& coalition,
    const v1::Subscription& subscription,
    const v1::AlertContent& content,
    std::uint32_t minute
) {
    if (content.precedence() == v1::AlertContent::FLASH) return Loudness::loud;
    const bool is_wanted = matches_place(coalition, subscription, content) &&
                           matches_kind(subscription, content) &&
                           content.precedence() >= subscription.at_least();
    return is_wanted && !is_quiet_hour(subscription, minute) ? Loudness::loud : Loudness::quiet;
}

Loudness loudness(
    const Coalition& coalition,
    const v1::Subscription& subscription,
    const v1::AlertContent& content,
    Instant now,
    const OffsetOf& offset_of
) {
    if (const auto offset = offset_of(subscription.zone(), now)) {
        const auto local = now + *offset;
        const auto into_day = local - std::chrono::floor<std::chrono::days>(local);
        const auto minute = std::chrono::floor<std::chrono::minutes>(into_day).count();
        return loudness(coalition, subscription, content, static_cast<std::uint32_t>(minute));
    }
    v1::Subscription wakeful = subscription;
    wakeful.clear_quiet_from_minute();
    wakeful.clear_quiet_until_minute();
    return loudness(coalition, wakeful, content, 0);
}

} // namespace tocsin::domain
