// Channels, what is to be sent by them, and how far the log was read for them: beside the log.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_state.hpp"

namespace tocsin::storage {

namespace {

Instant instant(const Run& row, int column) {
    return from_ms(static_cast<std::int64_t>(row.index(column)));
}

Index number(Instant at) {
    return static_cast<Index>(to_ms(at));
}

void put(SQLite::Statement& statement, const ChannelRow& row) {
    Run put(statement);
    put.bind(1, row.id.view()).bind(2, row.person.view());
    put.bind(3, Index{static_cast<std::uint8_t>(row.kind)}).bind_text(4, row.address);
    put.bind(5, row.p256dh).bind(6, row.auth).bind_text(7, row.label).bind_text(8, row.language);
    put.bind(9, number(row.added)).bind(10, number(row.proven)).bind(11, number(row.tested));
    put.bind(12, row.code_sha256).bind(13, number(row.failed)).bind_text(14, row.failed_because);
    put.step();
}

ChannelRow channel_in(const Run& run) {
    ChannelRow row;
    row.id = *ChannelId::from(run.bytes(0));
    row.person = *PersonId::from(run.bytes(1));
    row.kind = static_cast<ChannelRow::Kind>(run.index(2));
    row.address = std::string(run.bytes(3));
    row.p256dh = std::string(run.bytes(4));
    row.auth = std::string(run.bytes(5));
    row.label = std::string(run.bytes(6));
    row.language = std::string(run.bytes(7));
    row.added = instant(run, 8);
    row.proven = instant(run, 9);
    row.tested = instant(run, 10);
    row.code_sha256 = std::string(run.bytes(11));
    row.failed = instant(run, 12);
    row.failed_because = std::string(run.bytes(13));
    return row;
}

} // namespace

Result<void> ChannelTables::keep(const ChannelChanges& changes) {
    auto written = log_.store.write([&]() -> Result<void> {
        for (const auto& [id, row] : changes.put)
            put(log_.writing->put_channel, row);
        for (const ChannelItem& item : changes.items) {
            Run put(log_.writing->put_item);
            put.bind(1, item.channel.view()).bind_text(2, item.subject);
            put.bind(3, Index{item.message}).bind(4, Index{item.tries});
            put.bind(5, number(item.since)).bind(6, number(item.next)).step();
        }
        for (const ChannelItem& item : changes.done) {
            Run remove(log_.writing->remove_item);
            remove.bind(1, item.channel.view()).bind_text(2, item.subject);
            remove.bind(3, Index{item.message}).step();
        }
        for (const ChannelId& id : changes.removed)
            Run(log_.writing->remove_channel).bind(1, id.view()).step();
        if (changes.next) Run(log_.writing->put_cursor).bind(1, *changes.next).step();
        return {};
    });
    // An address that was taken away is not to be found in the file.
    if (written && !changes.removed.empty()) log_.store.erase_traces();
    return written;
}

Result<ChannelRows> ChannelTables::all() {
    ChannelRows all;
    auto done = log_.store.read([&]() -> Result<void> {
        Run channels(log_.reading->channels);
        while (channels.step())
            all.channels.push_back(channel_in(channels));
        Run items(log_.reading->items);
        while (items.step()) {
            ChannelItem& item = all.items.emplace_back();
            item.channel = *ChannelId::from(items.bytes(0));
            item.subject = std::string(items.bytes(1));
            item.message = static_cast<std::uint32_t>(items.index(2));
            item.tries = static_cast<std::uint32_t>(items.index(3));
            item.since = instant(items, 4);
            item.next = instant(items, 5);
        }
        Run cursor(log_.reading->cursor);
        if (cursor.step()) all.next = cursor.index(0);
        return {};
    });
    if (!done) return done.error();
    return all;
}

Channels& SqliteLog::channels() {
    return state_->channels;
}

} // namespace tocsin::storage
