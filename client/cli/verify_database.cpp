// SPDX-License-Identifier: Apache-2.0
#include "client/cli/verify_database.hpp"

#include "client/core/files.hpp"
#include "storage/entry.hpp"
#include "storage/merkle.hpp"
#include "storage/sha256.hpp"
#include "storage/sqlite_tables.hpp"
#include "tocsin/v1/event.pb.h"

#include <algorithm>
#include <set>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

using storage::SqliteTables;

client::ExportedEntry exported(const SqliteTables::EntryRow& row) {
    client::ExportedEntry line;
    line.index = row.index;
    line.header = row.header;
    if (row.salt) line.salt = std::string(*row.salt);
    if (row.payload) line.payload = std::string(*row.payload);
    return line;
}

std::optional<v1::LogFounded> founding(std::string_view payload) {
    v1::Event event;
    if (!event.ParseFromArray(payload.data(), static_cast<int>(payload.size())))
        return std::nullopt;
    if (!event.has_log_founded()) return std::nullopt;
    return event.log_founded();
}

// The key in force: the last that a change names. Only asked for when the founding one does not
// sign any more, since it reads all there is.
storage::PublicKey key_in_force(SqliteTables& tables, const storage::PublicKey& founding) {
    storage::PublicKey key = founding;
    (void)tables.entries([&](const SqliteTables::EntryRow& row) {
        const auto header = storage::decode_header(row.header);
        v1::Event event;
        if (!header || header->kind != v1::Event::kLogKeyChanged || !row.payload) return true;
        if (!event.ParseFromArray(row.payload->data(), static_cast<int>(row.payload->size())))
            return true;
        key = storage::PublicKey::from(event.log_key_changed().new_key()).value_or(key);
        return true;
    });
    return key;
}

// What the first line of an export would say.
client::ExportHead
head_of(SqliteTables& tables, std::string_view first, const std::string& checkpoint) {
    client::ExportHead head;
    head.scope = client::whole_log;
    head.checkpoint = checkpoint;
    const auto founded = founding(first);
    const auto key = founded ? storage::PublicKey::from(founded->log_key()) : std::nullopt;
    if (!key) return head;
    storage::VerifierKey named;
    named.name = founded->origin();
    named.key = *key;
    if (!storage::open_checkpoint(checkpoint, named)) named.key = key_in_force(tables, *key);
    head.origin = named.name;
    head.log_key = named.str();
    return head;
}

// The leaf hash stored beside an entry is what proofs are made of.
void check_leaf(const SqliteTables::EntryRow& row, client::Verifier& verifier) {
    storage::Sha256 sha;
    if (storage::leaf_hash(sha, row.header).view() != row.leaf_hash)
        verifier.wrong_beside(row.index, "the leaf hash stored beside it is not its own");
}

// A command asked again is answered from its row: it must say what the entry says.
void check_command(const SqliteTables::CommandRow& row, client::Verifier& verifier) {
    const auto header = storage::decode_header(row.header);
    if (!header || header->actor.view() != row.actor || header->command_id.view() != row.id)
        return verifier.wrong_beside(row.index, "the command remembered for it is another");
    v1::Event event;
    if (!row.payload.empty() &&
        event.ParseFromArray(row.payload.data(), static_cast<int>(row.payload.size())) &&
        !event.request_sha256().empty() && event.request_sha256() != row.request_sha256)
        verifier.wrong_beside(row.index, "the command remembered for it has other bytes");
}

Result<void> check_commands(SqliteTables& tables, client::Verifier& verifier) {
    std::vector<storage::Index> remembered;
    const auto read = tables.commands([&](const SqliteTables::CommandRow& row) {
        check_command(row, verifier);
        remembered.push_back(row.index);
    });
    if (!read) return read.error();
    for (const storage::Index index : verifier.commands())
        if (!std::binary_search(remembered.begin(), remembered.end(), index))
            verifier.wrong_beside(
                index, "its command is not remembered: asked again, it would act again"
            );
    return {};
}

Result<void>
check_documents(SqliteTables& tables, const std::set<Digest>& named, client::Verifier& verifier) {
    for (const auto& sha256 : named) {
        auto stored = tables.document(sha256);
        if (!stored)
            verifier.damaged("the text " + sha256.hex() + " cannot be read: " + stored.error().why);
        else if (*stored)
            verifier.take(client::ExportedDocument{sha256, std::move(**stored)});
    }
    return {};
}

fs::path folder_of(const fs::path& place) {
    std::error_code ec;
    return fs::is_directory(place, ec) ? place : fs::absolute(place).parent_path();
}

} // namespace

std::string database_origin(const fs::path& place) {
    std::string origin;
    auto tables = SqliteTables::open(folder_of(place));
    if (!tables) return origin;
    (void)(*tables)->entries([&](const SqliteTables::EntryRow& row) {
        const auto founded = founding(row.payload.value_or(""));
        if (founded) origin = founded->origin();
        return false;
    });
    return origin;
}

Result<client::VerifyReport>
verify_database(const fs::path& folder, client::VerifyOptions options) {
    auto tables = SqliteTables::open(folder);
    if (!tables) return tables.error();
    const auto note = client::read_small(folder / "released-checkpoint");
    if (!note) return note.error();
    options.is_database = true;
    client::Verifier verifier(std::move(options));
    std::set<Digest> documents;
    bool begun = false;
    const auto read = (*tables)->entries([&](const SqliteTables::EntryRow& row) {
        if (!begun) verifier.begin(head_of(**tables, row.payload.value_or(""), note->value_or("")));
        begun = true;
        check_leaf(row, verifier);
        verifier.take(exported(row));
        for (const auto& document : client::documents_named(row.payload.value_or("")))
            documents.insert(document);
        return true;
    });
    // A page that cannot be understood ends what is known; the verifier names what is missing.
    if (!read) verifier.damaged(read.error().what + ": " + read.error().why);
    if (auto checked = check_commands(**tables, verifier); !checked)
        verifier.damaged(checked.error().what + ": " + checked.error().why);
    if (auto checked = check_documents(**tables, documents, verifier); !checked)
        return checked.error();
    return verifier.finish();
}

} // namespace tocsin::cli
