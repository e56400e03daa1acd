// What tocsin-admin does with the data of a stopped server: `verify` and, without a server to ask,
// `key export-public`.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_client.hpp"
#include "server/app/admin_verbs.hpp"
#include "server/app/complain.hpp"
#include "server/app/exit_code.hpp"
#include "storage/guard.hpp"
#include "storage/merkle.hpp"
#include "storage/sha256.hpp"
#include "storage/sqlite_log.hpp"
#include "tocsin/v1/event.pb.h"

#include <algorithm>
#include <cstdio>

namespace tocsin::app {

namespace {

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
    storage::VerifierKey key;
};

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
    return Opened{std::move(*log), {event.log_founded().origin(), *key}};
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
    storage::Sha256 sha;
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
            const auto leaf = storage::leaf_hash(sha, entry.header);
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
    const storage::Guard guard(place.directory, {}, opened.key);
    const auto notes = guard.load();
    if (!notes) return notes.error();
    const auto root_at = [&tree](storage::Index size) { return tree.root(size); };
    return storage::check_released(*notes, opened.key, opened.log->head(), root_at);
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

} // namespace tocsin::app
