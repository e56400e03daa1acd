// Texts and attachments by their SHA-256, erasable, beside the log. Used on the log's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/result.hpp"

#include <optional>
#include <string>

namespace tocsin::storage {

struct StoredDocument {
    std::string media_type;
    std::string content;
};

class Documents {
public:
    virtual ~Documents() = default;
    // Durable when it returns; the same content again is no error. The key is SHA-256(content).
    virtual Result<Digest> put(const StoredDocument& document) = 0;
    // Nothing: never there, or erased. Content that does not match its hash is Trouble.
    virtual Result<std::optional<StoredDocument>> get(const Digest& sha256) = 0;
    virtual Result<void> erase(const Digest& sha256) = 0;
};

} // namespace tocsin::storage
