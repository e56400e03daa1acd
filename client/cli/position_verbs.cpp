// sign, decline, abstain, object, await, associate, dissociate, amend, withdraw, confirm: a
// government's answer, over the text
// that this program fetched, hashed and showed itself. SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/receipts.hpp"
#include "client/cli/show.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "client/core/connection.hpp"
#include "client/core/position.hpp"
#include "storage/sha256.hpp"

namespace tocsin::cli {
namespace {

struct Answering {
    std::string id, explanation, amendment, answer_by, to;
    bool ad_referendum = false;
    bool confirms = false; // what a colleague prepared, or what was signed ad referendum
    std::optional<std::uint32_t> version;
    bool replaces = false;
    v1::Position::Stance stance = v1::Position::STANCE_UNSPECIFIED;
};

Result<v1::Position::Stance> stance_of(const Answering& given) {
    if (!given.to.empty()) {
        std::string token = given.to;
        for (char& c : token)
            if (c == '-') c = '_';
        const auto stance = domain::stance_of(token);
        if (stance == v1::Position::STANCE_UNSPECIFIED)
            return usage_trouble(
                "\"" + given.to + "\" is not a stance",
                "sign, sign-with-explanation, sign-ad-referendum, not-joining, abstain, "
                "awaiting-instructions, associate, object"
            );
        return stance;
    }
    if (given.stance == v1::Position::SIGN && given.ad_referendum)
        return v1::Position::SIGN_AD_REFERENDUM;
    if (given.stance == v1::Position::SIGN && !given.explanation.empty())
        return v1::Position::SIGN_WITH_EXPLANATION;
    return given.stance;
}

// The explanation is deposited first: its hash is a line of what is signed.
Result<void> attach_explanation(
    Context& context, Session& session, const Answering& given, client::Intent& intent
) {
    const bool objects = intent.stance == v1::Position::OBJECT;
    const bool needed = objects || intent.stance == v1::Position::SIGN_WITH_EXPLANATION;
    const std::string& file = given.amendment.empty() ? given.explanation : given.amendment;
    if (given.confirms || (!needed && file.empty())) return {};
    if (!needed) return usage_trouble("only an explanation or an objection has a document");
    if (file.empty())
        return usage_trouble(
            objects ? "an objection says why, or what else" : "the explanation is missing",
            objects ? "--reason FILE, or --amendment FILE" : "--explanation FILE"
        );
    const auto text = read_text(context, file);
    if (!text) return text.error();
    intent.reservation_sha256 = storage::sha256({*text});
    if (context.globals.dry_run) return {};
    const auto stored = session.deposit(*text);
    if (!stored) return stored.error();
    return {};
}

// A re-run under the same command id sends what was sent, if it is the same answer; what it
// supersedes has changed by then.
std::optional<v1::Command>
same_answer_before(const Session& session, const domain::SignOn& sign_on, const CommandId& id) {
    const auto before = session.given_before(id);
    if (!before || !before->has_take_position()) return std::nullopt;
    const auto text = domain::parse_sign_on(before->take_position().signed_text().text());
    if (!text) return std::nullopt;
    const bool same = text->procedure == sign_on.procedure && text->version == sign_on.version &&
                      text->text_sha256 == sign_on.text_sha256 && text->stance == sign_on.stance &&
                      text->party == sign_on.party &&
                      text->reservation_sha256 == sign_on.reservation_sha256;
    return same ? before : std::nullopt;
}

Result<int>
send_position(Context& context, Session& session, v1::Command command, const CommandId& id) {
    if (context.globals.dry_run) {
        context.terminal.out << command.take_position().signed_text().text();
        context.say("dry run: nothing was sent");
        return done;
    }
    const auto receipt = session.command(std::move(command), id);
    if (!receipt) return receipt.error();
    return tell_and_keep(context, session, *receipt, id, "recorded");
}

Result<client::Intent> intent_of(Context& context, const Answering& given) {
    client::Intent intent;
    const auto stance = stance_of(given);
    if (!stance) return stance.error();
    intent.stance = *stance;
    intent.version = given.version;
    intent.replaces = given.replaces;
    if (*stance == v1::Position::AWAITING_INSTRUCTIONS) {
        const auto by = parse_when(context, given.answer_by);
        if (!by) return usage_trouble("awaiting instructions needs a time", "--answer-by TIME");
        intent.answer_by = to_ms(*by);
    }
    const auto id = context.command_id();
    if (!id) return id.error();
    intent.command_id = *id;
    return intent;
}

// What only the procedure tells: an association after the close is a late one; a confirmation is of
// what a colleague prepared, or of what the government itself signed ad referendum.
Result<void> settle_stance(
    const v1::ProcedureView& view,
    const std::string& party,
    const Answering& given,
    client::Intent& intent
) {
    const bool is_open = view.state() == v1::ProcedureView::OPEN;
    if (intent.stance == v1::Position::ASSOCIATE && !is_open)
        intent.stance = v1::Position::LATE_ASSOCIATION;
    if (intent.stance == v1::Position::LATE_ASSOCIATION) intent.replaces = true;
    if (!given.confirms) return {};
    if (view.has_prepared()) {
        const auto& prepared = view.prepared();
        intent.stance = prepared.stance();
        if (!prepared.reservation_sha256().empty())
            intent.reservation_sha256 = Digest::from(prepared.reservation_sha256());
        return {};
    }
    const auto* standing = client::standing_of(view, party);
    if (standing && standing->stance() == v1::Position::SIGN_AD_REFERENDUM) return {};
    Trouble trouble;
    trouble.exit_code = conflict;
    trouble.what = "WRONG_STATE: nothing waits to be confirmed";
    trouble.why = "no colleague prepared an answer, and none was signed ad referendum";
    trouble.next = "tocsin sign " + view.procedure_id();
    return trouble;
}

Result<v1::Command> command_of(
    const v1::ProcedureView& view,
    const domain::SignOn& sign_on,
    const client::Signer& signer,
    const client::Intent& intent,
    const Answering& given
) {
    auto command = client::sign_position(sign_on, signer, intent);
    if (!command) return command.error();
    const bool prepared_one = given.confirms && view.prepared().amendment();
    if (prepared_one || !given.amendment.empty())
        command->mutable_take_position()->set_amendment(true);
    return command;
}

Result<Consent> consent_to(
    Context& context,
    const v1::ProcedureView& view,
    const domain::SignOn& sign_on,
    const Answering& given,
    const std::string& text
) {
    context.terminal.err
        << (context.interactive() && !context.globals.yes ? harmless(text, true) + "\n" : "");
    BindingAct act;
    act.party = sign_on.party.text;
    act.sentence =
        act.party + (sign_on.supersedes ? " replaces its answer with " : " answers ") +
        std::string(domain::stance_token(sign_on.stance)) + " to \"" + view.title() + "\"" +
        (view.realm() == v1::EXERCISE ? " (EXERCISE)" : "") +
        (view.state() == v1::ProcedureView::OPEN ? ", which closes at " : ", which closed at ") +
        when_words(context, view.deadline());
    act.with_text = true;
    act.pinned = given.version;
    act.version = sign_on.version;
    act.text_sha256 = sign_on.text_sha256.hex();
    return ask_consent(context, act);
}

Result<int> answer(Context& context, const Answering& given) {
    const auto consented = require_consent(context, true, given.version);
    if (!consented) return consented.error();
    auto intent = intent_of(context, given);
    if (!intent) return intent.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    if (!session.login().own_key()) {
        Trouble trouble;
        trouble.exit_code = not_allowed;
        trouble.what = "FORBIDDEN: a feed token signs nothing";
        trouble.next = "log in with a device key or an OpenSSH key";
        return trouble;
    }
    const auto view = fetch_procedure(session, given.id);
    if (!view) return view.error();
    const auto text = fetch_document(session, view->text_sha256());
    if (!text) return text.error();
    const auto settled = settle_stance(*view, session.welcome().party(), given, *intent);
    if (!settled) return settled.error();
    const auto attached = attach_explanation(context, session, given, *intent);
    if (!attached) return attached.error();

    client::Intent lenient = *intent;
    lenient.replaces = true;
    const client::Signer signer{
        session.connection().origin(), session.welcome().party(), session.login().own_key()};
    const auto now = context.clock.wall();
    auto sign_on = client::prepare_position(*view, *text, signer, lenient, now);
    if (!sign_on) return sign_on.error();
    if (auto before = same_answer_before(session, *sign_on, intent->command_id))
        return send_position(context, session, std::move(*before), intent->command_id);
    sign_on = client::prepare_position(*view, *text, signer, *intent, now);
    if (!sign_on) return sign_on.error();
    const auto later = fetch_later_answer(session, *view, signer.party);
    if (!later) return later.error();
    if (*later) sign_on->supersedes = *later;
    const auto consent = consent_to(context, *view, *sign_on, given, *text);
    if (!consent) return consent.error();
    if (*consent == Consent::dry_run) {
        context.terminal.out << domain::render(*sign_on);
        context.say("dry run: nothing was signed or sent");
        return done;
    }
    auto command = command_of(*view, *sign_on, signer, *intent, given);
    if (!command) return command.error();
    return send_position(context, session, std::move(*command), intent->command_id);
}

using Given = std::shared_ptr<Answering>;

CLI::App* add_answer(
    CLI::App& app, Context& context, const std::string& name, const std::string& about, Given given
) {
    auto* sub = app.add_subcommand(name, about);
    sub->add_option("ID", given->id)->required();
    sub->add_option("--version", given->version, "the version of the text that was read");
    on(*sub, context, [&context, given] { return answer(context, *given); });
    return sub;
}

Given answering(v1::Position::Stance stance, bool replaces = false) {
    auto given = std::make_shared<Answering>();
    given->stance = stance;
    given->replaces = replaces;
    return given;
}

void add_objection(CLI::App& app, Context& context) {
    auto objecting = answering(v1::Position::OBJECT);
    auto* object = add_answer(
        app, context, "object", "break the silence, with a reason or other wording", objecting
    );
    auto* reason = object->add_option("--reason", objecting->explanation, "file of the reason");
    object->add_option("--amendment", objecting->amendment, "file of the text proposed instead")
        ->excludes(reason);
}

} // namespace

void add_position_verbs(CLI::App& app, Context& context) {
    auto signing = answering(v1::Position::SIGN);
    auto* sign = add_answer(app, context, "sign", "sign for my government", signing);
    auto* explanation =
        sign->add_option("--explanation", signing->explanation, "file of an explanation");
    sign->add_flag("--ad-referendum", signing->ad_referendum, "to be confirmed before the close")
        ->excludes(explanation);
    add_answer(
        app, context, "decline", "my government does not join", answering(v1::Position::NOT_JOINING)
    );
    add_answer(app, context, "abstain", "my government abstains", answering(v1::Position::ABSTAIN));
    add_answer(
        app,
        context,
        "associate",
        "an observer associates itself; after the close a government does, late",
        answering(v1::Position::ASSOCIATE)
    );
    add_answer(
        app,
        context,
        "dissociate",
        "take my government's name off the list, after the close",
        answering(v1::Position::DISSOCIATION, true)
    );
    add_objection(app, context);
    auto confirming = answering(v1::Position::SIGN, true);
    confirming->confirms = true;
    add_answer(
        app,
        context,
        "confirm",
        "what a colleague prepared, or what was signed ad referendum",
        confirming
    );
    auto awaiting = answering(v1::Position::AWAITING_INSTRUCTIONS);
    auto* await = add_answer(app, context, "await", "my government awaits instructions", awaiting);
    await->add_option("--answer-by", awaiting->answer_by, "when it will answer")->required();
    auto amending = answering(v1::Position::STANCE_UNSPECIFIED, true);
    auto* amend = add_answer(app, context, "amend", "replace my government's answer", amending);
    amend->add_option("--to", amending->to, "the new stance")->required();
    amend->add_option("--explanation", amending->explanation, "file of an explanation");
    amend->add_option("--answer-by", amending->answer_by, "with awaiting-instructions");
    add_answer(
        app,
        context,
        "withdraw",
        "take my government's answer back (not joining)",
        answering(v1::Position::NOT_JOINING, true)
    );
}

} // namespace tocsin::cli
