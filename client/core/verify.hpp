// Checks an export, or a whole log, offline and without trusting who made it: docs/LOG_FORMAT.md
// section 7. The tree and its checkpoint, then what the entries say: every signed position, every
// closing decided again, every alert's two persons.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/export_file.hpp"
#include "storage/checkpoint.hpp"
#include "storage/trust_policy.hpp"

#include <array>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::client {

enum class LogKeyTrust { given, known, first_use };

struct VerifyOptions {
    std::optional<storage::VerifierKey>
        log_key;                                // none: the one in the file is trusted on first use
    LogKeyTrust trust = LogKeyTrust::first_use; // where log_key came from
    std::string known_checkpoint;               // verified before: the log must contain it
    std::optional<storage::TrustPolicy> policy; // whom else to believe; none: cosignatures unread
    // A server's own data: nothing is withheld, and entries behind the checkpoint are no fault.
    bool is_database = false;
    std::function<void(std::uint64_t entries)> on_progress; // every 10,000 entries
};

struct Finding {
    enum class Weight { wrong, doubt };
    Weight weight = Weight::wrong;
    std::optional<storage::Index> index; // none: of the whole
    std::string what;
};

struct VerifyReport {
    std::string origin;
    std::string scope;
    std::string log_key; // vkey used
    LogKeyTrust trust = LogKeyTrust::first_use;
    std::uint64_t size = 0;                                 // of the checkpoint
    std::string root;                                       // hex
    std::optional<storage::TrustPolicy::Cosigned> cosigned; // with a policy
    std::uint64_t entries = 0;
    std::uint64_t withheld = 0;            // without payload: withheld or erased
    std::uint64_t positions = 0;           // signatures that verified
    std::uint64_t positions_unchecked = 0; // their keys are not in the file
    std::uint64_t closings = 0;
    std::uint64_t alerts = 0;
    std::uint64_t documents = 0;
    std::vector<Finding> findings; // at most findings_max
    std::optional<storage::Index> first_wrong;
    std::string trustworthy; // what remains, in words

    bool sound() const;
};

constexpr std::size_t findings_max = 100;

// An entry with what it took to hash it, which needs nothing of those before it: done ahead, on
// another thread.
struct Weighed {
    ExportedEntry entry;
    Digest leaf;                           // of its header
    std::optional<storage::Header> header; // nothing: it is none
    bool payload_fits = false;             // salt and payload are those the header commits to
};

void weigh(Weighed& weighed); // fills what follows from its entry

class Verifier {
public:
    explicit Verifier(VerifyOptions options);
    ~Verifier();

    void begin(const ExportHead& head);
    void take(const Weighed& weighed);
    void take(const ExportedDocument& document);
    void damaged(const std::string& what); // a line that cannot be read
    // Something kept beside an entry, which the log itself does not hold: a table of the server's.
    void wrong_beside(storage::Index index, const std::string& what);

    // What a server must remember to answer a command the same again, by the index where it begins.
    struct CommandPlace {
        storage::Index index = 0;
        std::array<std::uint8_t, PersonId::size + CommandId::size> name{}; // actor and id
        Digest request; // of its bytes; zero: not known here, or the server's own
    };

    const std::vector<CommandPlace>& commands() const; // in order of index, until finish()
    const std::set<Digest>& documents_named() const;
    VerifyReport finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

VerifyReport verify_export(std::istream& in, VerifyOptions options);

} // namespace tocsin::client
