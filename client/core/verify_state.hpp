// The inside of Verifier, shared by its files: verify.cpp (tree, commitments, time),
// verify_order.cpp (which command and whose act), verify_events.cpp (what the entries say),
// verify_key.cpp (how keys came in), verify_position.cpp (signed positions).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/verify.hpp"
#include "server/domain/state.hpp"
#include "storage/merkle.hpp"
#include "tocsin/v1/event.pb.h"

#include <set>
#include <vector>

namespace tocsin::client {

// One entry whose header, salt and payload fit together.
struct Reading {
    storage::Index index = 0;
    Digest leaf;
    storage::Header header;
    v1::Event event;
    Instant received{};
};

struct Verifier::State {
    explicit State(VerifyOptions given) : options(std::move(given)) {}

    void wrong(std::optional<storage::Index> index, std::string what);
    void doubt(std::optional<storage::Index> index, std::string what);

    bool whole() const { return report.scope == whole_log; }

    // The rules can be applied in full: every entry so far was here, with its payload.
    bool can_decide() const { return whole() && folded_whole; }

    // verify.cpp
    void begin(const ExportHead& head);
    void check_cosignatures(const std::string& note);
    void take(const Weighed& weighed);
    void check_place(const ExportedEntry& entry);
    void check_tree(const ExportedEntry& entry, const Digest& leaf);
    void check_time(storage::Index index, const storage::Header& header);
    std::optional<v1::Event> open_payload(const Weighed& weighed);
    void check_end();
    std::string what_remains() const;

    // verify_events.cpp
    void judge(const Reading& reading);
    void fold(const Reading& reading);
    void pass_over(storage::Index index, const Digest& leaf, const storage::Header& header);
    void check_head(const Reading& reading);
    void check_key_change(const Reading& reading);
    bool leads_here(const storage::VerifierKey& from) const;
    void check_alert(const Reading& reading);
    void check_closing(const Reading& reading);
    void check_publication(const Reading& reading);

    // verify_order.cpp
    void note_command(storage::Index index, const storage::Header& header);
    void check_commands();
    void check_own_act(const Reading& reading);

    // verify_key.cpp
    void check_enrolled(const Reading& reading);
    void check_invited(const Reading& reading);
    void check_policy(const Reading& reading);
    void check_key(const Reading& reading);
    void check_rotation(const Reading& reading);
    void check_approvals(const Reading& reading, const domain::KeyRecord* enrolled);
    void check_cooling(
        const Reading& reading,
        const domain::KeyRecord& enrolled,
        const domain::InvitationRecord* invited
    );

    // verify_position.cpp
    void check_position(const Reading& reading, const v1::PositionTaken& position, bool late);
    bool check_signature(const Reading& reading, const v1::PositionTaken& position);
    void check_position_lines(const Reading& reading, const v1::PositionTaken& position, bool late);
    void
    decide_position_again(const Reading& reading, const v1::PositionTaken& position, bool late);

    VerifyOptions options;
    VerifyReport report;
    bool begun = false;
    std::optional<storage::VerifierKey> key;     // it signs the checkpoint
    std::optional<storage::VerifierKey> trusted; // another, from which changes must lead to it
    std::optional<storage::VerifierKey> founding_key;
    std::vector<v1::LogKeyChanged> key_changes;
    std::optional<storage::Checkpoint> checkpoint; // its signature verified
    std::optional<storage::Checkpoint> known;
    bool tree_proven = true; // root, or every proof so far
    bool known_contained = false;
    storage::Frontier frontier;
    std::optional<storage::Index> last_index;
    Instant last_recorded{};
    bool folded_whole = true;
    domain::State domain;
    std::vector<CommandPlace> commands; // sorted by name at the end
    std::optional<storage::Header> last_header;
    std::set<Digest> documents_wanted;
    std::set<Digest> documents_seen;
};

} // namespace tocsin::client
