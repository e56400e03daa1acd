// coalition, signals, pack, certificate: the Coalition itself, and what goes out in its name.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/lines.hpp"
#include "client/cli/report_forms.hpp"
#include "client/cli/session.hpp"
#include "client/cli/show.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"

namespace tocsin::cli {
namespace {

template <class View>
Result<int> show(
    Context& context,
    v1::Query query,
    const View& (v1::Answer::*view)() const,
    void (*print)(Context&, const View&)
) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    const View& found = ((*answer).*view)();
    if (context.globals.json)
        context.print_json(found);
    else
        print(context, found);
    return done;
}

std::string kinds_words(const google::protobuf::RepeatedField<int>& kinds) {
    std::string words;
    for (const int kind : kinds)
        words += (words.empty() ? "" : ", ") + word(static_cast<v1::AlertContent::Kind>(kind));
    return words;
}

void print_groups(Context& context, const v1::CoalitionView& view) {
    if (view.groups().empty()) return;
    heading(context, "groups");
    Table table({"GROUP", "KIND", "CO-CHAIRS", "MEMBERS", "UNTIL", "TOPICS", "NAME"});
    for (const auto& group : view.groups())
        table.row(
            {group.group_id(),
             word(group.kind()),
             joined(group.co_chairs()),
             joined(group.members()),
             group.until() > 0 ? print_date(from_ms(group.until())) : "-",
             group.topics().empty() ? "-" : kinds_words(group.topics()),
             group.name()}
        );
    table.print(context.terminal);
}

void print_playbooks(Context& context, const v1::CoalitionView& view) {
    for (const auto& playbook : view.playbooks()) {
        heading(
            context,
            "playbook " + playbook.playbook_id() + ": " + playbook.name() +
                (playbook.kinds().empty() ? "" : " (" + kinds_words(playbook.kinds()) + ")")
        );
        int number = 0;
        for (const auto& step : playbook.steps()) {
            const std::string mode = word(step.mode());
            std::string tool = word(step.tool());
            if (tool.ends_with("-tool")) tool.resize(tool.size() - 5);
            context.terminal.out << "  " << ++number << ". " << tool
                                 << (mode == "-" ? "" : ", " + mode) << ": "
                                 << harmless(step.title())
                                 << (step.template_sha256().empty() ? "" : " (with a template)")
                                 << '\n';
            if (!step.words().empty())
                context.terminal.out << "     " << harmless(step.words()) << '\n';
        }
    }
}

void print_own(Context& context, const v1::CoalitionView& view) {
    for (const auto& stand_in : view.stand_ins())
        line(
            context,
            "stands in",
            short_id(stand_in.to()) + " for " + short_id(stand_in.from()) + ", from " +
                when_words(context, stand_in.starts()) + " to " +
                when_words(context, stand_in.ends())
        );
    if (view.two_persons()) line(context, "positions", "two persons for each, in my government");
}

void print_coalition(Context& context, const v1::CoalitionView& view) {
    line(context, "chair", view.chair());
    line(context, "since", when_words(context, view.chair_since()));
    line(context, "before it", view.past());
    line(context, "after it", view.next());
    print_own(context, view);
    print_groups(context, view);
    print_playbooks(context, view);
}

void print_named(
    Context& context,
    const std::string& words,
    const google::protobuf::RepeatedPtrField<v1::Named>& names
) {
    if (names.empty()) return;
    heading(context, words);
    for (const auto& named : names)
        context.terminal.out << "  " << harmless(named.name())
                             << (named.at() > 0 ? ", " + when_words(context, named.at()) : "")
                             << '\n';
}

void print_pack(Context& context, const v1::PackView& view) {
    context.terminal.out << harmless(view.title()) << "\n\n";
    line(context, "in the name of", view.in_the_name_of());
    line(context, "text", view.language() + ", SHA-256 " + to_hex(view.text_sha256()));
    for (const auto& translation : view.translations())
        line(
            context,
            "translation",
            translation.language() + ", SHA-256 " + to_hex(translation.text_sha256())
        );
    line(context, "published", when_words(context, view.published_at()));
    line(
        context,
        "list",
        "version " + std::to_string(view.list_version()) + ", as of " +
            when_words(context, view.as_of())
    );
    print_named(context, std::to_string(view.count()) + " signatories", view.signatories());
    print_named(context, "associated", view.associated());
    print_named(context, "associated later", view.later_associations());
    print_named(context, "dissociated", view.dissociations());
}

void print_certificate(Context& context, const v1::CertificateView& view) {
    context.terminal.out << (view.realm() == v1::EXERCISE ? "EXERCISE  " : "")
                         << "Certificate of adoption: " << harmless(view.title()) << "\n\n";
    line(context, "procedure", view.procedure_id() + ", " + word(view.mode()));
    line(context, "text", "SHA-256 " + to_hex(view.text_sha256()));
    line(context, "opened", when_words(context, view.opened_at()));
    line(context, "closed", when_words(context, view.deadline()));
    line(context, "adopted", when_words(context, view.adopted_at()));
    line(
        context,
        "count",
        std::to_string(view.tally().signed_()) + " of " + std::to_string(view.tally().entitled())
    );
    line(context, "recused", joined(view.recused()));
    line(
        context,
        "closing entry",
        std::to_string(view.index()) + ", leaf hash " + to_hex(view.leaf_hash())
    );
    if (view.positions().empty()) return;
    context.terminal.out << '\n';
    Table table({"PARTY", "POSITION", "RECEIVED", "ENTRY", "LEAF HASH", "NAME"});
    for (const auto& position : view.positions())
        table.row(
            {position.party(),
             stance_words(position.stance()),
             when_words(context, position.at()),
             position.at() > 0 ? std::to_string(position.index()) : "-",
             position.at() > 0 ? to_hex(position.leaf_hash()) : "-",
             position.name()}
        );
    table.print(context.terminal);
}

Result<int> signals(Context& context, bool all) {
    v1::Query query;
    query.mutable_list_signals()->set_all(all);
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::SignalList found;
    const auto asked =
        session.ask_all(query, [&](const v1::Answer& page) { found.MergeFrom(page.signals()); });
    if (!asked) return asked.error();
    if (context.globals.json) {
        context.print_json(found);
        return done;
    }
    Table table({"SIGNAL", "COUNTRY", "SEVERITY", "RECEIVED", "BECAME", "HEADLINE"});
    for (const auto& signal : found.signals()) {
        const bool dismissed = !signal.dismissed_because().empty();
        table.row(
            {signal.signal_id(),
             joined(signal.content().countries()),
             word(signal.content().severity(), "SEVERITY_"),
             when_words(context, signal.at()),
             dismissed                    ? "dismissed: " + signal.dismissed_because()
             : signal.raised_as().empty() ? "-"
                                          : signal.raised_as(),
             (signal.realm() == v1::EXERCISE ? "EXERCISE " : "") + signal.content().headline()}
        );
    }
    if (table.empty())
        context.say("no signals");
    else
        table.print(context.terminal);
    return done;
}

Result<int> pack(Context& context, const std::string& id, const std::string& as_of) {
    v1::Query query;
    query.mutable_show_pack()->set_procedure_id(id);
    if (!as_of.empty()) {
        const auto at = parse_when(context, as_of);
        if (!at) return at.error();
        query.mutable_show_pack()->set_as_of(to_ms(*at));
    }
    return show(context, std::move(query), &v1::Answer::pack, print_pack);
}

} // namespace

