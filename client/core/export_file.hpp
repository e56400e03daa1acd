// The export of a log or of one case, tocsin.export/1: lines of JSON that a separate verifier
// checks offline. To the byte: docs/LOG_FORMAT.md section 7. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/documents.hpp"
#include "storage/entry.hpp"
#include "tocsin/v1/event.pb.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin::client {

constexpr std::string_view export_schema = "tocsin.export/1";
constexpr std::string_view whole_log = "all";

struct ExportHead {
    std::string origin;
    std::string log_key;    // vkey
    std::string checkpoint; // signed note
    std::string scope;      // whole_log, or the id of a case
};

struct ExportedEntry {
    storage::Index index = 0;
    std::string header;
    std::optional<std::string> salt; // both, or neither: withheld or erased
    std::optional<std::string> payload;
    std::vector<Digest> proof; // leaf sibling first; empty with scope `all`
};

struct ExportedDocument {
    Digest sha256;
    storage::StoredDocument document;
};

// One line, with its LF.
std::string line_of(const ExportHead& head);
std::string line_of(const ExportedEntry& entry, bool with_proof);
std::string line_of(const ExportedDocument& document);

using ExportLine = std::variant<ExportHead, ExportedEntry, ExportedDocument>;
// Nothing: not a line of this schema; `why` says what is wrong with it.
std::optional<ExportLine> parse_line(std::string_view line, std::string& why);

constexpr std::size_t export_line_bytes_max = 16 * 1024 * 1024;

// Hashes of the documents that a payload names: texts, explanations and reasons, attachments.
std::vector<Digest> documents_named(std::string_view payload);
std::vector<Digest> documents_named(const v1::Event& event);

} // namespace tocsin::client
