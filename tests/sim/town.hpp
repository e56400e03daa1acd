// The coalition of the simulation: the persons of a history of chance (tests/properties), each with
// a real key, and the log that founds it. What they want next is drawn as there, out of what there
// is. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/signature.hpp"
#include "tests/properties/history.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::sim {

struct Person {
    domain::Asker asker;
    std::string party;
    const storage::SigningKey* key = nullptr;
};

// What somebody wants: a command, and the documents that must be there before it.
struct Wish {
    v1::Command command;
    std::vector<std::string> documents;
    std::size_t person = 0; // in Town::people
};

class Town {
public:
    Town(std::uint64_t seed, const std::string& origin, const storage::SigningKey& log_key);

    std::vector<Person> people;

    // Writes the founding into an empty log of this directory.
    void found(const std::filesystem::path& directory) const;

    // Out of the state shown now. Signed by whoever is meant to.
    Wish wish(const domain::State& shown, Instant now, test::Dice& dice);

private:
    std::optional<std::size_t> owner_of(const Digest& key) const;
    std::string document(std::string_view placeholder) const;
    void name_documents(v1::Command& command, std::vector<std::string>& documents) const;
    void sign(v1::TakePosition& taking, std::vector<std::string>& documents) const;

    test::History history_;
    std::vector<storage::SigningKey> keys_;
    std::map<Digest, std::size_t> by_key_;
};

} // namespace tocsin::sim
