// SPDX-License-Identifier: Apache-2.0
#include "server/engine/frames.hpp"

#include "server/base/limits.hpp"

#include <algorithm>

namespace tocsin::engine {

namespace {

constexpr std::size_t json_shell_bytes = 32; // {"items":[ … ]} and to spare

} // namespace

Stretch look(
    std::deque<Outgoing>& run,
    std::size_t begin,
    const domain::Reader& reader,
    wire::Format format,
    const wire::LogId& log,
    const domain::State& shown
) {
    const bool json = format == wire::Format::json;
    Stretch stretch{begin, begin, {}, json ? json_shell_bytes : 0, false, {}};
    const std::size_t empty = stretch.bytes;
    for (; stretch.end < run.size(); ++stretch.end) {
        Outgoing& entry = run[stretch.end];
        entry.judge(shown);
        entry.visibility.list_persons(stretch.named);
        const bool seen = entry.seen_by(reader);
        const std::size_t bytes = seen ? entry.item(format, log).size() + (json ? 1 : 0) : 0;
        // One alone goes out whatever its size; the sequencer let nothing in that is too long.
        if (stretch.bytes > empty && stretch.bytes + bytes > limits::message_bytes_max) {
            stretch.full = true;
            break;
        }
        stretch.seen += seen ? '1' : '0';
        stretch.bytes += bytes;
    }
    std::sort(stretch.named.begin(), stretch.named.end());
    const auto twice = std::unique(stretch.named.begin(), stretch.named.end());
    stretch.named.erase(twice, stretch.named.end());
    return stretch;
}

wire::SharedFrame frame_of(
    std::deque<Outgoing>& run, const Stretch& stretch, wire::Format format, const wire::LogId& log
) {
    if (stretch.seen.find('1') == std::string::npos) return nullptr;
    std::string joined;
    joined.reserve(stretch.bytes);
    for (std::size_t at = stretch.begin; at < stretch.end; ++at) {
        if (stretch.seen[at - stretch.begin] == '0') continue;
        if (format == wire::Format::json && !joined.empty()) joined += ',';
        joined += run[at].item(format, log);
    }
    if (format == wire::Format::binary) return wire::frame_of(joined, format);
    return wire::frame_of(wire::join_items(joined, format), format);
}

const FrameCache::Built* FrameCache::find(
    wire::Format format, storage::Index from, storage::Index head, const domain::Reader& reader
) const {
    const std::tuple<wire::Format, storage::Index, std::uint32_t, const domain::PartyCode&> key(
        format, from, reader.classes, reader.party
    );
    const auto found = known_.find(key);
    if (found == known_.end()) return nullptr;
    const Known& known = found->second;
    if (known.built.head != head) return nullptr;
    if (std::binary_search(known.named.begin(), known.named.end(), reader.person)) return nullptr;
    return &known.built;
}

wire::SharedFrame
FrameCache::same(wire::Format format, storage::Index from, const Stretch& stretch) const {
    for (const auto& frame : frames_) {
        const bool same =
            frame.from == from && frame.format == format && frame.seen == stretch.seen;
        if (same) return frame.frame;
    }
    return nullptr;
}

void FrameCache::keep(
    wire::Format format,
    storage::Index from,
    const domain::Reader& reader,
    Stretch stretch,
    Built built
) {
    if (frames_.size() == frames_max || known_.size() == known_max) {
        frames_.clear();
        known_.clear();
    }
    if (built.frame && !same(format, from, stretch)) {
        frames_.push_front({format, from, stretch.seen, built.frame});
    }
    if (std::binary_search(stretch.named.begin(), stretch.named.end(), reader.person)) return;
    known_.insert_or_assign(
        Key(format, from, reader.classes, reader.party),
        Known{std::move(built), std::move(stretch.named)}
    );
}

} // namespace tocsin::engine
