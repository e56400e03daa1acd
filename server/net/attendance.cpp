// SPDX-License-Identifier: Apache-2.0
#include "server/net/attendance.hpp"

#include <limits>

namespace tocsin::net {

namespace {

constexpr int refused_minutes_max = 3;
constexpr int receipts_for_each_message = 10;
// A screen asks again for all it shows when something happens; a log is thousands of pages.
constexpr int questions_for_each_message = 4;
constexpr int pages_for_each_message = 30;

int burst_of(int per_minute) {
    return std::min(per_minute, limits::messages_burst_max);
}

int binding_of(int per_minute) {
    return std::min(per_minute, limits::binding_per_minute_max);
}

} // namespace

Attendance::Attendance(const PersonId& whom, const Options& options)
    : person(whom),
      messages(options.messages_per_minute, burst_of(options.messages_per_minute)),
      questions(
          options.messages_per_minute * questions_for_each_message,
          burst_of(options.messages_per_minute) * questions_for_each_message
      ),
      pages(
          options.messages_per_minute * pages_for_each_message,
          burst_of(options.messages_per_minute) * pages_for_each_message
      ),
      binding(binding_of(options.messages_per_minute), binding_of(options.messages_per_minute)),
      receipts(
          options.messages_per_minute * receipts_for_each_message,
          burst_of(options.messages_per_minute) * receipts_for_each_message
      ) {}

bool Attendance::refresh(const domain::State& state, Instant now) {
    const auto found = domain::reader_of(state, person, now);
    if (found) reader = *found;
    return found.has_value();
}

bool Attendance::refused(Clock::Mono now, std::chrono::nanoseconds wait) {
    const bool waited = now >= told_to_wait_until_;
    told_to_wait_until_ = now + wait;
    if (waited) return false;
    const auto minute = std::chrono::duration_cast<std::chrono::minutes>(now).count();
    if (minute != refused_minute_) {
        refused_minutes_ = minute == refused_minute_ + 1 ? refused_minutes_ + 1 : 1;
        refused_minute_ = minute;
    }
    return refused_minutes_ > refused_minutes_max;
}

Attendance& Attendances::of(const PersonId& person) {
    return attendances_.try_emplace(person, person, options_).first->second;
}

} // namespace tocsin::net
