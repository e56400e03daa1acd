// A log that is another log, but for what a test overrides.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/log.hpp"

namespace tocsin::test {

class PassingLog : public storage::Log {
public:
    explicit PassingLog(storage::Log& log) : log_(log) {}

    Result<storage::TreeHead> append(
        storage::Index known, const storage::CatchUp& catch_up, const storage::Decide& decide
    ) override {
        return log_.append(known, catch_up, decide);
    }

    Result<std::vector<storage::Entry>>
    read(storage::Index from, std::size_t rows, std::size_t bytes) override {
        return log_.read(from, rows, bytes);
    }

    Result<std::optional<storage::CommandRecord>>
    find(const PersonId& actor, const CommandId& id) override {
        return log_.find(actor, id);
    }

    Result<std::vector<Digest>> leaf_hashes(storage::Index from, storage::Index until) override {
        return log_.leaf_hashes(from, until);
    }

    storage::TreeHead head() const override { return log_.head(); }

    Instant recorded_at() const override { return log_.recorded_at(); }

    Result<void> erase(storage::Index index) override { return log_.erase(index); }

    void idle() override { log_.idle(); }

    std::string not_writable_because() const override { return log_.not_writable_because(); }

private:
    storage::Log& log_;
};

} // namespace tocsin::test
