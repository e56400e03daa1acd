// SPDX-License-Identifier: Apache-2.0
#include "storage/guard.hpp"

#include "storage/durable_file.hpp"

#include <algorithm>

namespace tocsin::storage {

namespace {

constexpr std::string_view file_name = "released-checkpoint";
constexpr std::size_t note_bytes_max = 64 * 1024;

Trouble halted(std::string what, std::string why, std::string next) {
    return Trouble{Trouble::Fate::halt, 78, std::move(what), std::move(why), std::move(next)};
}

std::string describe(const TreeHead& head) {
    return std::to_string(head.size) + " entries with root " + to_base64(head.root.view());
}

constexpr const char* ways_on =
    "put back the newest copy of the database, or look for tocsin.db-wal that was left behind; to "
    "go on "
    "without the lost entries found a log with a new origin (docs/OPERATIONS.md)";

} // namespace

Guard::Guard(
    std::filesystem::path first, std::filesystem::path second, std::vector<VerifierKey> keys
)
    : keys_(std::move(keys)) {
    files_.push_back(first / file_name);
    if (!second.empty()) files_.push_back(second / file_name);
}

Result<std::vector<std::string>> Guard::load() const {
    std::vector<std::pair<Index, std::string>> found;
    for (const auto& file : files_) {
        auto text = read_file(file, note_bytes_max);
        if (!text) {
            return halted(
                "cannot tell which checkpoint was released last",
                to_string(text.error()),
                "repair " + file.string()
            );
        }
        if (!*text) continue;
        const auto checkpoint = open_checkpoint(**text, keys_);
        if (!checkpoint) {
            return halted(
                "cannot trust " + file.string(),
                "it is no checkpoint signed with the key " + keys_.front().str(),
                "use the log key and the origin this log was founded with"
            );
        }
        found.emplace_back(checkpoint->head.size, std::move(**text));
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first > b.first;
    });
    std::vector<std::string> notes;
    for (auto& [size, note] : found)
        notes.push_back(std::move(note));
    return notes;
}

Result<void> Guard::release(const std::string& note) {
    const auto next = open_checkpoint(note, keys_);
    if (!next) return halted("will not release a checkpoint", "it is not signed with our key", "");
    const auto standing = load();
    if (!standing) return standing.error();
    for (const auto& text : *standing) {
        const auto released = open_checkpoint(text, keys_);
        const bool behind = released->head.size > next->head.size;
        const bool forked =
            released->head.size == next->head.size && released->head.root != next->head.root;
        if (behind || forked) {
            return halted(
                "will not release a checkpoint of " + describe(next->head),
                "one of " + describe(released->head) + " was released before",
                ways_on
            );
        }
    }
    for (const auto& file : files_) {
        if (auto written = replace_file(file, note); !written) return written.error();
    }
    return {};
}

Result<void> check_released(
    const std::vector<std::string>& notes,
    std::span<const VerifierKey> keys,
    const TreeHead& head,
    const RootAt& root_at
) {
    for (const auto& note : notes) {
        const auto released = open_checkpoint(note, keys);
        if (!released) {
            return halted(
                "cannot trust a released checkpoint",
                "it is not signed with " + keys.front().str(),
                ""
            );
        }
        if (released->head.size > head.size) {
            return halted(
                "the log is older than the released checkpoint",
                "it holds " + describe(head) + ", but people have seen " + describe(released->head),
                ways_on
            );
        }
        const Digest root = root_at(released->head.size);
        if (root != released->head.root) {
            return halted(
                "the log is not the one whose checkpoint was released",
                "it holds " + describe({released->head.size, root}) + ", but people have seen " +
                    describe(released->head),
                ways_on
            );
        }
    }
    return {};
}

} // namespace tocsin::storage
