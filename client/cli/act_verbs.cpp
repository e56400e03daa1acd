// act, ask: every command and every question of the protocol, by its own name. The verbs of every
// day (raise, ack, sign …) are friendlier; these are complete. SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/message_options.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "tocsin/v1/command.pb.h"
#include "tocsin/v1/options.pb.h"
#include "tocsin/v1/view.pb.h"

#include <memory>

namespace tocsin::cli {
namespace {

using google::protobuf::FieldDescriptor;

std::string kebab(std::string name) {
    for (char& c : name)
        if (c == '_') c = '-';
    return name;
}

std::string spaced(std::string name) {
    for (char& c : name)
        if (c == '_') c = ' ';
    return name;
}

Result<int> act(Context& context, const FieldDescriptor& which, const MessageOptions& options) {
    const bool binds = which.options().GetExtension(v1::binding);
    if (binds) {
        const auto consented = require_consent(context, false, {});
        if (!consented) return consented.error();
    }
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Command command;
    auto& message = *command.GetReflection()->MutableMessage(&command, &which);
    const auto filled = options.fill(context, session, message);
    if (!filled) return filled.error();
    const std::string name = spaced(which.name());
    if (!binds) return send_and_tell(context, session, std::move(command), "recorded: " + name);
    const std::string sentence = session.welcome().party() + ": " + name +
                                 (options.subject().empty() ? "" : " (" + options.subject() + ")");
    return bind_and_tell(context, session, std::move(command), sentence, "recorded: " + name);
}

Result<int> ask(Context& context, const FieldDescriptor& which, const MessageOptions& options) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Query query;
    auto& message = *query.GetReflection()->MutableMessage(&query, &which);
    const auto filled = options.fill(context, session, message);
    if (!filled) return filled.error();
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    context.print_json(*answer);
    return done;
}

// One verb per branch of the oneof; what only the server may do is none.
template <class Run>
void add_branches(
    CLI::App& group, Context& context, const google::protobuf::OneofDescriptor& branches, Run run
) {
    for (int i = 0; i < branches.field_count(); ++i) {
        const FieldDescriptor& field = *branches.field(i);
        if (field.options().GetExtension(v1::system_only)) continue;
        auto* sub = group.add_subcommand(kebab(field.name()), spaced(field.name()));
        auto options = std::make_shared<MessageOptions>(*sub, *field.message_type());
        on(*sub, context, [&context, &field, options, run] { return run(context, field, *options); }
        );
    }
}

} // namespace

void add_act_verbs(CLI::App& app, Context& context) {
    auto* acts = app.add_subcommand("act", "any act of the protocol, by its name");
    acts->require_subcommand(1);
    add_branches(*acts, context, *v1::Command::descriptor()->FindOneofByName("command"), act);
    auto* questions = app.add_subcommand("ask", "any question of the protocol; answers in JSON");
    questions->require_subcommand(1);
    add_branches(*questions, context, *v1::Query::descriptor()->FindOneofByName("query"), ask);
}

} // namespace tocsin::cli
