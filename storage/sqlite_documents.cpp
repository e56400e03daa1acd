// What stands beside the log and may be erased: documents by their hash, and who persons are.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "storage/sqlite_state.hpp"

namespace tocsin::storage {

namespace {

Trouble cannot(std::string what, std::string why) {
    return Trouble{Trouble::Fate::failed, 1, std::move(what), std::move(why), ""};
}

} // namespace

Result<Digest> DocumentTable::put(const StoredDocument& document) {
    if (document.content.size() > limits::document_bytes_max) {
        return cannot(
            "cannot store a document",
            "it has " + std::to_string(document.content.size()) + " bytes, at most " +
                std::to_string(limits::document_bytes_max) + " are kept"
        );
    }
    const Digest digest = sha256({document.content});
    auto written = log_.store.write([&]() -> Result<void> {
        Run row(log_.writing->put_document);
        row.bind(1, digest.view())
            .bind_text(2, document.media_type)
            .bind(3, document.content)
            .step();
        return {};
    });
    if (!written) return written.error();
    return digest;
}

Result<std::optional<StoredDocument>> DocumentTable::get(const Digest& sha256) {
    std::optional<StoredDocument> document;
    auto done = log_.store.read([&]() -> Result<void> {
        Run row(log_.reading->document);
        if (!row.bind(1, sha256.view()).step()) return {};
        document = StoredDocument{std::string(row.bytes(0)), std::string(row.bytes(1))};
        return {};
    });
    if (!done) return done.error();
    if (document && storage::sha256({document->content}) != sha256) {
        return cannot(
            "cannot read document " + sha256.hex(), "its content does not match its hash"
        );
    }
    return document;
}

Result<void> DocumentTable::erase(const Digest& sha256) {
    auto written = log_.store.write([&]() -> Result<void> {
        Run(log_.writing->erase_document).bind(1, sha256.view()).step();
        return {};
    });
    if (written) log_.store.erase_traces();
    return written;
}

Result<void> DirectoryTable::put(const PersonId& person, const DirectoryRow& row) {
    return log_.store.write([&]() -> Result<void> {
        Run put(log_.writing->put_person);
        put.bind(1, person.view()).bind_text(2, row.name).bind_text(3, row.email);
        put.bind_text(4, row.telephone).step();
        return {};
    });
}

Result<std::map<PersonId, DirectoryRow>> DirectoryTable::all() {
    std::map<PersonId, DirectoryRow> people;
    auto done = log_.store.read([&]() -> Result<void> {
        Run rows(log_.reading->people);
        while (rows.step()) {
            const auto text = [&](int column) { return std::string(rows.bytes(column)); };
            people.emplace(*PersonId::from(rows.bytes(0)), DirectoryRow{text(1), text(2), text(3)});
        }
        return {};
    });
    if (!done) return done.error();
    return people;
}

Result<void> DirectoryTable::erase(const PersonId& person) {
    auto written = log_.store.write([&]() -> Result<void> {
        Run(log_.writing->erase_person).bind(1, person.view()).step();
        Run(log_.writing->erase_channels).bind(1, person.view()).step();
        return {};
    });
    if (written) log_.store.erase_traces();
    return written;
}

Documents& SqliteLog::documents() {
    return state_->documents;
}

Directory& SqliteLog::directory() {
    return state_->directory;
}

} // namespace tocsin::storage
