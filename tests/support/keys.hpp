// How persons and their keys come in, change and are lost, as commands in a small Coalition. The
// key `number` is World's key 1000 + number. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/key_text.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {

inline Digest code(std::uint64_t number) {
    return digest_of("code", number);
}

inline Digest printed(std::uint64_t number) {
    return digest_of("printed", number);
}

inline v1::Key passkey(std::uint64_t number) {
    v1::Key key = World::key_of(1000 + number);
    key.set_algorithm(v1::Key::ES256);
    key.set_credential_id("credential " + std::to_string(number));
    key.set_rp_id("tocsin.example");
    return key;
}

inline domain::Decision invite_founder(World& world, std::uint64_t number) {
    v1::Command command = world.command();
    command.mutable_invite_founder()->set_code_sha256(code(number).str());
    command.mutable_invite_founder()->set_expires_at(to_ms(world.now + 24h));
    return world.submit(command, server);
}

inline domain::Decision invite(
    World& world,
    const domain::Asker& by,
    const std::string& party,
    v1::Role role,
    std::uint64_t number
) {
    v1::Command command = world.command();
    command.mutable_invite_person()->set_party(party);
    command.mutable_invite_person()->add_roles(role);
    command.mutable_invite_person()->set_code_sha256(code(number).str());
    return world.submit(command, by);
}

inline domain::Decision
recover(World& world, const domain::Asker& by, const domain::Asker& lost, std::uint64_t number) {
    v1::Command command = world.command();
    command.mutable_recover_person()->set_person(lost.person.str());
    command.mutable_recover_person()->set_code_sha256(code(number).str());
    command.mutable_recover_person()->set_vouched("Its ministry called on a number we know.");
    return world.submit(command, by);
}

inline v1::Command enrolment(World& world, std::uint64_t number, std::uint64_t key) {
    v1::Command command = world.command();
    command.mutable_enrol_key()->set_code_sha256(code(number).str());
    *command.mutable_enrol_key()->mutable_key() = World::key_of(1000 + key);
    return command;
}

// Uses the code `number`.
inline domain::Decision enrol(World& world, std::uint64_t number, std::uint64_t key) {
    return world.submit(enrolment(world, number, key), server);
}

// Who enrolled that key.
inline domain::Asker owner(const World& world, std::uint64_t key) {
    const Digest fingerprint = digest_of("key", 1000 + key);
    return {world.state.coalition.keys.at(fingerprint).person, fingerprint};
}

inline bool is_in(const World& world, std::uint64_t key) {
    return world.state.coalition.key(digest_of("key", 1000 + key))->is_active(world.now);
}

inline domain::Decision approve(World& world, std::uint64_t key, const domain::Asker& by) {
    const domain::Asker newcomer = owner(world, key);
    v1::Command command = world.command();
    command.mutable_approve_key()->set_person(newcomer.person.str());
    command.mutable_approve_key()->set_fingerprint(newcomer.key.str());
    return world.submit(command, by);
}

inline domain::Decision revoke(World& world, const Digest& key, const domain::Asker& by) {
    v1::Command command = world.command();
    command.mutable_revoke_key()->set_fingerprint(key.str());
    command.mutable_revoke_key()->set_reason("The device was lost.");
    return world.submit(command, by);
}

inline domain::Decision print_code(World& world, std::uint64_t number, const domain::Asker& by) {
    v1::Command command = world.command();
    command.mutable_set_recovery_code()->set_code_sha256(printed(number).str());
    return world.submit(command, by);
}

// The secretariat's first person, with an active key.
inline domain::Asker founded(World& world) {
    invite_founder(world, 1);
    enrol(world, 1, 1);
    return owner(world, 1);
}

// The text that this person's key signs for the new key `number`.
inline domain::KeyText key_text(const World& world, const domain::Asker& by, std::uint64_t number) {
    domain::KeyText text;
    text.origin = world.state.coalition.founded.origin();
    text.person = by.person;
    text.new_key = digest_of("key", 1000 + number);
    text.key = by.key;
    text.time_seconds = to_ms(world.now) / 1000;
    text.nonce.octets.fill(7);
    return text;
}

inline v1::Command rotation(World& world, const domain::KeyText& text, std::uint64_t number) {
    v1::Command command = world.command();
    v1::AddOwnKey& add = *command.mutable_add_own_key();
    *add.mutable_key() = World::key_of(1000 + number);
    for (v1::SignedText* text_signed : {add.mutable_cosignature(), add.mutable_possession()}) {
        text_signed->set_text(domain::render(text));
        text_signed->set_algorithm(v1::Key::ED25519);
        text_signed->set_signature("a signature");
    }
    return command;
}

inline v1::Command rotation(World& world, const domain::Asker& by, std::uint64_t number) {
    return rotation(world, key_text(world, by, number), number);
}

} // namespace tocsin::test
