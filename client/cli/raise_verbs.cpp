// signal, raise, update: saying what happens.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/content_options.hpp"
#include "client/cli/show.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "server/wire/codec.hpp"

namespace tocsin::cli {
namespace {

struct Raising {
    ContentOptions content;
    std::string from_signal;
    std::string id;
    std::string change;
    bool material = false;
};

// The schema's limits, before anything is sent: exit 2 with the field.
Result<void> check(const v1::AlertContent& content) {
    if (const auto refusal = wire::check_limits(content)) return trouble_of(*refusal);
    return {};
}

Result<v1::AlertContent> new_content(const Context& context, const ContentOptions& options) {
    if (options.label.empty())
        return usage_trouble(
            "an alert must carry a label", "--tlp clear|green|amber|amber-strict|red"
        );
    v1::AlertContent content = blank_content();
    const auto applied = apply(context, options, content);
    if (!applied) return applied.error();
    const auto fits = check(content);
    if (!fits) return fits.error();
    return content;
}

Result<int> signal(Context& context, const Raising& raising) {
    const auto content = new_content(context, raising.content);
    if (!content) return content.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Command command;
    *command.mutable_submit_signal()->mutable_content() = *content;
    return send_and_tell(context, session, std::move(command), "signal received");
}

// Whom it would reach, and who could not be: said before anybody is asked to agree.
Result<std::string>
audience_words(Session& session, const v1::AlertContent& content, const std::string& id) {
    v1::Query query;
    if (id.empty())
        *query.mutable_preview()->mutable_content() = content;
    else
        query.mutable_preview()->set_alert_id(id);
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    const auto& view = answer->preview();
    std::string words = "would reach " + std::to_string(view.governments()) + " governments, " +
                        std::to_string(view.others()) + " other parties, " +
                        std::to_string(view.persons()) + " people; " +
                        std::to_string(view.no_channel_size()) + " parties with no proven channel";
    if (view.no_channel_size() > 0) words += ": " + joined(view.no_channel());
    return words;
}

Result<int> raise_alert(Context& context, const Raising& raising) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    const auto content = new_content(context, raising.content);
    if (!content) return content.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto audience = audience_words(session, *content, "");
    if (!audience) return audience.error();
    context.say(*audience);
    v1::Command command;
    *command.mutable_raise_alert()->mutable_content() = *content;
    command.mutable_raise_alert()->set_from_signal(raising.from_signal);
    const std::string sentence = session.welcome().party() + " raises the alert \"" +
                                 content->headline() + "\" (TLP:" + word(content->label()) + ", " +
                                 word(content->severity(), "SEVERITY_") + ")";
    return bind_and_tell(
        context,
        session,
        std::move(command),
        sentence,
        "drafted; another person issues it with: tocsin approve ID"
    );
}

Result<int> update_alert(Context& context, const Raising& raising) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto view = fetch_alert(session, raising.id);
    if (!view) return view.error();
    v1::AlertContent content = view->content();
    const auto applied = apply(context, raising.content, content);
    if (!applied) return applied.error();
    const auto fits = check(content);
    if (!fits) return fits.error();
    v1::Command command;
    auto& update = *command.mutable_update_alert();
    update.set_alert_id(view->alert_id());
    update.set_predecessor(view->message());
    update.set_material(raising.material);
    update.set_change(raising.change);
    *update.mutable_content() = std::move(content);
    const std::string sentence = session.welcome().party() + " updates " + view->alert_id() + ": " +
                                 raising.change +
                                 (raising.material ? " (asks everybody again)" : "");
    return bind_and_tell(context, session, std::move(command), sentence, "updated");
}

} // namespace

void add_raise_verbs(CLI::App& app, Context& context) {
    auto* signalling = app.add_subcommand("signal", "report something; never broadcast by itself");
    auto reported = std::make_shared<Raising>();
    add_content_options(*signalling, reported->content);
    on(*signalling, context, [&context, reported] { return signal(context, *reported); });

    auto* raising = app.add_subcommand("raise", "draft an alert; another person approves it");
    auto drafted = std::make_shared<Raising>();
    add_content_options(*raising, drafted->content);
    raising->add_option("--from-signal", drafted->from_signal, "the signal it comes from");
    on(*raising, context, [&context, drafted] { return raise_alert(context, *drafted); });

    auto* updating = app.add_subcommand("update", "say more about a live alert");
    auto changed = std::make_shared<Raising>();
    updating->add_option("ID", changed->id)->required();
    updating->add_option("--change", changed->change, "what changed, in a sentence")->required();
    updating->add_flag("--material", changed->material, "asks for acknowledgement again");
    add_content_options(*updating, changed->content);
    on(*updating, context, [&context, changed] { return update_alert(context, *changed); });
}

} // namespace tocsin::cli
