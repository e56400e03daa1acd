// Followers for the tests of the feed: what they were sent, and how fast they take it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/engine/support.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::engine::test {

class Listener final : public Follower {
public:
    Listener(
        World& world,
        const Person& person,
        wire::Format format_ = wire::Format::binary,
        std::uint64_t from = 0
    );
    ~Listener() override;
    void advance() override;

    // Starts to follow, from `next`.
    void follow();
    bool caught_up() const;

    std::vector<v1::Item> items;
    std::vector<wire::SharedFrame> frames;
    bool stalled = false;     // takes nothing, as a peer whose socket is full
    int advances_to_skip = 0; // a slow one: that many turns are lost

private:
    World& world_;
    domain::Reader reader_;
};

// The message of one unmasked, final WebSocket frame.
std::string message_of(const std::string& frame);

// Indices of the entries this reader may see, by the log itself and the present state.
std::vector<storage::Index> visible(World& world, const Person& person, std::uint64_t from = 0);
std::vector<storage::Index> indices(const std::vector<v1::Item>& items);

} // namespace tocsin::engine::test
