// SPDX-License-Identifier: Apache-2.0
#include "server/engine/proofs.hpp"

#include "server/base/limits.hpp"

#include <utility>

namespace tocsin::engine {

Proofs::Proofs(Desk& desk, storage::Log& log, Notary& notary, Halt halt)
    : desk_(desk), log_(log), notary_(notary), halt_(std::move(halt)) {}

std::optional<std::string> Proofs::hash_tile(const storage::TilePath& path) const {
    if (path.of != storage::TilePath::Of::hashes) return std::nullopt;
    if (!path.exists_at(notary_.released())) return std::nullopt;
    return storage::hash_tile(notary_.tree(), path);
}

void Proofs::bundle(const storage::TilePath& path, OnBundle done) {
    const bool is_bundle = path.of == storage::TilePath::Of::entries;
    if (!is_bundle || !path.exists_at(notary_.released()))
        return done(std::optional<std::string>{});
    // A slice may end early by its bytes: read on until the bundle is whole.
    auto work = [&log = log_, path]() -> Result<std::optional<std::string>> {
        std::vector<std::string> headers;
        while (headers.size() < path.width) {
            const auto from = path.first() + headers.size();
            auto entries = log.read(from, path.width - headers.size(), limits::slice_bytes_max);
            if (!entries) return entries.error();
            if (entries->empty()) return std::optional<std::string>{};
            for (auto& entry : *entries)
                headers.push_back(std::move(entry.header));
        }
        return std::optional(storage::entry_bundle(headers));
    };
    ask_desk(desk_, Desk::Kind::slice, here_, std::move(work), std::move(done));
}

std::optional<std::vector<Digest>>
Proofs::consistency(storage::Index old, storage::Index size) const {
    if (old > size || size > notary_.released()) return std::nullopt;
    return notary_.tree().consistency_proof(old, size);
}

} // namespace tocsin::engine
