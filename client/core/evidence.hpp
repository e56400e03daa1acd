// The evidence bundle: one plain tar (ustar) with an export, its texts as files, the checkpoint,
// the log's key, a report, and what somebody needs who has nothing of ours (docs/LOG_FORMAT.md 14).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>
#include <istream>
#include <memory>
#include <string>

namespace tocsin::client {

// Writes `bundle` from the export `from`, which is sound. The same export gives the same bytes.
Result<void> write_evidence(const std::filesystem::path& from, const std::filesystem::path& bundle);

bool is_evidence(const std::filesystem::path& file); // by its first bytes

// A bundle being read: the export in it as a stream, then what stands beside it.
class Evidence {
public:
    static Result<std::unique_ptr<Evidence>> open(const std::filesystem::path& bundle);
    ~Evidence();

    // The lines of the export. Read it to its end before asking what stands beside it.
    std::istream& lines();
    // What of the rest does not agree with the export, in words; empty: all of it does.
    std::string what_differs();

private:
    struct State;
    explicit Evidence(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace tocsin::client
