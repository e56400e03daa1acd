// person recover, roles, revoke: what the secretariat does about somebody who is in already.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/key_words.hpp"
#include "client/cli/people.hpp"
#include "client/cli/printed_code.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {

Result<v1::PersonLine> person_among(Session& session, const std::string& text) {
    const auto persons = fetch_persons(session, "");
    if (!persons) return persons.error();
    const auto digits = digits_of(text);
    std::optional<v1::PersonLine> found;
    for (const auto& line : persons->persons()) {
        if (!digits || !begins_with(line.person(), *digits)) continue;
        if (found)
            return usage_trouble("several persons begin with " + *digits, "give more digits");
        found = line;
    }
    if (found) return *found;
    Trouble trouble;
    trouble.exit_code = not_found;
    trouble.what = "NOT_FOUND: nobody whom you may see is \"" + text + "\"";
    trouble.next = "tocsin person list, and at least the first eight digits";
    return trouble;
}

namespace {

std::string roles_words(const google::protobuf::RepeatedField<int>& roles) {
    std::string words;
    for (const int role : roles)
        words += (words.empty() ? "" : ", ") + word(static_cast<v1::Role>(role));
    return words.empty() ? "no role" : words;
}

std::string whom(const v1::PersonLine& line) {
    return "person " + uuid(line.person()) + (line.name().empty() ? "" : " (" + line.name() + ")") +
           " of " + line.party();
}

Result<int> recover(Context& context, const std::string& named, const std::string& vouched) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto person = person_among(session, named);
    if (!person) return person.error();
    const PrintedCode code = make_code(context);
    v1::Command command;
    auto& recovery = *command.mutable_recover_person();
    recovery.set_person(person->person());
    recovery.set_code_sha256(code.sha256);
    recovery.set_vouched(vouched);
    BindingAct act;
    act.party = session.welcome().party();
    act.sentence = act.party + " opens a recovery for " + whom(*person) +
                   ", which enrols new keys; vouched for: " + vouched;
    const auto consent = ask_consent(context, act);
    if (!consent) return consent.error();
    return send_and_show_code(
        context,
        session,
        std::move(command),
        code,
        boost::json::object{{"person", uuid(person->person())}, {"party", person->party()}},
        "opened. Give this code to the person by a way you trust; it is shown once and works once. "
        "Two persons approve each new key, which then cools, unless it came with the printed code "
        "of " +
            person->party() + ". Lost keys are revoked by an act of their own: tocsin key revoke"
    );
}

struct Changing {
    std::string person, post, reason;
    std::vector<std::string> roles;
    bool deputy = false;
};

Result<int>
send_roles(Context& context, Session& session, v1::Command command, const std::string& sentence) {
    return bind_and_tell(
        context,
        session,
        std::move(command),
        sentence,
        "recorded; less is in force now, more once a second person of the secretariat says the same"
    );
}

Result<int> change_roles(Context& context, const Changing& given) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    v1::Command command;
    auto& change = *command.mutable_change_roles();
    for (const auto& role : given.roles) {
        const auto value = parse_word<v1::Role>(role);
        if (!value) return value.error();
        change.add_roles(*value);
    }
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto person = person_among(session, given.person);
    if (!person) return person.error();
    change.set_person(person->person());
    change.set_deputy(given.deputy);
    change.set_post(given.post);
    change.set_reason(given.reason);
    const std::string sentence = session.welcome().party() + " changes the roles of " +
                                 whom(*person) + " from " + roles_words(person->roles()) +
                                 (person->deputy() ? " (deputy)" : "") + " to " +
                                 roles_words(change.roles()) + (given.deputy ? " (deputy)" : "");
    return send_roles(context, session, std::move(command), sentence);
}

// Who holds no role has left: keys, tokens, codes and delegations end with it.
Result<int> revoke(Context& context, const std::string& named, const std::string& reason) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto person = person_among(session, named);
    if (!person) return person.error();
    v1::Command command;
    command.mutable_change_roles()->set_person(person->person());
    command.mutable_change_roles()->set_reason(reason);
    const std::string sentence = session.welcome().party() + " sends away " + whom(*person) +
                                 ": its keys, tokens, codes and delegations end at once";
    return send_roles(context, session, std::move(command), sentence);
}

} // namespace

void add_person_acts(CLI::App& person, Context& context) {
    auto* recovering =
        person.add_subcommand("recover", "new keys for who lost them: a code, shown once");
    auto lost = std::make_shared<std::string>(), vouched = std::make_shared<std::string>();
    recovering->add_option("PERSON", *lost, "its first eight digits or more")->required();
    recovering->add_option("--vouched", *vouched, "how the government vouched for it")->required();
    on(*recovering, context, [&context, lost, vouched] { return recover(context, *lost, *vouched); }
    );

    auto* changing = person.add_subcommand("roles", "give other roles, all of them named anew");
    auto given = std::make_shared<Changing>();
    changing->add_option("PERSON", given->person, "its first eight digits or more")->required();
    changing->add_option("--role", given->roles, "focal-point, lead, penholder, chair, support …")
        ->required();
    changing->add_flag("--deputy", given->deputy);
    changing->add_option("--post", given->post, "capital, new-york, geneva …");
    changing->add_option("--reason", given->reason)->required();
    on(*changing, context, [&context, given] { return change_roles(context, *given); });

    auto* leaving = person.add_subcommand("revoke", "it leaves: all its keys and tokens end");
    auto gone = std::make_shared<std::string>(), reason = std::make_shared<std::string>();
    leaving->add_option("PERSON", *gone, "its first eight digits or more")->required();
    leaving->add_option("--reason", *reason)->required();
    on(*leaving, context, [&context, gone, reason] { return revoke(context, *gone, *reason); });
}

} // namespace tocsin::cli
