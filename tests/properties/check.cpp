// SPDX-License-Identifier: Apache-2.0
#include "tests/properties/check.hpp"

#include "server/base/rng.hpp"

#include <cstdlib>
#include <iostream>
#include <rapidcheck.h>

namespace tocsin::test {

namespace {

std::string wish(const char* name) {
    const char* wished = std::getenv(name);
    return wished ? wished : "";
}

// The same for everybody who wishes for no other: the verdict is the commit's, not the day's.
std::string seed() {
    const std::string wished = wish("PROPERTY_SEED");
    if (wished.empty()) return "2026";
    if (wished != "random") return wished;
    SystemRng rng;
    return std::to_string(rng.below(UINT64_MAX));
}

// rapidcheck asks the environment once, before the first property; what stands there already is the
// wish of whoever plays a failure again, or wants more of it.
std::string parameters() {
    std::string all = wish("RC_PARAMS");
    if (all.find("seed=") == std::string::npos) all += " seed=" + seed();
    if (all.find("max_success=") == std::string::npos) all += " max_success=1000";
    setenv("RC_PARAMS", all.c_str(), 1);
    return all;
}

// A step is never made simpler, only left out: its number means nothing by itself. Up to 300 steps:
// a procedure needs some to get anywhere.
rc::Gen<Story> stories() {
    const auto step =
        rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
    return rc::gen::scale(3.0, rc::gen::container<Story>(step));
}

} // namespace

bool holds(const std::string& what, const std::function<std::string(const Story&)>& broken_by) {
    static const std::string begun_with = parameters();
    std::cerr << begun_with << '\n';
    return rc::check(what, [&] {
        const Story story = *stories();
        const std::string why = broken_by(story);
        if (!why.empty()) RC_FAIL(why);
    });
}

} // namespace tocsin::test
