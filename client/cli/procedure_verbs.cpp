// procedures, open, text, extend, drop, publish: the penholder's work.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/show.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "server/wire/text_rules.hpp"

namespace tocsin::cli {
namespace {

struct Steering {
    std::string id, reason, to, file, language, change;
    bool editorial = false, all = false;
};

Result<int> procedures(Context& context, const Steering& given) {
    v1::Query query;
    query.mutable_list_procedures()->set_all(given.all);
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::ProcedureList found;
    const auto asked =
        session.ask_all(query, [&](const v1::Answer& page) { found.MergeFrom(page.procedures()); });
    if (!asked) return asked.error();
    if (context.globals.json) {
        context.print_json(found);
        return done;
    }
    Table table({"PROCEDURE", "KIND", "STATE", "CLOSES", "SIGNED", "MINE", "TITLE"});
    for (const auto& line : found.procedures()) {
        const std::string count = line.tally_hidden() ? "hidden"
                                                      : std::to_string(line.signed_()) + "/" +
                                                            std::to_string(line.entitled());
        table.row(
            {line.procedure_id(),
             word(line.kind()),
             word(line.state()),
             when_words(context, line.deadline()),
             count,
             stance_words(line.mine()),
             (line.realm() == v1::EXERCISE ? "EXERCISE " : "") + line.title()}
        );
    }
    if (table.empty())
        context.say("no procedures");
    else
        table.print(context.terminal);
    return done;
}

// "text.en.md" is English; anything else must be said.
std::string language_of(const Steering& given) {
    if (!given.language.empty()) return given.language;
    const std::string name = std::filesystem::path(given.file).filename().string();
    std::string_view stem = name;
    for (const std::string_view ending : {".md", ".txt"})
        if (stem.ends_with(ending)) stem.remove_suffix(ending.size());
    const auto dot = stem.rfind('.');
    const std::string_view tail = dot == stem.npos ? "" : stem.substr(dot + 1);
    const bool is_language = tail.size() == 2 || tail.size() == 3 || tail.size() == 5;
    return is_language ? std::string(tail) : "en";
}

// Title of a text: its first line, "# …".
Result<std::string> title_of(const std::string& text) {
    const std::string first = text.substr(0, text.find('\n'));
    if (first.size() > 2 && first.starts_with("# ")) return first.substr(2);
    return usage_trouble("the text has no title", "its first line is \"# \" and the title");
}

Result<std::string> read_statement(Context& context, const std::string& file) {
    const auto text = read_text(context, file);
    if (!text) return text.error();
    if (const auto unfit = wire::unfit_document(*text))
        return usage_trouble("the text cannot be signed as it is: " + *unfit, "mend " + file);
    return *text;
}

Result<int> add_text(Context& context, const Steering& given) {
    const auto text = read_statement(context, given.file);
    if (!text) return text.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    if (context.globals.dry_run) {
        context.say("dry run: nothing was sent");
        return done;
    }
    const auto sha256 = session.deposit(*text);
    if (!sha256) return sha256.error();
    v1::Command command;
    command.mutable_add_text()->set_procedure_id(given.id);
    command.mutable_add_text()->set_text_sha256(sha256->str());
    command.mutable_add_text()->set_language(language_of(given));
    command.mutable_add_text()->set_editorial(given.editorial);
    command.mutable_add_text()->set_change(given.change);
    return send_and_tell(context, session, std::move(command), "text " + sha256->hex() + " added");
}

struct Opening {
    std::string kind, mode, file, closes, label = "amber-strict", tally = "visible", alert,
                                          language, draft;
    std::vector<std::string> countries;
    std::uint32_t threshold = 0;
    bool exercise = false;
};

struct OpeningSteps {
    std::string text;
    v1::Command draft, add_text, open;
};

Result<void> fill_draft(const Opening& given, const std::string& title, v1::DraftProcedure& draft) {
    const auto kind = parse_word<v1::ProcedureDrafted::Kind>(given.kind);
    if (!kind) return kind.error();
    const std::string named = given.mode == "chair" ? "chair-on-behalf" : given.mode;
    const auto mode = parse_word<v1::ProcedureDrafted::Mode>(named);
    if (!mode) return mode.error();
    const auto label = parse_word<v1::Tlp>(given.label);
    if (!label) return label.error();
    draft.set_kind(*kind);
    draft.set_mode(*mode);
    draft.set_label(*label);
    draft.set_title(title);
    draft.set_alert_id(given.alert);
    draft.set_realm(given.exercise ? v1::EXERCISE : v1::ACTUAL);
    for (const auto& country : given.countries)
        draft.add_countries(country);
    return {};
}

Result<OpeningSteps> prepare(Context& context, const Opening& given) {
    OpeningSteps steps;
    const auto text = read_statement(context, given.file);
    if (!text) return text.error();
    steps.text = *text;
    const auto title = title_of(*text);
    if (!title) return title.error();
    const auto drafted = fill_draft(given, *title, *steps.draft.mutable_draft_procedure());
    if (!drafted) return drafted.error();
    const auto closes = parse_when(context, given.closes);
    if (!closes) return closes.error();
    const auto tally = parse_word<v1::ProcedureOpened::Tally>(given.tally);
    if (!tally) return tally.error();
    Steering named;
    named.file = given.file;
    named.language = given.language;
    steps.add_text.mutable_add_text()->set_language(language_of(named));
    auto& open = *steps.open.mutable_open_procedure();
    open.set_version(1);
    open.set_deadline(to_ms(std::chrono::floor<std::chrono::seconds>(*closes)));
    open.set_threshold(given.threshold);
    open.set_tally(*tally);
    return steps;
}

// Three commands under ids derived from one: a run that was cut off goes on where it stood.
Result<int> send_opening(Context& context, Session& session, OpeningSteps& steps) {
    const auto sha256 = session.deposit(steps.text);
    if (!sha256) return sha256.error();
    std::array<v1::Command*, 3> order = {&steps.draft, &steps.add_text, &steps.open};
    std::string id;
    for (int step = 0; step < 3; ++step) {
        const auto command_id = context.command_id(step);
        if (!command_id) return command_id.error();
        steps.add_text.mutable_add_text()->set_procedure_id(id);
        steps.add_text.mutable_add_text()->set_text_sha256(sha256->str());
        steps.open.mutable_open_procedure()->set_procedure_id(id);
        const auto receipt = session.command(*order[static_cast<std::size_t>(step)], *command_id);
        if (!receipt) {
            Trouble trouble = receipt.error();
            if (step > 0)
                trouble.next = "run it again with --command-id " + context.globals.command_id +
                               ": " + id + " is drafted already. " + trouble.next;
            return trouble;
        }
        if (step == 0) id = receipt->subject();
        if (step == 2) return tell_receipt(context, *receipt, *command_id, "open");
    }
    return done;
}

Result<int> open(Context& context, const Opening& given) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    auto steps = prepare(context, given);
    if (!steps) return steps.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto& opening = steps->open.open_procedure();
    BindingAct act;
    act.party = session.welcome().party();
    act.sentence = act.party + " opens the " + given.kind + " \"" +
                   steps->draft.draft_procedure().title() + "\" (" + given.mode + "), closing at " +
                   when_words(context, opening.deadline()) + ", needing " +
                   std::to_string(opening.threshold()) + " signatures";
    const auto consent = ask_consent(context, act);
    if (!consent) return consent.error();
    if (*consent == Consent::dry_run) {
        context.say("dry run: nothing was sent");
        return done;
    }
    return send_opening(context, session, *steps);
}

enum class Act { extend, drop, publish };

Result<int> steer(Context& context, const Steering& given, Act which) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto view = fetch_procedure(session, given.id);
    if (!view) return view.error();
    const std::string party = session.welcome().party(), title = "\"" + view->title() + "\"";
    v1::Command command;
    if (which == Act::drop) {
        command.mutable_withdraw_procedure()->set_procedure_id(given.id);
        command.mutable_withdraw_procedure()->set_reason(given.reason);
        return bind_and_tell(
            context,
            session,
            command,
            party + " withdraws " + title + ": " + given.reason,
            "dropped"
        );
    }
    if (which == Act::publish) {
        command.mutable_publish_procedure()->set_procedure_id(given.id);
        const std::string sentence = party + " publishes " + title + ", version " +
                                     std::to_string(view->version()) + ", in the name of " +
                                     joined(view->signatories());
        return bind_and_tell(context, session, command, sentence, "published");
    }
    const auto until = parse_when(context, given.to);
    if (!until) return until.error();
    command.mutable_extend_deadline()->set_procedure_id(given.id);
    command.mutable_extend_deadline()->set_new_deadline(
        to_ms(std::chrono::floor<std::chrono::seconds>(*until))
    );
    command.mutable_extend_deadline()->set_reason(given.reason);
    const std::string sentence = party + " extends " + title + " from " +
                                 when_words(context, view->deadline()) + " to " +
                                 when_words(context, to_ms(*until));
    return bind_and_tell(context, session, command, sentence, "extended");
}

