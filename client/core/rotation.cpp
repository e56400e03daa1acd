// SPDX-License-Identifier: Apache-2.0
#include "client/core/rotation.hpp"

#include "client/core/position.hpp"
#include "server/domain/key_text.hpp"
#include "storage/sha256.hpp"

namespace tocsin::client {

std::string rotation_text(const Rotation& rotation, Instant now) {
    using Nonce = decltype(domain::KeyText::nonce);
    const Digest drawn = storage::sha256({"tocsin.example/nonce/v1\n", rotation.command_id.view()});
    domain::KeyText text;
    text.origin = rotation.origin;
    text.person = rotation.person;
    text.new_key = rotation.new_key.fingerprint();
    text.key = rotation.old_key.fingerprint();
    text.time_seconds = signing_seconds(rotation.command_id, now);
    text.nonce = *Nonce::from(drawn.view().substr(0, Nonce::size));
    return domain::render(text);
}

Result<v1::Command> add_own_key(const Rotation& rotation, Instant now) {
    const std::string text = rotation_text(rotation, now);
    auto cosignature = signed_text(rotation.old_key, text, Purpose::new_key);
    if (!cosignature) return cosignature.error();
    auto possession = signed_text(rotation.new_key, text, Purpose::new_key);
    if (!possession) return possession.error();
    v1::Command command;
    command.set_command_id(rotation.command_id.str());
    v1::AddOwnKey& adding = *command.mutable_add_own_key();
    *adding.mutable_key() = rotation.new_key.as_message();
    *adding.mutable_cosignature() = std::move(*cosignature);
    *adding.mutable_possession() = std::move(*possession);
    return command;
}

} // namespace tocsin::client