void add_coalition_verbs(CLI::App& app, Context& context) {
    on(*app.add_subcommand("coalition", "chair and troika, groups, playbooks, who stands in"),
       context,
       [&context] {
           v1::Query query;
           query.mutable_show_coalition();
           return show(context, std::move(query), &v1::Answer::coalition, print_coalition);
       });

    auto* listing = app.add_subcommand("signals", "candidates that nobody has raised yet");
    auto all = std::make_shared<bool>();
    listing->add_flag("--all", *all, "also raised, joined and dismissed ones");
    on(*listing, context, [&context, all] { return signals(context, *all); });

    auto* packing = app.add_subcommand("pack", "what goes out at publication: text and names");
    auto id = std::make_shared<std::string>(), as_of = std::make_shared<std::string>();
    packing->add_option("ID", *id)->required();
    packing->add_option("--as-of", *as_of, "the list as it stood then");
    on(*packing, context, [&context, id, as_of] { return pack(context, *id, *as_of); });

    auto* certifying =
        app.add_subcommand("certificate", "of adoption, with the place of each proof");
    auto adopted = std::make_shared<std::string>();
    auto form = std::make_shared<Form>();
    certifying->add_option("ID", *adopted, "id of a procedure, or its export")->required();
    certifying->add_option("--format", form->format, "json or html: a document to hand out")
        ->check(CLI::IsMember({"json", "html"}));
    certifying->add_option("-o,--output", form->file, "file to write (default: stdout)");
    on(*certifying, context, [&context, adopted, form]() -> Result<int> {
        if (!form->format.empty() || !form->file.empty())
            return write_certificate(context, *adopted, *form);
        v1::Query query;
        query.mutable_show_certificate()->set_procedure_id(*adopted);
        return show(context, std::move(query), &v1::Answer::certificate, print_certificate);
    });
}

} // namespace tocsin::cli