void add_opening(CLI::App& app, Context& context) {
    auto* sub = app.add_subcommand("open", "draft a procedure with its text and open it");
    auto given = std::make_shared<Opening>();
    sub->add_option("KIND", given->kind, "statement, demarche, pledge-call")->required();
    sub->add_option("--mode", given->mode, "silence, opt-in, alignment, chair")->required();
    sub->add_option("--text", given->file, "file of the text: \"# Title\" first")->required();
    sub->add_option("--country", given->countries, "ISO 3166-1 alpha-2; may be repeated");
    sub->add_option("--closes", given->closes, "2026-11-23T09:00Z, or +48h")->required();
    sub->add_option("--min", given->threshold, "signatures needed")->required();
    sub->add_option("--tlp", given->label)->capture_default_str();
    sub->add_option("--tally", given->tally, "visible, hidden-until-own, hidden-until-close")
        ->capture_default_str();
    sub->add_option("--alert", given->alert, "the alert it answers");
    sub->add_option("--language", given->language, "of the text (default: from its name, else en)");
    sub->add_flag("--exercise", given->exercise);
    on(*sub, context, [&context, given] { return open(context, *given); });
}

CLI::App* add_steering(
    CLI::App& app, Context& context, Act act, const std::string& name, const std::string& about
) {
    auto* sub = app.add_subcommand(name, about);
    auto given = std::make_shared<Steering>();
    sub->add_option("ID", given->id)->required();
    if (act == Act::extend) sub->add_option("--to", given->to, "the new deadline")->required();
    if (act != Act::publish) sub->add_option("--reason", given->reason)->required();
    on(*sub, context, [&context, given, act] { return steer(context, *given, act); });
    return sub;
}

} // namespace

