// A witness (C2SP tlog-witness v1.0.0): remembers the last checkpoint it saw of each log, and puts
// its name and the time under a later one only when that contains it. Whoever shows two histories
// to two people needs two witnesses who lie. Pure but for its one file; the way to it is
// server/app's. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/cosignature.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::storage {

class Witness {
public:
    struct Answer {
        int status = 200;
        std::string body;
        std::string type = "text/plain; charset=utf-8";
    };

    // `name` goes into each cosignature. The state file is made with the first checkpoint; one that
    // cannot be read is Trouble: a witness that forgot is none.
    static Result<Witness> open(
        std::string name, SigningKey key, std::filesystem::path state, std::vector<VerifierKey> logs
    );

    // POST add-checkpoint: `old N`, proof lines, an empty line, the checkpoint. 200 with a
    // signature line; 400, 403, 404, 409 (body: the size it holds), 422; 503 when it could not be
    // kept. What was cosigned is on disk before this returns.
    Answer add_checkpoint(std::string_view body, std::uint64_t seconds);

    // GET <hex SHA-256 of origin>/checkpoint: the last one cosigned, with our line; 404.
    Answer last(std::string_view origin_hash) const;

    CosignerKey key() const { return {name_, key_.public_key()}; }

private:
    struct Seen {
        TreeHead head;
        std::string note; // with our line
    };

    Witness(
        std::string name, SigningKey key, std::filesystem::path state, std::vector<VerifierKey> logs
    );
    Result<void> load();
    Result<void> keep(const std::string& origin, Seen seen);

    std::string name_;
    SigningKey key_;
    std::filesystem::path state_;
    std::vector<VerifierKey> logs_;
    std::map<std::string, Seen> seen_; // by origin
};

// What is asked of a witness; and the answer of one that holds another size.
std::string
add_checkpoint_body(Index old, const std::vector<Digest>& proof, const std::string& checkpoint);
std::optional<Index> size_held(std::string_view body);
constexpr std::string_view tlog_size_type = "text/x.tlog.size";

} // namespace tocsin::storage
