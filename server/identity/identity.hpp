// Who is speaking: device keys, passkeys, OpenSSH keys, feed tokens, browsers' sessions, and
// strangers with an invitation (docs/IDENTITY.md, docs/PROTOCOL.md 2). Reads the shown state; owns
// what stands beside it, the sessions and the uses of keys. Shell's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/base/rng.hpp"
#include "server/domain/decide.hpp"
#include "server/identity/key_uses.hpp"
#include "server/identity/sessions.hpp"
#include "server/wire/auth_text.hpp"
#include "storage/signature.hpp"
#include "storage/signed.hpp"

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tocsin::identity {

struct Caller {
    PersonId person;
    Digest key;             // zero: a feed token
    Digest token;           // of a feed token, or of a browser's session; zero: a key alone
    Instant verified{};     // when the key last proved itself; of a session: ask verified()
    bool read_only = false; // feed token: follows and asks, commands nothing

    bool has_session() const { return !read_only && !token.is_zero(); }
};

// What passkeys answer to, and what a browser's page must come from.
struct Site {
    std::string rp_id;                // a host name; empty: no passkey is taken
    std::vector<std::string> origins; // exact
};

// Where this room's words go; empty: nowhere.
struct Outside {
    storage::VisitRows restored;                 // as kept before this start
    Keep keep;                                   // sessions and uses, to be kept
    std::function<void(v1::SecurityNoted)> note; // signs of an attack, each as it comes
};

class Identity {
public:
    Identity(const domain::State& shown, const Clock& clock, Rng& rng, Outside outside = {});

    void set_site(Site site);

    const Site& site() const { return site_; }

    v1::Challenge challenge(const wire::ServerNonce& nonce, const std::string& server) const;

    // In every form. AUTH_FAILED (one wording and one time for an unknown key or credential and a
    // bad signature), CLOCK_SKEW, UNSUPPORTED, INVALID_FIELD. A passkey that counts back is
    // AUTH_FAILED and noted; so is a signature made for a connection without TLS.
    std::variant<Caller, v1::Refusal> authenticate(
        const v1::Authenticate& proof,
        const wire::ServerNonce& nonce,
        const std::optional<wire::Exporter>& exporter
    );

    // A stranger with a code: checks the proof of each key it brings; the command to submit for
    // it. Without `nonce` each proof names its own, which the caller MUST have taken.
    std::variant<v1::Command, v1::Refusal> enrol(
        const v1::Enrol& enrol,
        const std::optional<wire::ServerNonce>& nonce,
        const std::optional<wire::Exporter>& exporter
    );

    // From the Authorization header ("Bearer …"; the token is known by the SHA-256 of its text);
    // nothing: no such token, expired or revoked.
    std::optional<Caller> token(std::string_view authorization) const;
    // From the cookie; nothing: no such session, over, or its key is.
    std::optional<Caller> session(std::string_view cookie) const;
    // Begins one for who has just proved a passkey; the cookie's value is told once.
    std::string begin_session(Caller& caller, std::string_view agent);

    // A passkey counted back where it signed a text: noted, as at a log-in.
    void counted_back(const Digest& key) const;

    // Still who it was: key not revoked, token not expired, session not ended, person still acting
    // for a party.
    bool still_valid(const Caller& caller) const;
    // When the key last proved itself, here or, of a session, on any of its connections.
    Instant verified(const Caller& caller) const;
    // The same person has proved a key again.
    void verify(Caller& caller, Instant at);
    // Ends the sessions that time, a revocation or a loss of roles has ended.
    void sweep();

    Sessions& sessions() { return sessions_; }

    KeyUses& uses() { return uses_; }

private:
    std::variant<Caller, v1::Refusal> by_device(
        const v1::Authenticate& proof,
        const wire::ServerNonce& nonce,
        const std::optional<wire::Exporter>& exporter
    );
    std::variant<Caller, v1::Refusal>
    by_passkey(const v1::Authenticate& proof, const wire::ServerNonce& nonce);
    // The key proven to be held, as the log will have it; nothing: it is not.
    std::variant<v1::Key, v1::Refusal> enrolled(
        const v1::Key& key,
        const v1::Authenticate& proof,
        const wire::ServerNonce& nonce,
        const std::optional<wire::Exporter>& exporter
    ) const;
    std::optional<v1::Key> registered(
        const v1::Key& key, const v1::Authenticate& proof, const wire::ServerNonce& nonce
    ) const;
    // Null: no key that logs in now.
    const domain::KeyRecord* active(const Digest& fingerprint) const;
    std::optional<Caller> caller_of(const domain::KeyRecord* key, bool proven) const;
    bool acts_for_a_party(const PersonId& person) const;
    void note(v1::SecurityNoted::Kind kind, const domain::KeyRecord& key) const;

    const domain::State& shown_;
    const Clock& clock_;
    Rng& rng_;
    Site site_;
    Sessions sessions_;
    KeyUses uses_;
    std::function<void(v1::SecurityNoted)> note_;
    // Real points, of keys that were thrown away: verified in place of none.
    storage::Signer nobodys_device_;
    storage::Signer nobodys_passkey_;
};

// 160-bit invitation code as Crockford base32 in groups of four (wire/codes.hpp), and the hash
// under which it is known: SHA-256 of the 20 bytes.
std::string mint_code(Rng& rng);
std::optional<Digest> code_hash(std::string_view code);

} // namespace tocsin::identity
