// What happens to persons and their keys, by themselves, by the secretariat and by the server.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/key_text.hpp"
#include "tests/properties/history.hpp"

namespace tocsin::test {

namespace {

Digest some_code(Dice& dice) {
    return digest_of("code", dice.below(50));
}

Digest some_printed(Dice& dice) {
    return digest_of("printed", dice.below(4));
}

// A device key or a passkey; of few, so that the same is offered twice.
v1::Key some_key(Dice& dice) {
    const std::uint32_t number = dice.below(200);
    v1::Key key = World::key_of(1000 + number);
    if (number % 3 != 0) return key;
    key.set_credential_id("credential " + std::to_string(number % 150));
    key.set_rp_id("tocsin.example");
    return key;
}

// Mostly one that waits.
const domain::KeyRecord& some_record(const History& history, Dice& dice) {
    const auto& keys = history.state.coalition.keys;
    std::vector<const domain::KeyRecord*> waiting;
    for (const auto& [fingerprint, key] : keys)
        if (!key.added && !key.revoked) waiting.push_back(&key);
    if (!waiting.empty() && !dice.one_in(8)) return *dice.of(waiting);
    auto chosen = keys.begin();
    std::advance(chosen, dice.below(keys.size()));
    return chosen->second;
}

void fill_approval(const History& history, Dice& dice, v1::Command& command) {
    const domain::KeyRecord& key = some_record(history, dice);
    command.mutable_approve_key()->set_person(key.person.str());
    command.mutable_approve_key()->set_fingerprint(key.key.fingerprint());
}

void fill_recovery(History& history, Dice& dice, v1::Command& command) {
    command.mutable_recover_person()->set_person(dice.of(history.people).person.str());
    command.mutable_recover_person()->set_code_sha256(some_code(dice).str());
    command.mutable_recover_person()->set_vouched("Its ministry called.");
}

void fill_rotation(History& history, Dice& dice, v1::Command& command) {
    const domain::Asker& by = dice.of(history.people);
    v1::AddOwnKey& add = *command.mutable_add_own_key();
    *add.mutable_key() = some_key(dice);
    domain::KeyText text;
    text.origin = history.state.coalition.founded.origin();
    text.person = by.person;
    text.new_key = *Digest::from(add.key().fingerprint());
    text.key = dice.one_in(8) ? dice.of(history.people).key : by.key;
    text.time_seconds = to_ms(history.now) / 1000;
    for (v1::SignedText* text_signed : {add.mutable_cosignature(), add.mutable_possession()}) {
        text_signed->set_text(domain::render(text));
        text_signed->set_algorithm(v1::Key::ED25519);
    }
    if (!add.key().credential_id().empty())
        add.mutable_possession()->set_form(v1::SignedText::PASSKEY);
}

// Small steps, so that two of the secretariat come to say the same.
void fill_roles(History& history, Dice& dice, v1::Command& command) {
    const domain::Asker& whose = history.people[dice.below(8)];
    const domain::PersonRecord& person = *history.state.coalition.person(whose.person);
    v1::ChangeRoles& change = *command.mutable_change_roles();
    change.set_person(whose.person.str());
    change.set_reason("It changed posts.");
    if (dice.one_in(25)) return; // It leaves.
    const v1::Role role = dice.among({v1::FOCAL_POINT, v1::LEAD, v1::PENHOLDER});
    for (const v1::Role own : person.roles)
        if (own != role) change.add_roles(own);
    if (!person.roles.contains(role) || person.roles.size() == 1) change.add_roles(role);
    change.set_deputy(person.deputy);
    change.set_post(person.post);
}

} // namespace

v1::Command key_command(History& history, Dice& dice) {
    v1::Command command = history.command();
    switch (dice.below(9)) {
    case 0:
    case 1:
    case 2: fill_approval(history, dice, command); break;
    case 3: fill_recovery(history, dice, command); break;
    case 4: fill_rotation(history, dice, command); break;
    case 5:
    case 6: fill_roles(history, dice, command); break;
    case 7: command.mutable_set_recovery_code()->set_code_sha256(some_printed(dice).str()); break;
    default:
        if (!dice.one_in(4)) {
            fill_approval(history, dice, command);
            break;
        }
        command.mutable_report_misuse()->set_fingerprint(dice.of(history.people).key.str());
    }
    return command;
}

v1::Command servers_command(History& history, Dice& dice) {
    v1::Command command = history.command();
    switch (dice.below(9)) {
    case 0: {
        v1::SecurityNoted& noted = *command.mutable_note_security()->mutable_noted();
        noted.set_kind(v1::SecurityNoted::EXPORTER_MISMATCH);
        noted.set_person(dice.of(history.people).person.str());
        noted.set_count(1 + dice.below(9));
        break;
    }
    case 1:
        for (std::uint32_t left = 1 + dice.below(3); left > 0; --left) {
            v1::Reading& reading = *command.mutable_record_reading()->add_readings();
            reading.set_person(dice.of(history.people).person.str());
            if (dice.one_in(2)) reading.set_subject(some_alert(history, dice));
            reading.set_what("show_alert");
            reading.set_count(1 + dice.below(9));
        }
        break;
    case 2: {
        const domain::KeyRecord& key = some_record(history, dice);
        command.mutable_break_glass()->set_fingerprint(key.key.fingerprint());
        command.mutable_break_glass()->set_code_sha256(some_printed(dice).str());
        break;
    }
    case 3: {
        v1::LogKeyChanged& changed = *command.mutable_change_log_key()->mutable_changed();
        changed.set_old_key(history.state.coalition.log_keys().back());
        changed.set_new_key(digest_of("log key", dice.below(1'000)).str());
        changed.set_text("signed elsewhere");
        break;
    }
    default: {
        v1::EnrolKey& enrol = *command.mutable_enrol_key();
        enrol.set_code_sha256(some_code(dice).str());
        *enrol.mutable_key() = some_key(dice);
        if (dice.one_in(4)) *enrol.add_more() = some_key(dice);
        if (dice.one_in(6)) enrol.set_recovery_sha256(some_printed(dice).str());
    }
    }
    return command;
}

} // namespace tocsin::test
