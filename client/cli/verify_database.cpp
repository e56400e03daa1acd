// SPDX-License-Identifier: Apache-2.0
#include "client/cli/verify_database.hpp"

#include "client/core/files.hpp"
#include "server/base/ahead.hpp"
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

// Over what was there, so that a million entries are not a million strings.
void put(std::optional<std::string>& there, const std::optional<std::string_view>& bytes) {
    if (there && bytes)
        *there = *bytes;
    else
        there = bytes;
}

void fill(client::ExportedEntry& line, const SqliteTables::EntryRow& row) {
    line.index = row.index;
    line.header = row.header;
    put(line.salt, row.salt);
    put(line.payload, row.payload);
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

using Places = std::vector<client::Verifier::CommandPlace>;

// A command asked again is answered from its row: it must say what the entry says.
const char*
wrong_with(const SqliteTables::CommandRow& row, const client::Verifier::CommandPlace& place) {
    const std::string_view name(
        reinterpret_cast<const char*>(place.name.data()), place.name.size()
    );
    if (name.substr(0, PersonId::size) != row.actor || name.substr(PersonId::size) != row.id)
        return "the command remembered for it is another";
    if (!place.request.is_zero() && place.request.view() != row.request_sha256)
        return "the command remembered for it has other bytes";
    return nullptr;
}

// `rows`: so many entries there are. One that claims a higher index is wrong already.
Result<void> check_commands(SqliteTables& tables, std::uint64_t rows, client::Verifier& verifier) {
    const Places& begun = verifier.commands();
    std::vector<bool> remembered(begun.size());
    // The rows lie in the order of actors: each place is found at once, or a million look for it.
    constexpr std::uint32_t nowhere = UINT32_MAX;
    std::vector<std::uint32_t> at(rows, nowhere);
    for (std::uint32_t i = 0; i < begun.size(); ++i)
        if (begun[i].index < at.size()) at[begun[i].index] = i;
    const auto read = tables.commands([&](const SqliteTables::CommandRow& row) {
        const std::uint32_t place = row.index < at.size() ? at[row.index] : nowhere;
        if (place == nowhere)
            return verifier.wrong_beside(
                row.index, "a command is remembered that does not begin here"
            );
        remembered[place] = true;
        if (const char* wrong = wrong_with(row, begun[place]))
            verifier.wrong_beside(row.index, wrong);
    });
    if (!read) return read.error();
    for (std::size_t i = 0; i < begun.size(); ++i)
        if (!remembered[i])
            verifier.wrong_beside(
                begun[i].index, "its command is not remembered: asked again, it would act again"
            );
    return {};
}

Result<void> check_documents(SqliteTables& tables, client::Verifier& verifier) {
    const std::set<Digest> named = verifier.documents_named();
    for (const auto& sha256 : named) {
        auto stored = tables.document(sha256);
        if (!stored)
            verifier.damaged("the text " + sha256.hex() + " cannot be read: " + stored.error().why);
        else if (*stored)
            verifier.take(client::ExportedDocument{sha256, std::move(**stored)});
    }
    return {};
}

struct Row {
    client::Weighed weighed;
    bool leaf_fits = false; // the leaf hash that lies beside it is its own
};

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
    auto first = SqliteTables::open(folder); // beside the other, which reads ahead
    if (!first) return first.error();
    const auto note = client::read_small(folder / "released-checkpoint");
    if (!note) return note.error();
    options.is_database = true;
    client::Verifier verifier(std::move(options));
    Result<void> read; // set when it is all read
    using Rows = Ahead<Row>;
    Rows rows([&](Rows::Out& out) {
        read = (*tables)->entries([&out](const SqliteTables::EntryRow& row) {
            auto& [weighed, leaf_fits] = out.slot();
            fill(weighed.entry, row);
            client::weigh(weighed);
            leaf_fits = weighed.leaf.view() == row.leaf_hash;
            return out.put();
        });
    });
    std::uint64_t count = 0;
    while (const Row* row = rows.next()) {
        const auto& entry = row->weighed.entry;
        if (count++ == 0)
            verifier.begin(head_of(**first, entry.payload.value_or(""), note->value_or("")));
        verifier.take(row->weighed);
        if (!row->leaf_fits)
            verifier.wrong_beside(entry.index, "the leaf hash stored beside it is not its own");
    }
    // A page that cannot be understood ends what is known; the verifier names what is missing.
    if (!read) verifier.damaged(read.error().what + ": " + read.error().why);
    if (auto checked = check_commands(**tables, count, verifier); !checked)
        verifier.damaged(checked.error().what + ": " + checked.error().why);
    if (auto checked = check_documents(**tables, verifier); !checked) return checked.error();
    return verifier.finish();
}

} // namespace tocsin::cli
