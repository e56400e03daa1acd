// SPDX-License-Identifier: Apache-2.0
#include "client/core/position.hpp"

#include "storage/sha256.hpp"

namespace tocsin::client {
namespace {

Trouble trouble(int exit_code, std::string what, std::string why, std::string next) {
    Trouble made;
    made.exit_code = exit_code;
    made.what = std::move(what);
    made.why = std::move(why);
    made.next = std::move(next);
    return made;
}

using Nonce = decltype(domain::SignOn::nonce);

Nonce nonce_of(const CommandId& id) {
    const Digest digest = storage::sha256({"tocsin.example/nonce/v1\n", id.view()});
    return *Nonce::from(digest.view().substr(0, Nonce::size));
}

} // namespace

std::int64_t signing_seconds(const CommandId& id, Instant now) {
    if (id.octets[6] >> 4 != 7) return to_ms(now) / 1000;
    std::uint64_t ms = 0;
    for (std::size_t i = 0; i < 6; ++i)
        ms = ms << 8 | id.octets[i];
    return static_cast<std::int64_t>(ms / 1000);
}

const v1::PositionLine* standing_of(const v1::ProcedureView& procedure, const std::string& party) {
    for (const auto& line : procedure.positions())
        if (line.party() == party && line.stance() != v1::Position::STANCE_UNSPECIFIED)
            return &line;
    return nullptr;
}

Result<domain::SignOn> prepare_position(
    const v1::ProcedureView& procedure,
    const std::string& text,
    const Signer& signer,
    const Intent& intent,
    Instant now
) {
    const Digest ours = storage::sha256({text});
    if (ours.view() != procedure.text_sha256())
        return trouble(
            7,
            "TEXT_MISMATCH: the text received is not the one the procedure names",
            "it hashes to " + ours.hex() + ", the procedure says " +
                to_hex(procedure.text_sha256()),
            "do not sign; tell the secretariat"
        );
    if (intent.version && *intent.version != procedure.version())
        return trouble(
            5,
            "STALE_VERSION: you pinned version " + std::to_string(*intent.version),
            "the text in force is version " + std::to_string(procedure.version()),
            "tocsin diff " + procedure.procedure_id() + ", then decide again"
        );

    domain::SignOn sign_on;
    sign_on.realm = procedure.realm();
    sign_on.origin = signer.origin;
    sign_on.procedure.text = procedure.procedure_id();
    sign_on.version = procedure.version();
    sign_on.text_sha256 = ours;
    sign_on.deadline_seconds = procedure.deadline() / 1000;
    sign_on.party.text = signer.party;
    sign_on.stance = intent.stance;
    sign_on.reservation_sha256 = intent.reservation_sha256;
    sign_on.key = signer.key.fingerprint();
    sign_on.time_seconds = signing_seconds(intent.command_id, now);
    sign_on.nonce = nonce_of(intent.command_id);
    const auto* standing = standing_of(procedure, signer.party);
    if (standing && !intent.replaces)
        return trouble(
            5,
            "ALREADY_ANSWERED: your government has answered " +
                std::string(domain::stance_token(standing->stance())),
            "at " + print_utc_seconds(from_ms(standing->at())),
            "tocsin amend " + procedure.procedure_id() + " --to STANCE replaces it"
        );
    if (standing) sign_on.supersedes = Digest::from(standing->leaf_hash());
    return sign_on;
}

Result<v1::Command>
sign_position(const domain::SignOn& sign_on, const Signer& signer, const Intent& intent) {
    auto text = signed_text(signer.key, domain::render(sign_on), Purpose::position);
    if (!text) return text.error();
    v1::Command command;
    command.set_command_id(intent.command_id.str());
    auto& position = *command.mutable_take_position();
    *position.mutable_signed_text() = std::move(*text);
    position.set_answer_by(intent.answer_by);
    return command;
}

} // namespace tocsin::client
