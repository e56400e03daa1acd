// SPDX-License-Identifier: Apache-2.0
#include "client/cli/printed_code.hpp"

#include "client/cli/binding.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"
#include "server/wire/codes.hpp"
#include "storage/sha256.hpp"

namespace tocsin::cli {

PrintedCode make_code(Context& context) {
    using Secret = Bytes<wire::code_bytes, struct PrintedSecretTag>;
    const Secret secret = context.rng.draw<Secret>();
    return {wire::print_code(secret.view()), storage::sha256({secret.view()}).str()};
}

Result<int> send_and_show_code(
    Context& context,
    Session& session,
    v1::Command command,
    const PrintedCode& code,
    boost::json::object view,
    const std::string& words
) {
    if (context.globals.dry_run) return send_and_tell(context, session, std::move(command), "");
    const auto id = context.command_id();
    if (!id) return id.error();
    const auto receipt = session.command(std::move(command), *id);
    if (!receipt) return receipt.error();
    if (context.globals.json) {
        view["code"] = code.text;
        view["receipt"] = view_json(*receipt);
        context.print_json(view);
    } else {
        context.terminal.out << code.text << '\n';
    }
    context.say(words);
    return done;
}

Result<std::string> read_code(Context& context, const std::string& file) {
    if (file == "-" && context.interactive()) context.terminal.err << "The code: " << std::flush;
    std::string typed;
    if (file == "-") {
        std::getline(context.terminal.in, typed);
    } else {
        const auto content = read_text(context, file);
        if (!content) return content.error();
        typed = *content;
    }
    const auto end = typed.find_last_not_of(" \r\n");
    typed.resize(end == std::string::npos ? 0 : end + 1);
    if (wire::read_code(typed)) return typed;
    return usage_trouble(
        "this is no printed code", "32 digits in groups of four, as they stand on the sheet"
    );
}

} // namespace tocsin::cli
