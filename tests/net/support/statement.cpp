// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/statement.hpp"

#include "server/base/check.hpp"
#include "storage/sha256.hpp"

namespace tocsin::net::test {

namespace {

Options without_rates(Options options) {
    options.rate_limits = false;
    return options;
}

} // namespace

v1::Command drafting() {
    v1::Command command;
    v1::DraftProcedure& draft = *command.mutable_draft_procedure();
    draft.set_kind(v1::ProcedureDrafted::STATEMENT);
    draft.set_mode(v1::ProcedureDrafted::OPT_IN);
    draft.set_title("Networks stay open");
    draft.set_label(v1::AMBER_STRICT);
    draft.set_realm(v1::EXERCISE);
    return command;
}

v1::Command wording(const std::string& procedure, const std::string& words) {
    v1::Command command;
    command.mutable_add_text()->set_procedure_id(procedure);
    command.mutable_add_text()->set_text_sha256(storage::sha256({words}).str());
    command.mutable_add_text()->set_language("en");
    return command;
}

v1::Command
opening(const std::string& procedure, std::int64_t deadline_seconds, std::uint32_t version) {
    v1::Command command;
    v1::OpenProcedure& open = *command.mutable_open_procedure();
    open.set_procedure_id(procedure);
    open.set_version(version);
    open.set_deadline(deadline_seconds * 1000);
    open.set_threshold(1);
    open.set_tally(v1::ProcedureOpened::VISIBLE);
    return command;
}

v1::Command withdrawing(const std::string& procedure) {
    v1::Command command;
    command.mutable_withdraw_procedure()->set_procedure_id(procedure);
    command.mutable_withdraw_procedure()->set_reason("The networks are open again.");
    return command;
}

v1::Command taking(const domain::SignOn& text, const storage::SigningKey& key) {
    return taking(domain::render(text), key);
}

v1::Command taking(const std::string& text, const storage::SigningKey& key) {
    v1::Command command;
    v1::SignedText& signed_text = *command.mutable_take_position()->mutable_signed_text();
    signed_text.set_text(text);
    signed_text.set_algorithm(v1::Key::ED25519);
    signed_text.set_signature(key.sign(text).str());
    return command;
}

std::string deposit(Client& client, const std::string& words) {
    v1::ClientFrame frame;
    frame.mutable_deposit()->set_content(words);
    frame.mutable_deposit()->set_media_type("text/markdown");
    client.send(frame);
    return client.message()->deposited().sha256();
}

domain::SignOn open_statement(const House& house, Client& penholder, const Person& signer) {
    const auto drafted = penholder.command(drafting());
    deposit(penholder);
    const std::int64_t now = to_ms(house.time.wall()) / 1000;
    domain::SignOn text;
    text.realm = v1::EXERCISE;
    text.origin = house.origin;
    text.procedure.text = drafted.receipt().subject();
    text.version = 1;
    text.text_sha256 = storage::sha256({statement_words});
    text.deadline_seconds = now + 24 * 3600;
    text.party.text = signer.party;
    text.stance = v1::Position::SIGN;
    text.key = signer.fingerprint;
    text.time_seconds = now;
    TOCSIN_CHECK(penholder.command(wording(text.procedure.text)).has_receipt());
    TOCSIN_CHECK(
        penholder.command(opening(text.procedure.text, text.deadline_seconds)).has_receipt()
    );
    return text;
}

Statement::Statement(Options options)
    : house(without_rates(std::move(options))),
      penholder(house.seat("CA", {v1::PENHOLDER, v1::FOCAL_POINT})),
      ghana(house.seat("GH", {v1::FOCAL_POINT})),
      norway(house.seat("NO", {v1::FOCAL_POINT})),
      pen(house.port()),
      signer(house.port()) {
    pen.log_in(house, penholder);
    signer.log_in(house, ghana);
    text = open_statement(house, pen, ghana);
}

const domain::Procedure& Statement::procedure() {
    return house.engine().shown().procedures.at(text.procedure);
}

std::uint64_t Statement::log_size() {
    return house.ask<std::uint64_t>([&] { return house.engine().shown().size; });
}

domain::Procedure::State Statement::state() {
    return house.ask<domain::Procedure::State>([&] { return procedure().state; });
}

std::size_t Statement::positions() {
    return house.ask<std::size_t>([&] { return procedure().positions.size(); });
}

} // namespace tocsin::net::test
