// A whole small log, decided and written as the server would: an exercise coalition, one alert, one
// statement with three answers and a late one, closed and published. Its entries can be forged on
// the way in, so that the tree over a lie is valid. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/export_file.hpp"
#include "server/domain/state.hpp"
#include "storage/checkpoint.hpp"
#include "storage/memory_log.hpp"
#include "tocsin/v1/command.pb.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::test {

// A key that is no device key signing raw: a passkey, or OpenSSH.
struct OtherKey {
    v1::Key facts;
    std::function<v1::SignedText(const std::string& text)> sign;
};

struct Actor {
    PersonId id;
    std::string party;
    storage::SigningKey key;
    std::optional<OtherKey> other; // then it has this one instead

    Digest fingerprint() const;
};

class CaseLog {
public:
    // Called before each entry is written; `index` is where it will stand.
    using Forge =
        std::function<void(storage::Index index, v1::Event& event, storage::NewEntry& entry)>;

    using Keys = std::map<std::string, OtherKey>; // by name of the actor

    explicit CaseLog(Forge forge = {}, Keys keys = {});

    // The export as lines, without their LF; `scope`: whole_log or the statement's id.
    std::vector<std::string> lines(const std::string& scope = std::string(client::whole_log)) const;

    std::string vkey() const { return named_key().str(); }

    storage::VerifierKey named_key() const;
    std::string checkpoint(storage::Index size) const; // 0: of the whole
    // Of the first entry that holds this kind of event.
    storage::Index index_of(v1::Event::EventCase kind, int nth = 0) const;
    storage::Index size() const;

    std::string origin = "exercise.example/log";
    std::string alert_id, statement_id, text;
    Instant deadline{};
    std::map<std::string, Actor> actors; // "lead", "gh", "ke", "ca"

protected:
    // Empty: whoever derives from it writes what happens.
    struct Bare {};

    CaseLog(Bare, Forge forge) : forge_(std::move(forge)) {}

    // Decides at `now`, writes what comes of it; the subject of the decision.
    std::string submit(v1::Command command, const Actor* actor);
    void found_log(bool exercise_only);
    void admit(const std::string& code, v1::Party::Kind kind, const std::string& name);

    SeededRng rng_{7};
    domain::State state_;
    Instant now_ = from_ms(1'790'000'000'000);

private:
    void found();
    void seed(const std::string& name, const std::string& party, std::vector<v1::Role> roles);
    void alarm();
    void open();
    void answer(const std::string& name, v1::Position::Stance stance);
    void end();
    void write(v1::Event event, const Actor* actor, const v1::Command& command, v1::Realm realm);
    CommandId next_id();

    storage::MemoryLog log_{rng_};
    storage::SigningKey log_key_ = storage::SigningKey::generate(rng_);
    Forge forge_;
    Keys keys_;
};

std::string joined(const std::vector<std::string>& lines);

} // namespace tocsin::test
