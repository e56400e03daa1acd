// Every bound of the house in one place (I6). What the wire's fields may hold is declared in the
// schema instead (proto/tocsin/v1/options.proto). Configuration may lower these, never raise them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tocsin::limits {

using namespace std::chrono_literals;

// The socket.
constexpr std::size_t message_bytes_max = 64 * 1024;
constexpr std::size_t message_fragments_max = 64;
constexpr std::size_t http_header_bytes_max = 8 * 1024;
constexpr std::size_t unauthenticated_message_bytes_max = 4 * 1024;
constexpr auto handshake_timeout = 10s; // TLS and HTTP headers together
constexpr auto authentication_timeout = 10s;
constexpr auto write_timeout = 10s;              // for so many bytes of a frame, or for its rest
constexpr std::size_t write_earns_bytes = 4'096; // in less of them nobody is slow, but stuck
constexpr auto ping_interval = 25s;
constexpr auto idle_timeout = 60s; // no pong and no byte
constexpr int malformed_strikes_max = 3;
constexpr std::size_t verdicts_waiting_max = 64;
constexpr int pings_per_second_max = 100;

// Connections.
constexpr std::size_t connections_max = 12'000;
constexpr std::size_t connections_per_person_max = 8;
constexpr std::size_t connections_unauthenticated_per_address_max = 50;
constexpr int newcomers_per_minute_max = 20;      // an address's, neither logged in nor asking
constexpr int requests_per_minute_max = 1'200;    // an address's, of plain HTTP
constexpr int requests_burst_max = 200;           // a page and what it loads, a few of them
constexpr int stranger_lines_per_minute_max = 60; // in the log, of all sources; one of each

// Commands, per person or machine.
constexpr int messages_per_minute_max = 100;
constexpr int messages_burst_max = 30;
constexpr int binding_per_minute_max = 10;
constexpr auto clock_skew_max = 120s;

// Log-in over HTTP, sessions, and how long a proof of being there lasts (docs/IDENTITY.md).
constexpr std::size_t http_body_bytes_max = 16 * 1024;
constexpr auto challenge_life = 5min;
constexpr std::size_t challenges_taken_max = 65'536; // within that life
constexpr int challenges_per_minute_max = 60;        // these three of one address
constexpr int log_ins_per_minute_max = 30;
constexpr int invitations_per_minute_max = 5;
constexpr auto session_idle = 30min;
constexpr auto session_life = 12h;
constexpr std::size_t sessions_per_person_max = 16;
constexpr std::size_t session_agent_bytes_max = 64;
constexpr auto verification_life = 15min;  // of a proof, for acts that bind
constexpr auto visit_kept_interval = 1min; // a last use is kept no more often

// The verifiers of signatures.
constexpr std::size_t verifications_waiting_max = 16'384;
constexpr std::size_t verifications_chunk_max = 32; // answered by one post

// Ringing and reminding by hand: no government is woken twice for one thing within so long.
constexpr auto remind_interval = 5min;

// The sequencer.
constexpr std::size_t inbox_commands_max = 16'384;
constexpr std::size_t batch_commands_max = 1'024;
constexpr std::size_t batch_bytes_max = 1024 * 1024;
constexpr auto checkpoint_interval = 1s;
constexpr auto cosigned_lag_max = 60s; // then proofs stand on what is released, cosigned or not
constexpr auto clock_drift_max = 2s;   // wall against mono: more is CLOCK_FAULT
constexpr auto scrub_interval = 1s;    // between two slices of the log read again

// Witnesses.
constexpr auto witness_timeout = 10s; // of one question to one of them
constexpr auto cosign_retry = 5s;     // when a quorum is missing
constexpr auto cosign_again = 600s;   // when nothing is new: their time is news too

// Channels beside an open console (docs/CHANNELS.md).
constexpr std::size_t push_channels_per_person_max = 8;
constexpr std::size_t channel_items_max = 65'536; // waiting to be sent
constexpr std::size_t channel_sends_max = 16;     // under way at once
constexpr auto push_delay = 15s;                  // for an open console to show it first
constexpr auto email_delay = 2min;
constexpr auto channel_timeout = 20s;  // of one attempt
constexpr auto channel_give_up = 24h;  // after the entry that asks
constexpr auto channel_pause_max = 1h; // between two attempts
constexpr auto channel_code_life = 1h; // of a self-test
constexpr int channel_code_tries_max = 5;
constexpr int channel_codes_per_hour_max = 10;    // of one person
constexpr std::size_t channel_look_entries = 512; // the cursor is kept at least so often

// The feed.
constexpr std::size_t ring_bytes_max = 16 * 1024 * 1024;
constexpr std::size_t ring_entries_max = 65'536;
constexpr std::size_t slice_rows_max = 256; // one read of the log
constexpr std::size_t slice_bytes_max = 64 * 1024;
constexpr std::size_t pump_sends_max = 64;
constexpr auto pump_slice = 500us;
constexpr std::size_t handlers_per_round_max = 256;
constexpr std::size_t replays_per_person_max = 4;

// The log.
constexpr std::size_t header_bytes_max = 65'535;
constexpr std::size_t payload_bytes_max = 512 * 1024;
constexpr std::size_t document_bytes_max = 8 * 1024 * 1024;
constexpr std::size_t ballast_bytes = 16 * 1024 * 1024;
constexpr auto read_only_probe = 5s;
constexpr std::size_t wal_truncate_bytes = 32 * 1024 * 1024;

// Shutting down.
constexpr auto drain_timeout = 5s;
constexpr auto goodbye_spread = 5s;
constexpr auto ended_timeout = 500ms;

} // namespace tocsin::limits
