// Who is speaking: challenges, device keys, feed tokens, invitations, and the signature of a
// position, verified before the sequencer (security.md 5.6, 5.7). Reads the shown state, owns
// nothing but nonces.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"
#include "server/base/clock.hpp"
#include "server/base/rng.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/sign_on.hpp"
#include "server/wire/auth_text.hpp"
#include "storage/signature.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace tocsin::identity {

struct Caller {
    PersonId person;
    Digest key;             // zero: a feed token
    Digest token;           // zero: a key
    bool read_only = false; // feed token: follows and asks, commands nothing
};

class Identity {
public:
    Identity(const domain::State& shown, const Clock& clock, Rng& rng);

    v1::Challenge challenge(const wire::ServerNonce& nonce, const std::string& server) const;

    // AUTH_FAILED (one wording and one time for unknown key and bad signature), CLOCK_SKEW,
    // UNSUPPORTED.
    std::variant<Caller, v1::Refusal> authenticate(
        const v1::Authenticate& proof,
        const wire::ServerNonce& nonce,
        const std::optional<wire::Exporter>& exporter
    ) const;

    // A stranger with a code: checks the proof with the key it brings; the command to submit for
    // it.
    std::variant<v1::Command, v1::Refusal> enrol(
        const v1::Enrol& enrol,
        const wire::ServerNonce& nonce,
        const std::optional<wire::Exporter>& exporter
    );

    // From the Authorization header ("Bearer …"; the token is known by the SHA-256 of its text);
    // nothing: no such token, expired or revoked.
    std::optional<Caller> token(std::string_view authorization) const;

    // Still who it was: key not revoked, token not expired, person still acting for a party.
    bool still_valid(const Caller& caller) const;

private:
    bool acts_for_a_party(const PersonId& person) const;

    const domain::State& shown_;
    const Clock& clock_;
    Rng& rng_;
    // A real point, of a key that was thrown away: verified in place of none.
    storage::PublicKey nobody_;
};

// What the Verifier does, on any thread: nothing, or MALFORMED (not the 13 lines), UNSUPPORTED (an
// algorithm not spoken here), BAD_SIGNATURE (also when `key` is not the one that the text names).
std::optional<v1::Refusal> verify_position(const v1::SignedText& text, const v1::Key& key);

// The signature of a position and the grammar of its text, off the shell's thread: `done` runs on
// `executor` with nothing (verified) or the refusal of verify_position, or OVERLOADED when too many
// wait. The key is looked up by the caller. Used on the shell's thread; what it still owes when it
// goes is never answered, so its callers MUST have ended before.
class Verifier {
public:
    Verifier(Executor executor, unsigned threads);
    ~Verifier();
    using Done = std::function<void(std::optional<v1::Refusal>)>;
    void verify(v1::SignedText text, v1::Key key, Done done);

private:
    struct State;
    std::shared_ptr<State> state_;
};

// 160-bit invitation code as Crockford base32 in groups of four (wire/codes.hpp), and the hash
// under which it is known: SHA-256 of the 20 bytes.
std::string mint_code(Rng& rng);
std::optional<Digest> code_hash(std::string_view code);

} // namespace tocsin::identity
