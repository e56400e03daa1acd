// What proves the log to strangers: tiles, bundles, consistency, and what witnesses say of its
// checkpoints. Nothing beyond the released checkpoint exists here. Shell's thread.
// docs/LOG_FORMAT.md sections 10 and 12. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/notary.hpp"
#include "storage/log.hpp"
#include "storage/tiles.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::engine {

class Proofs {
public:
    using Halt = std::function<void(const std::string& because)>;

    Proofs(Desk& desk, storage::Log& log, Notary& notary, Halt halt);

    // Nothing: it is no hash tile, or the released checkpoint does not imply it.
    std::optional<std::string> hash_tile(const storage::TilePath& path) const;

    // By way of the log; nothing: there is no such bundle, or the log cannot be read (Trouble).
    using OnBundle = std::function<void(Result<std::optional<std::string>>)>;
    void bundle(const storage::TilePath& path, OnBundle done);

    // From one released size to another; nothing: not released.
    std::optional<std::vector<Digest>> consistency(storage::Index old, storage::Index size) const;

    std::optional<Digest> root_at(storage::Index size) const { return notary_.root_at(size); }

    const std::string& checkpoint() const { return notary_.note(); }

    storage::VerifierKey key() const { return notary_.key(); }

    std::vector<storage::VerifierKey> keys() const { return notary_.keys(); }

    // Witnesses' lines came: the note again, with them. `enough`: the policy's quorum is met.
    void cosigned(const std::string& note, bool enough) { notary_.cosigned(note, enough); }

    // Somebody holds a checkpoint of ours that our log does not contain: sign nothing more.
    void forked(const std::string& because) { halt_(because); }

private:
    Desk& desk_;
    storage::Log& log_;
    Notary& notary_;
    Halt halt_;
    Presence here_;
};

} // namespace tocsin::engine
