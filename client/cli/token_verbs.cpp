// token: read-only feed tokens, for scripts that watch.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/people.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "storage/sha256.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

using TokenSecret = Bytes<32, struct TokenSecretTag>;

// Made here, printed once; the server and its log know the hash alone.
Result<int> mint_token(Context& context, const std::string& until) {
    const auto expires = parse_when(context, until);
    if (!expires) return expires.error();
    const auto id = context.command_id();
    if (!id) return id.error();
    const std::string token = "tocsin-feed-" + to_base32(context.rng.draw<TokenSecret>().view());
    v1::Command command;
    command.mutable_mint_token()->set_token_sha256(storage::sha256({token}).str());
    command.mutable_mint_token()->set_expires_at(to_ms(*expires));
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    if (context.globals.dry_run) return send_and_tell(context, session, std::move(command), "");
    const auto receipt = session.command(std::move(command), *id);
    if (!receipt) return receipt.error();
    const std::string hash = storage::sha256({token}).hex();
    if (context.globals.json)
        context.print_json(boost::json::object{
            {"token", token}, {"tokenSha256", hash}, {"expiresAt", print_utc(*expires)}});
    else
        context.terminal.out << token << '\n';
    context.say(
        "shown once. Keep it in a file of mode 0600; revoke it with: tocsin token revoke " + hash
    );
    return done;
}

Result<int> revoke_token(Context& context, const std::string& named) {
    const auto hash = parse_bytes(named, Digest::size, "the hash of a token, 64 hex digits");
    if (!hash) return hash.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Command command;
    command.mutable_revoke_token()->set_token_sha256(*hash);
    return send_and_tell(context, session, std::move(command), "revoked");
}

} // namespace

void add_token_verbs(CLI::App& app, Context& context) {
    auto* token = app.add_subcommand("token", "read-only feed tokens, for scripts that watch");
    token->require_subcommand(1);
    auto* minting = token->add_subcommand("mint", "make one, printed once");
    auto until = std::make_shared<std::string>("+30d");
    minting->add_option("--expires", *until, "a time, or a span like +30d")->capture_default_str();
    on(*minting, context, [&context, until] { return mint_token(context, *until); });
    auto* ending = token->add_subcommand("revoke", "end one, by its hash");
    auto hash = std::make_shared<std::string>();
    ending->add_option("SHA256", *hash)->required();
    on(*ending, context, [&context, hash] { return revoke_token(context, *hash); });
}

} // namespace tocsin::cli
