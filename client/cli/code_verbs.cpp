// code: the sheet of paper that spares a government the cooling time when keys are lost, and stands
// in for the secretariat's second person (docs/IDENTITY.md). SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/printed_code.hpp"
#include "client/cli/verbs.hpp"

namespace tocsin::cli {
namespace {

Result<int> print_code(Context& context) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const PrintedCode code = make_code(context);
    v1::Command command;
    command.mutable_set_recovery_code()->set_code_sha256(code.sha256);
    BindingAct act;
    act.party = session.welcome().party();
    act.sentence = act.party + " prints a new recovery code; the one before it ends now";
    const auto consent = ask_consent(context, act);
    if (!consent) return consent.error();
    return send_and_show_code(
        context,
        session,
        std::move(command),
        code,
        boost::json::object{{"party", act.party}},
        "shown once. Write it on paper and lock it away from every key: it works once, at "
        "tocsin enrol --printed-code, or for the secretariat at tocsin-admin break-glass"
    );
}

} // namespace

void add_code_verbs(CLI::App& app, Context& context) {
    auto* code = app.add_subcommand("code", "my party's recovery code, on paper");
    code->require_subcommand(1);
    on(*code->add_subcommand("print", "make a new one, shown once; the one before it ends"),
       context,
       [&context] { return print_code(context); });
}

} // namespace tocsin::cli
