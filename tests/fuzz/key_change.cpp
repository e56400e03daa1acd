// The texts of the proof beside notes: a key's change, a policy, a witness's answer.
// SPDX-License-Identifier: Apache-2.0
#include "storage/key_change.hpp"

#include "storage/trust_policy.hpp"
#include "storage/witness.hpp"
#include "tests/fuzz/fuzz.hpp"

void tocsin::fuzz::fuzz(std::string_view input) {
    using namespace tocsin::storage;
    if (const auto change = parse_key_change(input)) {
        believed();
        must(render(*change) == input, "a change of keys has one form");
    }
    (void)TrustPolicy::parse(input);
    (void)size_held(input);
}
