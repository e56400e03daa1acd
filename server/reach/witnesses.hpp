// Asks the witnesses of the policy to cosign what was released, and hears from them when somebody
// holds a history of ours that is not ours (docs/LOG_FORMAT.md section 12). Rounds: everybody is
// asked about one note, and the next note is taken when a quorum has it or nobody is left to wait
// for. Shell's thread. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/engine/proofs.hpp"
#include "server/engine/timer.hpp"
#include "server/reach/egress.hpp"
#include "storage/trust_policy.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tocsin::reach {

class Witnesses {
public:
    struct Rooms {
        engine::Proofs& proofs;
        Egress& egress;
        const Clock& clock;
        Executor executor;
    };

    // What an operator should know; each of a witness's troubles once until it has passed.
    using Say = std::function<void(const std::string& line)>;

    // `evidence`: where two notes go that prove a fork.
    Witnesses(Rooms rooms, storage::TrustPolicy policy, std::filesystem::path evidence, Say say);

    // There is a new checkpoint.
    void released();
    void stop();

    struct Standing {
        std::string name;
        storage::Index size = 0;   // of the last checkpoint it cosigned
        std::uint64_t seconds = 0; // when, by its clock; 0: never since the start
        std::string trouble;       // empty: none
    };

    std::vector<Standing> standings() const;

    bool quorum_is_met() const { return enough_; }

private:
    struct One {
        const storage::TrustPolicy::Witness* witness;
        storage::Index known = 0; // the size it holds, as far as we know
        bool asking = false;
        int asked_again = 0; // in this round, after a 409
        std::string line;    // of this round
        Standing standing;
    };

    void begin_round();
    void ask(One& one);
    void answered(One& one, const std::string& note, const Answered& answer);
    void took(One& one, const std::string& note, const std::string& line);
    void holds(One& one, const std::string& body);
    void demand_evidence(One& one, const std::string& why);
    void judge_evidence(One& one, const std::string& why, const Answered& answer);
    void forked(const One& one, const std::string& theirs, const std::string& how);
    void troubled(One& one, const std::string& trouble);
    void look();

    Rooms rooms_;
    storage::TrustPolicy policy_;
    std::filesystem::path evidence_;
    Say say_;
    engine::Timer timer_;
    std::vector<One> all_;
    std::string note_; // of this round, with the log's line alone
    storage::TreeHead head_;
    bool enough_ = false;
    bool stopped_ = false;
};

} // namespace tocsin::reach
