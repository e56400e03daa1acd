// SPDX-License-Identifier: Apache-2.0
#include "tests/properties/check.hpp"

#include <cstdlib>
#include <rapidcheck.h>

namespace tocsin::test {

namespace {

// rapidcheck asks the environment once, before the first property; what stands there already is the
// wish of whoever plays a failure again, or wants more of it.
void ask_for_a_thousand() {
    const char* wished = std::getenv("RC_PARAMS");
    std::string parameters = wished ? wished : "";
    if (parameters.find("max_success") != std::string::npos) return;
    parameters += " max_success=1000";
    setenv("RC_PARAMS", parameters.c_str(), 1);
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
    ask_for_a_thousand();
    return rc::check(what, [&] {
        const Story story = *stories();
        const std::string why = broken_by(story);
        if (!why.empty()) RC_FAIL(why);
    });
}

} // namespace tocsin::test
