// SPDX-License-Identifier: Apache-2.0
#include "client/core/receipt.hpp"

#include "storage/merkle.hpp"

namespace tocsin::client {

namespace {

constexpr int exit_not_found = 3;
constexpr int exit_not_verified = 7;

Trouble not_there(storage::Index index) {
    return {
        Trouble::Fate::failed,
        exit_not_found,
        "there is no receipt of entry " + std::to_string(index) + " yet",
        "it is not under a released checkpoint, or not yours to read",
        "ask again in a second"};
}

} // namespace

v1::Query ask_for_entry(storage::Index index) {
    v1::Query query;
    query.mutable_fetch_entries()->set_from(index);
    return query;
}

v1::Query ask_for_proof(storage::Index index) {
    v1::Query query;
    query.mutable_fetch_proof()->add_indices(index);
    return query;
}

Result<storage::Receipt> make_receipt(
    storage::Index index,
    const v1::Answer& entry,
    const v1::Answer& proof,
    const storage::VerifierKey& key
) {
    if (!entry.has_entries() || entry.entries().entries().empty()) return not_there(index);
    const v1::EntryRecord& record = entry.entries().entries(0);
    if (record.index() != index || !proof.has_proof() || proof.proof().paths().empty())
        return not_there(index);
    storage::Receipt receipt;
    receipt.entry.index = index;
    receipt.entry.header = record.header();
    if (!record.salt().empty()) {
        receipt.entry.salt = storage::Salt::from(record.salt());
        receipt.entry.payload = record.payload();
    }
    receipt.entry.leaf_hash = storage::leaf_hash(receipt.entry.header);
    for (const auto& hash : proof.proof().paths(0).hashes())
        receipt.proof.push_back(Digest::from(hash).value_or(Digest{}));
    receipt.checkpoint = proof.proof().checkpoint();
    if (const auto wrong = storage::wrong_with(receipt, key); !wrong.empty())
        return Trouble{
            Trouble::Fate::failed,
            exit_not_verified,
            "the receipt of entry " + std::to_string(index) + " proves nothing",
            wrong,
            "keep what the server said and tell an auditor"};
    return receipt;
}

} // namespace tocsin::client
