// What tocsin-admin does with the data of a stopped server: `verify`, the change of the log's key
// and, without a server to ask, `key export-public`.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_client.hpp"
#include "server/app/admin_verbs.hpp"
#include "server/app/complain.hpp"
#include "server/app/exit_code.hpp"
#include "storage/durable_file.hpp"
#include "storage/guard.hpp"
#include "storage/merkle.hpp"
#include "storage/sha256.hpp"
#include "storage/sqlite_log.hpp"
#include "tocsin/v1/event.pb.h"

#include <algorithm>
#include <cstdio>

namespace tocsin::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t slice_entries = 1'000;
constexpr std::size_t slice_bytes = 4 * 1024 * 1024;

Trouble damaged(std::string what, std::string why) {
    return {
        Trouble::Fate::failed,
        exit_code::failed,
        std::move(what),
        std::move(why),
        "restore from a backup"};
}

struct Opened {
    std::unique_ptr<storage::SqliteLog> log;
    storage::VerifierKey key;               // in force
    std::vector<storage::VerifierKey> keys; // that one first, then those before it
};

// Every key that signed this log's checkpoints, that in force first.
Result<std::vector<storage::VerifierKey>>
keys_of(storage::SqliteLog& log, const storage::VerifierKey& founding) {
    std::vector<storage::VerifierKey> keys{founding};
    for (storage::Index next = 1; next < log.head().size;) {
        const auto slice = log.read(next, slice_entries, slice_bytes);
        if (!slice) return slice.error();
        if (slice->empty()) break;
        for (const auto& entry : *slice) {
            const auto header = storage::decode_header(entry.header);
            v1::Event event;
            if (!header || header->kind != v1::Event::kLogKeyChanged) continue;
            if (!event.ParseFromString(entry.payload)) continue;
            if (const auto key = storage::PublicKey::from(event.log_key_changed().new_key()))
                keys.insert(keys.begin(), {founding.name, *key});
        }
        next = slice->back().index + 1;
    }
    return keys;
}

Result<Opened> open_stopped(const Place& place, Rng& rng) {
    storage::SqliteLog::Options options;
    options.directory = place.directory;
    options.read_only = true;
    auto log = storage::SqliteLog::open(options, rng);
    if (!log) return log.error();
    const auto first = (*log)->read(0, 1, 1);
    if (!first) return first.error();
    v1::Event event;
    if (first->empty() || !event.ParseFromString(first->front().payload) ||
        !event.has_log_founded())
        return damaged(
            "no log in " + place.directory.string(), "there is no entry that founds one"
        );
    const auto key = storage::PublicKey::from(event.log_founded().log_key());
    if (!key) return damaged("entry 0 names no key", "it has another length than 32 bytes");
    auto keys = keys_of(**log, {event.log_founded().origin(), *key});
    if (!keys) return keys.error();
    return Opened{std::move(*log), keys->front(), std::move(*keys)};
}

struct Verified {
    storage::Tree tree;
    std::uint64_t payloads = 0;
};

std::string wrong_with(const storage::Entry& entry, const Digest& leaf) {
    const auto header = storage::decode_header(entry.header);
    if (!header) return "its header is no header";
    if (leaf != entry.leaf_hash) return "its leaf hash is not that of its header";
    if (entry.salt && !storage::payload_matches(*header, *entry.salt, entry.payload))
        return "its payload is not the one committed to";
    return {};
}

// A damaged payload is read as withheld and counted: whose, if this slice met one.
Result<void> check_withheld(
    const storage::SqliteLog& log, std::uint64_t before, const std::vector<storage::Entry>& slice
) {
    if (log.damaged_payloads() == before) return {};
    const auto bare = [](const auto& entry) { return !entry.salt; };
    const auto first = std::find_if(slice.begin(), slice.end(), bare);
    const auto index = first == slice.end() ? slice.front().index : first->index;
    return damaged("entry " + std::to_string(index), "its payload is not the one committed to");
}

// Everything anew: leaf hashes from the headers, commitments from the payloads that are there.
Result<Verified> verify_entries(storage::SqliteLog& log) {
    Verified verified;
    while (verified.tree.size() < log.head().size) {
        const auto before = log.damaged_payloads();
        const auto slice = log.read(verified.tree.size(), slice_entries, slice_bytes);
        if (!slice) return slice.error();
        if (slice->empty())
            return damaged(
                "the log ends early", "at entry " + std::to_string(verified.tree.size())
            );
        if (const auto whole = check_withheld(log, before, *slice); !whole) return whole.error();
        for (const auto& entry : *slice) {
            const auto leaf = storage::leaf_hash(entry.header);
            const auto wrong = wrong_with(entry, leaf);
            if (!wrong.empty()) return damaged("entry " + std::to_string(entry.index), wrong);
            verified.tree.append(leaf);
            if (entry.salt) ++verified.payloads;
        }
    }
    if (verified.tree.root(log.head().size) != log.head().root)
        return damaged("the log's root", "it is not the root of its entries");
    return verified;
}