void add_procedure_verbs(CLI::App& app, Context& context) {
    auto* listing = app.add_subcommand("procedures", "statements, demarches and pledge calls");
    auto filter = std::make_shared<Steering>();
    auto* all = listing->add_flag("--all", filter->all, "also those that ended");
    auto open_only = std::make_shared<bool>();
    listing->add_flag("--open", *open_only, "open ones only (the default)")->excludes(all);
    on(*listing, context, [&context, filter] { return procedures(context, *filter); });
    add_opening(app, context);

    auto* wording = app.add_subcommand("text", "add a version of a procedure's text");
    auto given = std::make_shared<Steering>();
    wording->add_option("ID", given->id)->required();
    wording->add_option("FILE", given->file, "NAME.en.md, or - for stdin")->required();
    wording->add_flag("--editorial", given->editorial, "positions given carry over");
    wording->add_option("--change", given->change, "what changed, while governments sign");
    wording->add_option(
        "--language", given->language, "of the text (default: from its name, else en)"
    );
    on(*wording, context, [&context, given] { return add_text(context, *given); });

    add_steering(app, context, Act::extend, "extend", "move the deadline of an open procedure");
    add_steering(app, context, Act::drop, "drop", "end a procedure without an outcome");
    add_steering(app, context, Act::publish, "publish", "publish what was adopted");
}

} // namespace tocsin::cli
