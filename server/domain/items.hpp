// Things of one kind by their id: walked in order of id, as replay needs it (I3), and found by
// hash: every act names one among ten thousand, and a walk down an ordered map that large misses
// the cache at each step. The hash is never walked, so its order decides nothing. Nothing is ever
// taken out. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/check.hpp"
#include "server/domain/ids.hpp"

#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace tocsin::domain {

// The part of std::map that the domain uses. Things stay where they are until it goes.
template <class Id, class Item>
class Items {
    using Ordered = std::map<Id, Item>;

public:
    using iterator = typename Ordered::iterator;
    using const_iterator = typename Ordered::const_iterator;
    using value_type = typename Ordered::value_type;

    Items() = default;
    Items(Items&&) = default; // A map's nodes stay where they are when it is moved.
    Items& operator=(Items&&) = default;

    Items(const Items& other) : ordered_(other.ordered_) {
        for (auto at = ordered_.begin(); at != ordered_.end(); ++at)
            places_.emplace(at->first.text, at);
    }

    Items& operator=(const Items& other) { return *this = Items(other); }

    // Under its own id; nothing happens when there is one of that id.
    void add(Item item) {
        Id id = item.id;
        const auto [at, is_new] = ordered_.emplace(std::move(id), std::move(item));
        if (is_new) places_.emplace(at->first.text, at);
    }

    iterator find(const Id& id) {
        const auto place = places_.find(id.text);
        return place == places_.end() ? ordered_.end() : place->second;
    }

    const_iterator find(const Id& id) const {
        const auto place = places_.find(id.text);
        return place == places_.end() ? ordered_.end() : const_iterator(place->second);
    }

    // There MUST be one.
    Item& at(const Id& id) {
        const auto found = find(id);
        TOCSIN_CHECK(found != end());
        return found->second;
    }

    const Item& at(const Id& id) const {
        const auto found = find(id);
        TOCSIN_CHECK(found != end());
        return found->second;
    }

    bool contains(const Id& id) const { return places_.contains(id.text); }

    std::size_t size() const { return ordered_.size(); }

    bool empty() const { return ordered_.empty(); }

    iterator begin() { return ordered_.begin(); }

    iterator end() { return ordered_.end(); }

    const_iterator begin() const { return ordered_.begin(); }

    const_iterator end() const { return ordered_.end(); }

private:
    Ordered ordered_;
    std::unordered_map<std::string_view, iterator> places_; // by the text of the key in its node
};

} // namespace tocsin::domain
