// What only computes, off the shell's thread: the signatures under positions and new keys. A
// position is verified here, before the sequencer and on any core (security.md 5.7).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"
#include "server/base/bytes.hpp"
#include "tocsin/v1/command.pb.h"
#include "tocsin/v1/frame.pb.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::identity {

// Of a position: MALFORMED (not the 13 lines), BAD_SIGNATURE (also when `key` is not the one that
// the text names, or signs in another form). Any thread.
std::optional<v1::Refusal> verify_position(
    const v1::SignedText& text, const v1::Key& key, const std::vector<std::string>& origins
);
// The same of a text that was read already and names the key `named`: not read again.
std::optional<v1::Refusal> verify_position(
    const v1::SignedText& text,
    const Digest& named,
    const v1::Key& key,
    const std::vector<std::string>& origins
);

// Of a person's new key: both signatures over one text, `cosignature` by `signer`, a key it has,
// `possession` by the new one; MALFORMED, INVALID_FIELD, BAD_SIGNATURE. Any thread.
std::optional<v1::Refusal> verify_own_key(
    const v1::AddOwnKey& adding, const v1::Key& signer, const std::vector<std::string>& origins
);

// `done` runs on `executor` with what `check` came to on another thread, or OVERLOADED when too
// many wait. Without threads it is computed at once, on this one (the simulation). Used on the
// shell's thread; what it still owes when it goes is never answered, so its callers MUST have ended
// before.
class Verifier {
public:
    using Check = std::function<std::optional<v1::Refusal>()>;
    using Done = std::function<void(std::optional<v1::Refusal>)>;

    Verifier(Executor executor, unsigned threads);
    ~Verifier();
    void verify(Check check, Done done);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace tocsin::identity
