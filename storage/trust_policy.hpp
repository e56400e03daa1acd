// Whom a verifier believes (C2SP tlog-policy): the log's keys, witnesses, and how many of them have
// to have cosigned. The same file is the server's list of witnesses. docs/LOG_FORMAT.md section 12.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/cosignature.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin::storage {

class TrustPolicy {
public:
    struct Witness {
        std::string name; // in this file only
        CosignerKey key;
        std::string url; // submission prefix; empty: not asked from here
    };

    struct Wrong {
        std::size_t line = 0; // from 1
        std::string why;
    };

    // Lines: `log VKEY`, `witness NAME VKEY [URL]`, `group NAME any|all|K MEMBER…`, `quorum
    // NAME|none` once; '#' begins a comment. Names are used after they are defined, and once as a
    // member. Anything else is Wrong.
    static std::variant<TrustPolicy, Wrong> parse(std::string_view text);

    const std::vector<VerifierKey>& logs() const { return logs_; }

    const std::vector<Witness>& witnesses() const { return witnesses_; }

    // Whether these witnesses, by name, are enough.
    bool is_met_by(const std::set<std::string>& cosigned) const;

    struct Cosigned {
        std::map<std::string, std::uint64_t> at; // seconds, by witness
        std::set<std::string> wrong;             // lines in a witness's name that are not its own
        bool enough = false;
        // By then enough of them had seen it; meaningful when `enough` and a quorum is asked for.
        std::optional<std::uint64_t> seen_by;
    };

    Cosigned judge(const Note& note) const;

private:
    struct Group {
        std::size_t needed = 0;
        std::vector<std::string> members;
    };

    class Reader;
    bool holds(const std::string& name, const std::set<std::string>& cosigned) const;

    std::vector<VerifierKey> logs_;
    std::vector<Witness> witnesses_;
    std::map<std::string, Group> groups_;
    std::string quorum_; // empty: none
};

} // namespace tocsin::storage
