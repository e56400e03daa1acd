// The coalition that server and load client of the bench agree on without talking: governments,
// persons with their keys and tokens, one live alert and one open statement. Every name and key
// follows from a number. Nobody in here exists.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/ids.hpp"
#include "storage/signature.hpp"
#include "tocsin/v1/event.pb.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::bench {

inline constexpr std::string_view origin = "tocsin.example/bench";
inline constexpr std::string_view alert_id = "al-bench";
inline constexpr std::string_view statement_id = "st-bench";
inline constexpr std::string_view statement_text =
    "# A statement under load\n\nThe undersigned go on.\n";
inline constexpr std::string_view statement_title = "A statement under load";
inline constexpr std::int64_t deadline_seconds = 4'102'444'800; // the year 2100

// Persons are numbered from 0; these two come besides and act for the first government.
inline constexpr std::uint64_t lead = 1'000'000'000;
inline constexpr std::uint64_t approver = 1'000'000'001;
inline constexpr std::uint64_t auditor = 1'000'000'002;

PersonId person_id(std::uint64_t number);
storage::SigningKey key_of(std::uint64_t number);
v1::Key wire_key(const storage::SigningKey& key);
// What its bearer shows.
std::string token_of(std::uint64_t number);
std::string party_code(std::uint64_t party);
storage::SigningKey log_key();

} // namespace tocsin::bench
