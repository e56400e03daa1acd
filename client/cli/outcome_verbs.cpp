// outcome, merge, translate: acts told in a person's own order of words.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/show.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"

namespace tocsin::cli {
namespace {

struct Concluding {
    std::string id, status, text, at, follow_up, new_slot;
    std::vector<std::string> present, associated;
};

Result<std::int64_t> instant_or_none(const Context& context, const std::string& text) {
    if (text.empty()) return std::int64_t{0};
    const auto at = parse_when(context, text);
    if (!at) return at.error();
    return to_ms(*at);
}

Result<void> fill(Context& context, const Concluding& given, v1::ConcludeDemarche& conclusion) {
    const auto outcome = parse_word<v1::DemarcheConcluded::Outcome>(given.status);
    if (!outcome) return outcome.error();
    const auto at = instant_or_none(context, given.at);
    if (!at) return at.error();
    const auto follow_up = instant_or_none(context, given.follow_up);
    if (!follow_up) return follow_up.error();
    const auto new_slot = instant_or_none(context, given.new_slot);
    if (!new_slot) return new_slot.error();
    if (!given.text.empty()) {
        const auto reply = read_text(context, given.text);
        if (!reply) return reply.error();
        conclusion.set_reply(*reply);
    }
    conclusion.set_procedure_id(given.id);
    conclusion.set_outcome(*outcome);
    conclusion.set_at(*at);
    conclusion.set_follow_up_at(*follow_up);
    conclusion.set_new_slot(*new_slot);
    for (const auto& code : given.present)
        conclusion.add_present(code);
    for (const auto& code : given.associated)
        conclusion.add_associated(code);
    return {};
}

Result<int> conclude(Context& context, const Concluding& given) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    v1::Command command;
    const auto filled = fill(context, given, *command.mutable_conclude_demarche());
    if (!filled) return filled.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto view = fetch_procedure(session, given.id);
    if (!view) return view.error();
    const std::string sentence = session.welcome().party() + " records of \"" + view->title() +
                                 "\": " + given.status +
                                 (given.present.empty() ? "" : ", present were ") +
                                 joined(command.conclude_demarche().present());
    return bind_and_tell(context, session, std::move(command), sentence, "recorded");
}

void add_outcome(CLI::App& app, Context& context) {
    auto* sub = app.add_subcommand("outcome", "what came of a demarche");
    auto given = std::make_shared<Concluding>();
    sub->add_option("ID", given->id)->required();
    sub->add_option(
           "--status", given->status, "delivered, refused, postponed, overtaken, cancelled"
    )
        ->required();
    sub->add_option("--text", given->text, "file of what the host replied, or - for stdin");
    sub->add_option("--present", given->present, "governments in the room")->delimiter(',');
    sub->add_option("--associated", given->associated, "in whose name besides")->delimiter(',');
    sub->add_option("--at", given->at, "when it happened (default: now)");
    sub->add_option("--follow-up", given->follow_up, "when to ask again");
    sub->add_option("--new-slot", given->new_slot, "of one that was postponed");
    on(*sub, context, [&context, given] { return conclude(context, *given); });
}

struct Merging {
    std::string id, into, reason;
};

Result<int> merge(Context& context, const Merging& given) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto duplicate = fetch_alert(session, given.id);
    if (!duplicate) return duplicate.error();
    const auto stays = fetch_alert(session, given.into);
    if (!stays) return stays.error();
    v1::Command command;
    command.mutable_merge_alerts()->set_alert_id(given.into);
    command.mutable_merge_alerts()->set_duplicate(given.id);
    command.mutable_merge_alerts()->set_reason(given.reason);
    const std::string sentence = session.welcome().party() + " ends \"" +
                                 duplicate->content().headline() + "\" and tells it with \"" +
                                 stays->content().headline() + "\", which stays";
    return bind_and_tell(context, session, std::move(command), sentence, "merged");
}

struct Translating {
    std::string id, file, language;
    std::uint32_t version = 0;
};

Result<int> translate(Context& context, const Translating& given) {
    const auto text = read_text(context, given.file);
    if (!text) return text.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto view = fetch_procedure(session, given.id);
    if (!view) return view.error();
    if (context.globals.dry_run) {
        context.say("dry run: nothing was sent");
        return done;
    }
    const auto sha256 = session.deposit(*text);
    if (!sha256) return sha256.error();
    v1::Command command;
    auto& translation = *command.mutable_add_translation();
    translation.set_procedure_id(given.id);
    translation.set_version(given.version == 0 ? view->version() : given.version);
    translation.set_language(given.language);
    translation.set_text_sha256(sha256->str());
    return send_and_tell(context, session, std::move(command), "translation added");
}

} // namespace

void add_outcome_verbs(CLI::App& app, Context& context) {
    add_outcome(app, context);

    auto* merging = app.add_subcommand("merge", "an alert that says the same as another");
    auto merged = std::make_shared<Merging>();
    merging->add_option("ID", merged->id, "the duplicate, which ends")->required();
    merging->add_option("INTO", merged->into, "the alert that stays")->required();
    merging->add_option("--reason", merged->reason)->required();
    on(*merging, context, [&context, merged] { return merge(context, *merged); });

    auto* translating = app.add_subcommand("translate", "add a translation of a text");
    auto translated = std::make_shared<Translating>();
    translating->add_option("ID", translated->id)->required();
    translating->add_option("FILE", translated->file, "the text, or - for stdin")->required();
    translating->add_option("--language", translated->language, "fr, es …")->required();
    translating->add_option("--version", translated->version, "of what (default: the latest)");
    on(*translating, context, [&context, translated] { return translate(context, *translated); });
}

} // namespace tocsin::cli
