// How loudly an addressed alert arrives at one person, by what that person subscribed to: never
// whether (domain.md 2). SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/working_hours.hpp"

#include <cstdint>

namespace tocsin::domain {

enum class Loudness { quiet, loud };

// (countries or regions) and kinds and precedence, outside quiet hours. FLASH is loud, always.
// `minute` is of the person's own day, 0 to 1439, in the subscription's zone: the caller asks the
// clock. A country that is no member government has no region here. Whoever subscribed to nothing
// hears everything: pass an empty subscription.
Loudness loudness(
    const Coalition& coalition,
    const v1::Subscription& subscription,
    const v1::AlertContent& content,
    std::uint32_t minute
);

// The same at an instant, on the clock of the subscription's zone. Where nobody knows that zone
// there are no quiet hours: an alert too many is better than one that was not heard.
Loudness loudness(
    const Coalition& coalition,
    const v1::Subscription& subscription,
    const v1::AlertContent& content,
    Instant now,
    const OffsetOf& offset_of
);

} // namespace tocsin::domain