// What has been released must be a prefix of what is there.
Result<void> check_guard(const Place& place, const Opened& opened, const storage::Tree& tree) {
    const storage::Guard guard(place.directory, {}, opened.keys);
    const auto notes = guard.load();
    if (!notes) return notes.error();
    const auto root_at = [&tree](storage::Index size) { return tree.root(size); };
    return storage::check_released(*notes, opened.keys, opened.log->head(), root_at);
}

Trouble running(const Place& place) {
    return {
        Trouble::Fate::failed,
        exit_code::temporary,
        "a server is running on " + place.directory.string(),
        "it holds the key that would change",
        "stop it first"};
}

Trouble not_renamed(const Place& place, const std::string& why) {
    return {
        Trouble::Fate::failed,
        exit_code::disk,
        "cannot change the files of " + place.directory.string(),
        why,
        "do it again when that is mended: nothing is lost"};
}

} // namespace

int admin_verify(const Place& place) {
    if (AdminClient::connect(place.socket))
        return complain(
            {Trouble::Fate::failed,
             exit_code::temporary,
             "a server is running on " + place.directory.string(),
             "its database is being written",
             "stop it first, or take an export: tocsin export all, then tocsin verify"}
        );
    SystemRng rng;
    const auto opened = open_stopped(place, rng);
    if (!opened) return complain(opened.error());
    const auto verified = verify_entries(*opened->log);
    if (!verified) return complain(verified.error());
    if (const auto held = check_guard(place, *opened, verified->tree); !held)
        return complain(held.error());

    const auto head = opened->log->head();
    std::printf(
        "log %s\nentries %llu\npayloads %llu\nroot %s\nverified\n",
        opened->key.str().c_str(),
        static_cast<unsigned long long>(head.size),
        static_cast<unsigned long long>(verified->payloads),
        head.root.hex().c_str()
    );
    return exit_code::done;
}

int admin_export_key(const Place& place) {
    if (auto client = AdminClient::connect(place.socket)) {
        const auto answer = client->ask({{"log_key", true}});
        if (!answer) return complain(answer.error());
        std::printf("%s\n", std::string(answer->at("log_key").as_string()).c_str());
        return exit_code::done;
    }
    SystemRng rng;
    const auto opened = open_stopped(place, rng);
    if (!opened) return complain(opened.error());
    std::printf("%s\n", opened->key.str().c_str());
    return exit_code::done;
}

int admin_rotate_key(const Place& place) {
    if (AdminClient::connect(place.socket)) return complain(running(place));
    const fs::path current = place.directory / "log.key", next = place.directory / "log.key.next",
                   old = place.directory / "log.key.old";
    std::error_code ec;
    // Broken off between the two renamings: what is left of it is done.
    const bool half_done = !fs::exists(current, ec) && fs::exists(old, ec) && fs::exists(next, ec);
    if (!half_done && fs::exists(old, ec))
        return complain(
            {Trouble::Fate::failed,
             exit_code::configuration,
             "a change of the log's key is under way",
             old.string() + " still signs beside it",
             "tocsin-admin key retire, once everybody has met the new key"}
        );
    if (!fs::exists(next, ec)) {
        SystemRng rng;
        const auto saved = storage::SigningKey::generate(rng).save(next);
        if (!saved) return complain(saved.error());
    }
    const auto key = storage::SigningKey::load(next);
    if (!key) return complain(key.error());
    if (!half_done) fs::rename(current, old, ec);
    if (!ec) fs::rename(next, current, ec);
    if (ec) return complain(not_renamed(place, ec.message()));
    if (const auto synced = storage::sync_directory(place.directory); !synced)
        return complain(synced.error());
    std::printf(
        "new key %s\nstart the server: it records the change, and both keys sign from then on\n"
        "back up log.key; publish the new key as the old one was published\n"
        "weeks later: tocsin-admin key retire\n",
        key->public_key().hex().c_str()
    );
    return exit_code::done;
}

int admin_retire_key(const Place& place) {
    if (AdminClient::connect(place.socket)) return complain(running(place));
    const fs::path old = place.directory / "log.key.old";
    std::error_code ec;
    if (!fs::exists(old, ec))
        return complain(
            {Trouble::Fate::failed,
             exit_code::usage,
             "no key waits to be retired",
             "there is no " + old.string(),
             "tocsin-admin key rotate begins a change"}
        );
    SystemRng rng;
    const auto opened = open_stopped(place, rng);
    if (!opened) return complain(opened.error());
    const auto key = storage::SigningKey::load(place.directory / "log.key");
    if (!key) return complain(key.error());
    if (opened->key.key != key->public_key())
        return complain(
            {Trouble::Fate::failed,
             exit_code::configuration,
             "the change is not recorded yet",
             "the log does not know of log.key",
             "start the server once, and let clients meet the new key"}
        );
    if (!fs::remove(old, ec)) return complain(not_renamed(place, ec.message()));
    if (const auto synced = storage::sync_directory(place.directory); !synced)
        return complain(synced.error());
    std::puts("retired: from the next start log.key alone signs");
    return exit_code::done;
}

} // namespace tocsin::app
