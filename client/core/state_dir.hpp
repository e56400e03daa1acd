// Where the client keeps what must outlive it: one folder per server and key, with the cursor, the
// last verified checkpoint, the log's key and the outbox. 0700, refused if wider (cli.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace tocsin::client {

// $XDG_STATE_HOME/tocsin, or ~/.local/state/tocsin; made if missing. Trouble: no home, or too open.
Result<std::filesystem::path> state_home();

// The subfolder of one server (of its URL) and one key (its fingerprint, or a token's hash).
Result<std::filesystem::path>
state_folder(const std::filesystem::path& home, const std::string& url, const Digest& key);

// The files of one such folder.
class StateDir {
public:
    explicit StateDir(std::filesystem::path folder) : folder_(std::move(folder)) {}

    const std::filesystem::path& folder() const { return folder_; }

    std::filesystem::path outbox() const { return folder_ / "outbox"; }

    Result<std::optional<std::string>> cursor() const;
    Result<void> keep_cursor(const std::string& cursor) const;
    Result<std::optional<std::string>> checkpoint() const; // the signed note, as received
    Result<void> keep_checkpoint(const std::string& note) const;
    Result<std::optional<std::string>> log_key() const; // vkey
    Result<void> keep_log_key(const std::string& vkey) const;
    // Evidence of two logs under one name: both notes, in a file that nothing overwrites.
    Result<std::filesystem::path>
    keep_evidence(const std::string& text, const std::string& name) const;

private:
    std::filesystem::path folder_;
};

} // namespace tocsin::client
