// The acts of a crisis whose options are the fields of the act: one table, made into verbs by the
// schema. What a person must read before agreeing has a verb of its own elsewhere.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/message_options.hpp"
#include "client/cli/show.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "tocsin/v1/command.pb.h"
#include "tocsin/v1/options.pb.h"

#include <memory>

namespace tocsin::cli {
namespace {

using google::protobuf::FieldDescriptor;
using Case = v1::Command;

struct PlainVerb {
    const char* name; // "chair hand-over": a verb of a noun
    const char* about;
    Case::CommandCase act;
    const char* says; // "GH … the procedure": what the asker agrees to
    const char* done;
    std::vector<std::string> positionals = {};
};

const std::vector<PlainVerb> plain_verbs{
    {"consult",
     "put a draft to consultation",
     Case::kOpenConsultation,
     "puts to consultation",
     "in consultation"},
    {"comment",
     "say something about a text in consultation",
     Case::kAddComment,
     "comments on",
     "commented",
     {"text"}},
    {"reopen",
     "open a draft, or a text revised after its silence was broken",
     Case::kOpenProcedure,
     "opens",
     "open"},
    {"contest",
     "an editorial change is none: ask signatories again",
     Case::kContestEdit,
     "contests the change of",
     "contested"},
    {"continue",
     "go on though the shutdown it speaks of has ended",
     Case::kContinueProcedure,
     "goes on with",
     "goes on"},
    {"issue",
     "the Chair issues a statement on behalf",
     Case::kIssueAsChair,
     "issues on behalf of the Coalition",
     "issued"},
    {"proceed",
     "the Chair takes the silence of the unreached for consent",
     Case::kProceedUnreached,
     "proceeds with",
     "adopted"},
    {"embargo",
     "publish by itself at an instant",
     Case::kSetEmbargo,
     "puts under embargo",
     "under embargo"},
    {"archive", "put away what is at its end", Case::kArchiveProcedure, "puts away", "put away"},
    {"arrange",
     "where, how and by whom a demarche is made",
     Case::kArrangeDemarche,
     "arranges",
     "arranged"},
    {"instruct",
     "what my capital has told its mission",
     Case::kReportInstruction,
     "reports on",
     "reported",
     {"status"}},
    {"needs",
     "what a pledge call asks for, as a JSON list",
     Case::kSetNeeds,
     "sets the needs of",
     "needs set",
     {"needs"}},
    {"pledge",
     "what my government gives for a need",
     Case::kMakePledge,
     "pledges in",
     "pledged",
     {"need_id"}},
    {"unpledge",
     "take my government's pledge back",
     Case::kTakePledgeBack,
     "takes its pledge back in",
     "taken back",
     {"need_id"}},
    {"fulfil",
     "what was given so far, in all",
     Case::kRecordFulfilment,
     "records what was given in",
     "recorded",
     {"party", "need_id"}},
    {"situation",
     "what became of the crisis",
     Case::kReportSituation,
     "reports on",
     "reported",
     {"status"}},
    {"review",
     "what a case taught: what went well, what to improve, who does what by when",
     Case::kWriteReview,
     "reviews",
     "recorded"},
    {"relabel",
     "change a label or an audience, with a reason",
     Case::kRelabel,
     "relabels",
     "relabelled",
     {"label"}},
    {"dismiss", "a signal that is no crisis", Case::kDismissSignal, "dismisses", "dismissed"},
    {"join",
     "a signal that reports what is alerted already",
     Case::kJoinSignal,
     "joins",
     "joined",
     {"alert_id"}},
    {"playbook open",
     "start a playbook's drafts from an alert",
     Case::kOpenPlaybook,
     "opens a playbook for",
     "drafts started",
     {"playbook_id"}},
    {"playbook set",
     "the tools for a kind of crisis",
     Case::kSetPlaybook,
     "sets a playbook",
     "playbook set"},
    {"group set",
     "a task force, working group or network",
     Case::kSetGroup,
     "sets up a group",
     "group set"},
    {"chair hand-over",
     "who chairs from then on, and who follows",
     Case::kHandOverChair,
     "hands over the chair",
     "handed over"},
    {"delegate to",
     "a colleague acts for me for a time",
     Case::kDelegate,
     "has a colleague stand in: its person does not act meanwhile",
     "delegated",
     {"to"}},
    {"delegate end",
     "I act myself again",
     Case::kEndDelegation,
     "ends a delegation",
     "delegation ended"},
    {"subscribe",
     "how loudly alerts arrive at me, never whether",
     Case::kSubscribe,
     "subscribes",
     "subscribed"},
};

const FieldDescriptor& field_of(const PlainVerb& verb) {
    return *v1::Command::descriptor()->FindFieldByNumber(verb.act);
}

// The title of what is acted on, for the sentence; the id where there is no title to read.
std::string title_of(Session& session, const std::string& id) {
    if (is_procedure_id(id)) {
        const auto view = fetch_procedure(session, id);
        return view ? "\"" + view->title() + "\"" : id;
    }
    const auto view = fetch_alert(session, id);
    return view ? "\"" + view->content().headline() + "\"" : id;
}

Result<int> run(Context& context, const PlainVerb& verb, const MessageOptions& options) {
    const FieldDescriptor& field = field_of(verb);
    const bool binds = field.options().GetExtension(v1::binding);
    if (binds)
        if (const auto consented = require_consent(context, false, {}); !consented)
            return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    v1::Command command;
    auto& message = *command.GetReflection()->MutableMessage(&command, &field);
    const auto filled = options.fill(context, session, message);
    if (!filled) return filled.error();
    if (!binds) return send_and_tell(context, session, std::move(command), verb.done);
    std::string sentence = session.welcome().party() + " " + verb.says;
    const std::string subject = options.subject();
    const bool is_about_one = field.message_type()->field(0)->name().ends_with("_id") ||
                              field.message_type()->field(0)->name() == "subject";
    if (!subject.empty()) sentence += " " + (is_about_one ? title_of(session, subject) : subject);
    if (const std::string words = options.words(); !words.empty()) sentence += ": " + words;
    return bind_and_tell(context, session, std::move(command), sentence, verb.done);
}

CLI::App* subcommand(CLI::App& app, const std::string& name, const char* about) {
    const auto space = name.find(' ');
    if (space == std::string::npos) return app.add_subcommand(name, about);
    const std::string noun = name.substr(0, space);
    CLI::App* parent = nullptr;
    for (CLI::App* known : app.get_subcommands([](CLI::App*) { return true; }))
        if (known->get_name() == noun) parent = known;
    if (!parent) {
        parent = app.add_subcommand(noun, noun + " and its verbs");
        parent->require_subcommand(1);
    }
    return parent->add_subcommand(name.substr(space + 1), about);
}

} // namespace

void add_plain_verbs(CLI::App& app, Context& context) {
    for (const PlainVerb& verb : plain_verbs) {
        auto* sub = subcommand(app, verb.name, verb.about);
        auto options = std::make_shared<MessageOptions>(
            *sub, *field_of(verb).message_type(), verb.positionals
        );
        on(*sub, context, [&context, &verb, options] { return run(context, verb, *options); });
    }
}

} // namespace tocsin::cli
