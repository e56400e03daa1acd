// SPDX-License-Identifier: Apache-2.0
#include "server/net/refusals.hpp"

#include "server/domain/refusal.hpp"

#include <utility>

namespace tocsin::net {

namespace {

using namespace std::chrono_literals;

struct Words {
    std::string what;
    std::string why;
    std::string next;
};

v1::Refusal refuse(v1::Refusal::Code code, Words words) {
    return domain::refuse(code, std::move(words.what), std::move(words.why), std::move(words.next));
}

} // namespace

v1::Refusal refuse_login() {
    return refuse(
        v1::Refusal::AUTH_FAILED,
        {"You are not logged in.",
         "The key or token is not known here, or the proof of it does not hold.",
         "Check which key and which server you use, or ask the secretariat."}
    );
}

v1::Refusal refuse_rate(std::chrono::nanoseconds retry_after) {
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(retry_after).count();
    v1::Refusal refusal = refuse(
        v1::Refusal::RATE_LIMITED,
        {"Too many requests in a short time.",
         "Each person and machine may ask so much a minute, so that all can.",
         "Nothing was written. Send it again, with the same id, in " + std::to_string(ms) + " ms."}
    );
    refusal.set_retry_after_ms(ms);
    return refusal;
}

v1::Refusal refuse_read_only() {
    return domain::refuse_forbidden(
        "A feed token reads; it commands nothing.", "a person with a key"
    );
}

v1::Refusal refuse_server_only() {
    return domain::refuse_forbidden("This is an act of the server itself.", "the server");
}

v1::Refusal refuse_draining() {
    constexpr auto retry_after = 5s;
    v1::Refusal refusal = refuse(
        v1::Refusal::UNAVAILABLE,
        {"The server is restarting.",
         "It takes no more commands.",
         "Nothing was written. Connect again and send it with the same id."}
    );
    refusal.set_retry_after_ms(std::chrono::milliseconds(retry_after).count());
    return refusal;
}

v1::Refusal refuse_unverified() {
    return refuse(
        v1::Refusal::VERIFICATION_REQUIRED,
        {"Show once more who you are.",
         "The last proof of it is older than 15 minutes, and this act binds or is about keys.",
         "Ask for a challenge, answer it with a key of yours, and send the same command again."}
    );
}

v1::Refusal refuse_another_person() {
    return refuse(
        v1::Refusal::AUTH_FAILED,
        {"That was not verified.",
         "The key is not one of the person who is logged in, or the proof does not hold.",
         "Ask for another challenge and answer it with a key of yours."}
    );
}

v1::Refusal refuse_page() {
    return domain::refuse_forbidden(
        "Only a page of this server may ask this.", "the pages of this server's own origin"
    );
}

v1::Refusal refuse_challenge() {
    return refuse(
        v1::Refusal::AUTH_FAILED,
        {"The log-in failed.",
         "The challenge that it answers is not one of this server's, too old, or used.",
         "Ask for another challenge and answer that."}
    );
}

v1::Refusal refuse_page_form(std::string given) {
    return domain::refuse_field(
        "form", "PASSKEY: who comes with a browser logs in with one", given
    );
}

// As the domain says it when somebody enrols: whatever the reason.
v1::Refusal refuse_invitation() {
    return refuse(
        v1::Refusal::INVITATION_INVALID,
        {"This invitation cannot be used.",
         "An invitation is good once and for a limited time.",
         "Ask the secretariat for a new one."}
    );
}

v1::Refusal refuse_rp_id(const std::string& ours) {
    return domain::refuse_field(
        "add_own_key.key.rp_id",
        ours.empty() ? "nothing: no passkey is taken here" : ours,
        "another"
    );
}

v1::Refusal refuse_sign_on_text() {
    return refuse(
        v1::Refusal::MALFORMED,
        {"The signed text cannot be read.",
         "It is not the thirteen lines of the protocol, byte for byte.",
         "Have the text made by the console or by tocsin sign."}
    );
}

v1::Refusal refuse_unknown_key() {
    v1::Refusal refusal = refuse(
        v1::Refusal::BAD_SIGNATURE,
        {"The signature cannot be verified.",
         "The text names a key that is not known here.",
         "Sign with a key that the secretariat has approved."}
    );
    refusal.set_field("key");
    return refusal;
}

v1::Refusal refuse_not_stored(std::string field) {
    v1::Refusal refusal = refuse(
        v1::Refusal::NOT_FOUND,
        {"This text is not here.",
         "No document with this SHA-256 has been deposited.",
         "Deposit the text first, then send this again."}
    );
    refusal.set_field(std::move(field));
    return refusal;
}

v1::Refusal refuse_storing(const Trouble& trouble) {
    const bool full = trouble.fate == Trouble::Fate::read_only;
    return refuse(
        full ? v1::Refusal::STORAGE_FULL : v1::Refusal::UNAVAILABLE,
        {"The text could not be stored.",
         to_string(trouble),
         "Nothing was written. Try again in a moment."}
    );
}

v1::Refusal refuse_checkpoint() {
    v1::Refusal refusal = refuse(
        v1::Refusal::INVALID_FIELD,
        {"The checkpoint cannot be read.",
         "It is no checkpoint signed by this log's key.",
         "Check that this is the log you followed before."}
    );
    refusal.set_field("checkpoint");
    return refusal;
}

v1::Refusal refuse_fork(std::string ours, std::string theirs) {
    v1::Refusal refusal = refuse(
        v1::Refusal::FORK_DETECTED,
        {"This log is not the one you verified.",
         "Your checkpoint is not a prefix of ours, and both are signed by the log's key.",
         "Keep both checkpoints and tell your government's technical contact: one of them is a "
         "forgery."}
    );
    refusal.set_checkpoint(std::move(ours));
    refusal.set_their_checkpoint(std::move(theirs));
    return refusal;
}

} // namespace tocsin::net
