// A statement of the Coalition that is open for signature for a day, and what a test needs to sign
// it or to sign it wrongly.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/sign_on.hpp"
#include "tests/net/support/client.hpp"

namespace tocsin::net::test {

inline const std::string statement_words =
    "# Networks stay open\n\nWe ask that networks stay open.\n";

v1::Command drafting();
v1::Command wording(const std::string& procedure, const std::string& words = statement_words);
v1::Command
opening(const std::string& procedure, std::int64_t deadline_seconds, std::uint32_t version = 1);
v1::Command withdrawing(const std::string& procedure);
v1::Command taking(const domain::SignOn& text, const storage::SigningKey& key);
// Any bytes, well signed: the grammar may be what is wrong with them.
v1::Command taking(const std::string& text, const storage::SigningKey& key);

// Its SHA-256, as the server says it.
std::string deposit(Client& client, const std::string& words = statement_words);

// The text by which `signer` signs the statement that was opened.
domain::SignOn open_statement(const House& house, Client& penholder, const Person& signer);

// A house with a statement open in it, its penholder, two who may sign, and their connections.
struct Statement {
    explicit Statement(Options options = {});

    const domain::Procedure& procedure(); // ask it inside() the house
    std::uint64_t log_size();

    Instant deadline() const { return from_ms(text.deadline_seconds * 1000); }

    // What was decided of the procedure, by asking the house.
    domain::Procedure::State state();
    std::size_t positions();

    House house;
    Person penholder, ghana, norway;
    Client pen, signer;
    domain::SignOn text; // Ghana's
};

} // namespace tocsin::net::test
