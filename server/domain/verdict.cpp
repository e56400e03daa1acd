// The verdict of a command, told again from its first entry alone: a retry after years gets the
// words of the first time (storage.md 3.5). SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"
#include "server/domain/words.hpp"

namespace tocsin::domain {

v1::Verdict verdict_of(const v1::Event& event, const EntryFacts& facts) {
    v1::Verdict verdict;
    if (event.has_position_received_late()) {
        const Instant deadline = from_ms(event.position_received_late().deadline());
        v1::Refusal& refusal = *verdict.mutable_refusal();
        refusal = refuse_late(deadline, from_ms(event.received_at()));
        refusal.set_has_index(true);
        refusal.set_index(facts.index);
        return verdict;
    }
    v1::Receipt& receipt = *verdict.mutable_receipt();
    receipt.set_index(facts.index);
    receipt.set_leaf_hash(facts.leaf_hash.str());
    receipt.set_received_at(event.received_at());
    receipt.set_recorded_at(to_ms(facts.recorded_at));
    receipt.set_subject(subject_of(event));
    return verdict;
}

} // namespace tocsin::domain
