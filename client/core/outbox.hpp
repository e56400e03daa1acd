// Commands that were given and not yet answered, one file each, on disk before they are sent. After
// a crash or a lost connection the same bytes go out again under the same id, and are decided once.
// What was answered is kept for a while, so that a re-run of the same command can repeat its bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::client {

struct PendingCommand {
    CommandId id;
    std::string bytes; // the serialised v1::Command, sent as they are
};

class Outbox {
public:
    // An empty folder path: kept in memory alone.
    static Result<Outbox> open(std::filesystem::path folder);

    // Durable when it returns. The same id with other bytes is Trouble (exit 5).
    Result<void> put(const PendingCommand& command);
    // Answered: no longer pending. Not being there is no error.
    Result<void> settle(const CommandId& id);

    // Pending, in the order of their ids (UUIDv7: the order they were made in).
    const std::vector<PendingCommand>& pending() const { return pending_; }

    // The bytes under this id, pending or answered lately.
    std::optional<std::string> find(const CommandId& id) const;

private:
    explicit Outbox(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Result<void> load();
    void forget_oldest() const;

    std::filesystem::path folder_;
    std::vector<PendingCommand> pending_;
};

} // namespace tocsin::client
