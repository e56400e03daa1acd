// Choices of chance out of one number: the same number chooses the same, whoever asks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/rng.hpp"

#include <initializer_list>
#include <vector>

namespace tocsin::test {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : rng_(seed) {}

    std::uint32_t below(std::size_t many) { return static_cast<std::uint32_t>(rng_.below(many)); }

    bool one_in(std::uint32_t many) { return below(many) == 0; }

    template <class T>
    T among(std::initializer_list<T> list) {
        return *(list.begin() + below(list.size()));
    }

    template <class T>
    const T& of(const std::vector<T>& list) {
        return list[below(list.size())];
    }

private:
    SeededRng rng_;
};

} // namespace tocsin::test
