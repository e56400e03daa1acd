// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_seeder.hpp"

#include "server/app/exit_code.hpp"
#include "server/base/check.hpp"
#include "server/domain/sign_on.hpp"
#include "server/wire/json.hpp"
#include "storage/sha256.hpp"

namespace tocsin::app {

namespace {

using namespace std::chrono_literals;

constexpr auto hesitation = 4h; // until AWAITING_INSTRUCTIONS means to answer

Trouble refused(const v1::Command& command, const v1::Refusal& refusal) {
    const auto* field = v1::Command::descriptor()->FindFieldByNumber(command.command_case());
    return {
        Trouble::Fate::failed,
        exit_code::bug,
        "the demo's story was refused at " + (field ? field->name() : std::string("a command")),
        v1::Refusal::Code_Name(refusal.code()) + ": " + refusal.what() + " " + refusal.why() + " " +
            refusal.field(),
        "please report it"};
}

std::string lower(std::string_view code) {
    std::string out;
    for (const char c : code)
        out += static_cast<char>(c - 'A' + 'a');
    return out;
}

} // namespace

Seeder::Seeder(House& house, DemoClock& clock, const std::vector<DemoPerson>& persons)
    : house_(house), clock_(clock) {
    for (const auto& person : persons)
        by_slug_.emplace(person.slug, &person);
}

const DemoPerson& Seeder::person(std::string_view slug) const {
    const auto at = by_slug_.find(slug);
    TOCSIN_CHECK(at != by_slug_.end());
    return *at->second;
}

const DemoPerson& Seeder::focal(std::string_view party) const {
    return person("focal-" + lower(party));
}

void Seeder::submit(v1::Command command, const domain::Asker& asker) {
    const auto now = clock_.wall();
    command.set_command_id(rng_.command_id(now).str());
    engine::Submission submission;
    submission.asker = asker;
    submission.received_at = now;
    if (!asker.is_server())
        submission.request_sha256 = storage::sha256({wire::serialise_alike(command)});
    submission.command = command;
    ++waiting_;
    auto on_answer = [this, asked = std::move(command)](const v1::Verdict& verdict) {
        answered();
        subject_ = verdict.receipt().subject();
        if (verdict.has_refusal() && !trouble_) trouble_ = refused(asked, verdict.refusal());
    };
    house_.engine().submit(std::move(submission), std::move(on_answer));
}

void Seeder::act(const DemoPerson& who, v1::Command command) {
    const auto key = Digest::from(wire_key(who.key).fingerprint());
    TOCSIN_CHECK(key.has_value());
    submit(std::move(command), {who.id, *key});
}

void Seeder::serve(v1::Command command) {
    submit(std::move(command), {});
}

void Seeder::deposit(const std::string& text) {
    ++waiting_;
    house_.engine().deposit({"text/markdown", text}, [this](Result<Digest> done) {
        answered();
        if (!done && !trouble_) trouble_ = done.error();
    });
}

Result<std::string> Seeder::make(const DemoPerson& who, v1::Command command) {
    auto before = settle();
    if (!before) return before.error();
    act(who, std::move(command));
    auto done = settle();
    if (!done) return done.error();
    return subject_;
}

void Seeder::answered() {
    if (--waiting_ == 0) settled_ = true;
}

Result<void> Seeder::settle() {
    settled_ = waiting_ == 0;
    if (!settled_) house_.drive(settled_);
    if (trouble_) return *trouble_;
    return {};
}

void Seeder::close_due() {
    house_.engine().beat();
}

v1::Command signed_position(
    const domain::State& state,
    const std::string& procedure_id,
    const DemoPerson& who,
    v1::Position::Stance stance,
    Instant now,
    Rng& rng
) {
    const auto& procedure = state.procedures.at(domain::ProcedureId{procedure_id});
    domain::SignOn text;
    text.realm = procedure.realm;
    text.origin = state.coalition.founded.origin();
    text.procedure = procedure.id;
    text.version = procedure.version;
    text.text_sha256 = procedure.text_sha256;
    text.deadline_seconds = to_ms(procedure.deadline) / 1000;
    text.party = domain::PartyCode{who.party};
    text.stance = stance;
    if (const auto at = procedure.positions.find(text.party); at != procedure.positions.end())
        text.supersedes = at->second.leaf_hash;
    text.key = *Digest::from(wire_key(who.key).fingerprint());
    text.time_seconds = to_ms(now) / 1000;
    text.nonce = rng.draw<decltype(text.nonce)>();

    v1::Command command;
    auto& position = *command.mutable_take_position();
    auto& signed_text = *position.mutable_signed_text();
    signed_text.set_text(domain::render(text));
    signed_text.set_algorithm(v1::Key::ED25519);
    signed_text.set_signature(who.key.sign(signed_text.text()).str());
    if (stance == v1::Position::AWAITING_INSTRUCTIONS)
        position.set_answer_by(to_ms(now + hesitation));
    return command;
}

} // namespace tocsin::app
