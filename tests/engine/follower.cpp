// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/follower.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"
#include "server/engine/entry_reading.hpp"

namespace tocsin::engine::test {

Listener::Listener(World& world, const Person& person, wire::Format format_, std::uint64_t from)
    : world_(world), reader_(world.reader(person)) {
    reader = &reader_;
    format = format_;
    next = from;
}

Listener::~Listener() {
    world_.engine().feed().leave(*this);
}

void Listener::follow() {
    world_.engine().feed().behind(*this);
}

bool Listener::caught_up() const {
    return next == world_.engine().feed().head();
}

void Listener::advance() {
    Feed& feed = world_.engine().feed();
    if (stalled) return; // The lane waits for its socket; nobody calls before it is writable.
    if (advances_to_skip > 0) {
        --advances_to_skip;
        return feed.behind(*this);
    }
    const auto step = feed.next(*this);
    if (step.got == Feed::Got::reading) return;
    if (step.got == Feed::Got::caught_up) return feed.park(*this);
    frames.push_back(step.frame);
    const std::string message = message_of(*step.frame);
    TOCSIN_CHECK(message.size() <= limits::message_bytes_max);
    const auto parsed = wire::parse_server_frame(message, format);
    TOCSIN_CHECK(parsed.has_value());
    for (const auto& item : parsed->items())
        items.push_back(item);
    feed.behind(*this);
}

std::string message_of(const std::string& frame) {
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(frame[at]); };
    const unsigned length = octet(1);
    if (length < 126) return frame.substr(2);
    return frame.substr(length == 126 ? 4 : 10);
}

std::vector<storage::Index> visible(World& world, const Person& person, std::uint64_t from) {
    const auto reader = world.reader(person);
    std::vector<storage::Index> seen;
    for (auto index = from; index < world.engine().shown().size; ++index) {
        const auto reading = read_entry(world.entry(index));
        if (!reading.told.event) continue;
        const auto visibility = domain::visibility_of(world.engine().shown(), *reading.told.event);
        if (domain::may_see(visibility, reader)) seen.push_back(index);
    }
    return seen;
}

std::vector<storage::Index> indices(const std::vector<v1::Item>& items) {
    std::vector<storage::Index> found;
    for (const auto& item : items)
        found.push_back(item.index());
    return found;
}

} // namespace tocsin::engine::test
