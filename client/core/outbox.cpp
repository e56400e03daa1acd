// SPDX-License-Identifier: Apache-2.0
#include "client/core/outbox.hpp"

#include "client/core/files.hpp"

#include <algorithm>

namespace tocsin::client {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t command_bytes_max = 64 * 1024;
constexpr std::size_t answered_kept_max = 64;

std::optional<CommandId> id_of(const fs::path& file) {
    const auto raw = from_hex(file.filename().string());
    if (!raw) return std::nullopt; // not one of ours: a .tmp of a crash
    return CommandId::from(*raw);
}

std::vector<fs::path> files_of(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code ec;
    for (const auto& item : fs::directory_iterator(folder, ec))
        if (id_of(item.path())) files.push_back(item.path());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

Result<Outbox> Outbox::open(fs::path folder) {
    Outbox outbox(std::move(folder));
    if (outbox.folder_.empty()) return outbox;
    for (const auto& made : {outbox.folder_, outbox.folder_ / "answered"}) {
        const auto done = make_private_folder(made);
        if (!done) return done.error();
    }
    const auto loaded = outbox.load();
    if (!loaded) return loaded.error();
    return outbox;
}

Result<void> Outbox::load() {
    for (const auto& file : files_of(folder_)) {
        auto bytes = read_small(file, command_bytes_max);
        if (!bytes) return bytes.error();
        if (*bytes && !(*bytes)->empty()) pending_.push_back({*id_of(file), std::move(**bytes)});
    }
    return {};
}

Result<void> Outbox::put(const PendingCommand& command) {
    if (const auto known = find(command.id); known && *known != command.bytes) {
        Trouble trouble;
        trouble.exit_code = 5;
        trouble.what = "the command id " + command.id.hex() + " is taken";
        trouble.why = "another command was given under it";
        trouble.next = "leave --command-id out for a new one";
        return trouble;
    }
    const auto same = [&](const PendingCommand& pending) { return pending.id == command.id; };
    if (std::any_of(pending_.begin(), pending_.end(), same)) return {};
    if (!folder_.empty()) {
        const auto written = write_private(folder_ / command.id.hex(), command.bytes);
        if (!written) return written.error();
    }
    const auto later = [&](const PendingCommand& pending) { return command.id < pending.id; };
    pending_.insert(std::find_if(pending_.begin(), pending_.end(), later), command);
    return {};
}

Result<void> Outbox::settle(const CommandId& id) {
    const auto gone =
        std::remove_if(pending_.begin(), pending_.end(), [&](const PendingCommand& command) {
            return command.id == id;
        });
    if (gone == pending_.end()) return {};
    pending_.erase(gone, pending_.end());
    if (folder_.empty()) return {};
    std::error_code ec;
    fs::rename(folder_ / id.hex(), folder_ / "answered" / id.hex(), ec);
    forget_oldest();
    // A file that could not be moved is sent again one day, and answered the same.
    return {};
}

std::optional<std::string> Outbox::find(const CommandId& id) const {
    for (const auto& command : pending_)
        if (command.id == id) return command.bytes;
    if (folder_.empty()) return std::nullopt;
    auto bytes = read_small(folder_ / "answered" / id.hex(), command_bytes_max);
    if (!bytes) return std::nullopt;
    return std::move(*bytes);
}

void Outbox::forget_oldest() const {
    const auto files = files_of(folder_ / "answered");
    std::error_code ec;
    for (std::size_t i = 0; i + answered_kept_max < files.size(); ++i)
        fs::remove(files[i], ec);
}

} // namespace tocsin::client
