// SPDX-License-Identifier: Apache-2.0
#include "server/net/expiry.hpp"

#include <array>

namespace tocsin::net {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::hours, 4> steps{30 * 24h, 7 * 24h, 24h, 0h};

} // namespace

std::optional<ExpiryWatch::Warning> ExpiryWatch::look(Instant ends, Instant now) {
    if (ends != ends_) told_ = 0;
    ends_ = ends;
    std::size_t due = told_;
    while (due < steps.size() && ends - now <= steps[due])
        ++due;
    if (due == told_) return std::nullopt;
    told_ = due;
    if (due == steps.size())
        return Warning{
            Level::error,
            "the TLS certificate ended on " + print_utc(ends) +
                ": clients refuse it; renew it and send SIGHUP"};
    const auto days = std::chrono::duration_cast<std::chrono::hours>(steps[due - 1]).count() / 24;
    return Warning{
        Level::warning,
        "the TLS certificate ends on " + print_utc(ends) + ", in no more than " +
            std::to_string(days) + (days == 1 ? " day" : " days") + ": renew it and send SIGHUP"};
}

} // namespace tocsin::net
