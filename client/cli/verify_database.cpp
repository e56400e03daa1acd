// SPDX-License-Identifier: Apache-2.0
#include "client/cli/verify_database.hpp"

#include "client/core/files.hpp"
#include "server/base/limits.hpp"
#include "storage/sqlite_log.hpp"
#include "tocsin/v1/event.pb.h"

#include <set>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

Result<std::unique_ptr<storage::SqliteLog>> open_to_read(const fs::path& folder) {
    storage::SqliteLog::Options options;
    options.directory = folder;
    options.read_only = true;
    static SystemRng rng; // only appends draw from it, and there are none
    return storage::SqliteLog::open(options, rng);
}

client::ExportedEntry exported(const storage::Entry& entry) {
    client::ExportedEntry line;
    line.index = entry.index;
    line.header = entry.header;
    if (entry.salt) {
        line.salt = entry.salt->str();
        line.payload = entry.payload;
    }
    return line;
}

std::optional<v1::LogFounded> founding(const storage::Entry& entry) {
    v1::Event event;
    if (!event.ParseFromString(entry.payload) || !event.has_log_founded()) return std::nullopt;
    return event.log_founded();
}

// What the first line of an export would say.
client::ExportHead head_of(const storage::Entry& first, const std::string& checkpoint) {
    client::ExportHead head;
    head.scope = client::whole_log;
    head.checkpoint = checkpoint;
    const auto founded = founding(first);
    const auto key = founded ? storage::PublicKey::from(founded->log_key()) : std::nullopt;
    if (!key) return head;
    storage::VerifierKey named;
    named.name = founded->origin();
    named.key = *key;
    head.origin = named.name;
    head.log_key = named.str();
    return head;
}

} // namespace

std::string database_origin(const fs::path& place) {
    std::error_code ec;
    auto log =
        open_to_read(fs::is_directory(place, ec) ? place : fs::absolute(place).parent_path());
    if (!log) return {};
    const auto first = (*log)->read(0, 1, limits::slice_bytes_max);
    if (!first || first->empty()) return {};
    const auto founded = founding(first->front());
    return founded ? founded->origin() : std::string();
}

Result<client::VerifyReport>
verify_database(const fs::path& folder, client::VerifyOptions options) {
    auto log = open_to_read(folder);
    if (!log) return log.error();
    const auto note = client::read_small(folder / "released-checkpoint");
    if (!note) return note.error();
    options.may_go_on = true;
    client::Verifier verifier(std::move(options));
    std::set<Digest> documents;
    storage::Index next = 0;
    for (;;) {
        const auto slice = (*log)->read(next, limits::slice_rows_max, limits::slice_bytes_max);
        if (!slice) return slice.error();
        if (slice->empty()) break;
        if (next == 0) verifier.begin(head_of(slice->front(), note->value_or("")));
        for (const auto& entry : *slice) {
            verifier.take(exported(entry));
            for (const auto& document : client::documents_named(entry.payload))
                documents.insert(document);
        }
        next = slice->back().index + 1;
    }
    for (const auto& sha256 : documents) {
        auto stored = (*log)->documents().get(sha256);
        if (!stored)
            verifier.damaged("the text " + sha256.hex() + " cannot be read: " + stored.error().why);
        else if (*stored)
            verifier.take(client::ExportedDocument{sha256, std::move(**stored)});
    }
    return verifier.finish();
}

} // namespace tocsin::cli
