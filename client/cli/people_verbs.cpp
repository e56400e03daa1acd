// members, person: who there is, and how somebody new comes in.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/people.hpp"
#include "client/cli/printed_code.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"
#include "client/core/keys.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {

Result<v1::PersonList> fetch_persons(Session& session, const std::string& party) {
    v1::Query query;
    query.mutable_list_persons()->set_party(party);
    v1::PersonList found;
    const auto asked =
        session.ask_all(query, [&](const v1::Answer& page) { found.MergeFrom(page.persons()); });
    if (!asked) return asked.error();
    return found;
}

Result<std::string>
parse_bytes(const std::string& text, std::size_t size, const std::string& what) {
    std::string hex;
    for (const char c : text)
        if (c != '-' && c != ' ') hex += c;
    const auto raw = from_hex(hex);
    if (raw && raw->size() == size) return *raw;
    return usage_trouble("\"" + text + "\" is not " + what);
}

namespace {

Result<int> members(Context& context, const std::string& as_of) {
    v1::Query query;
    query.mutable_list_parties();
    if (!as_of.empty()) {
        const auto at = parse_when(context, as_of);
        if (!at) return at.error();
        query.mutable_list_parties()->set_as_of(to_ms(*at));
    }
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    if (context.globals.json) {
        context.print_json(answer->parties());
        return done;
    }
    Table table({"PARTY", "KIND", "REGION", "SINCE", "UNTIL", "PERSONS", "NAME"});
    for (const auto& line : answer->parties().parties())
        table.row(
            {line.party().code(),
             word(line.party().kind()),
             word(line.party().region()),
             line.member_from() > 0 ? print_date(from_ms(line.member_from())) : "-",
             line.member_until() > 0 ? print_date(from_ms(line.member_until())) : "-",
             std::to_string(line.persons_with_key()) + "/" + std::to_string(line.persons()),
             line.party().name()}
        );
    table.print(context.terminal);
    context.say(std::to_string(answer->parties().governments()) + " governments");
    return done;
}

struct Inviting {
    std::string party, post;
    std::vector<std::string> roles;
    bool deputy = false;
};

Result<int> invite(Context& context, const Inviting& given) {
    const PrintedCode code = make_code(context);
    v1::Command command;
    auto& invitation = *command.mutable_invite_person();
    invitation.set_party(given.party);
    invitation.set_deputy(given.deputy);
    invitation.set_post(given.post);
    invitation.set_code_sha256(code.sha256);
    for (const auto& role : given.roles) {
        const auto value = parse_word<v1::Role>(role);
        if (!value) return value.error();
        invitation.add_roles(*value);
    }
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    return send_and_show_code(
        context,
        session,
        std::move(command),
        code,
        boost::json::object{{"party", given.party}},
        "invited. Give this code to the person by a way you trust; it is shown once and works once"
    );
}

// Which key of the person waits: the one named, or the only one there is. All of its digits: a few
// of them are not what was read back.
Result<std::string> waiting_key(const v1::PersonLine& line, const std::string& named) {
    if (!named.empty()) return parse_bytes(named, Digest::size, "a fingerprint of 64 hex digits");
    if (line.waiting_size() == 1) return line.waiting(0);
    return usage_trouble(
        line.waiting().empty() ? "no key of this person waits" : "several keys wait",
        "tocsin person list shows the keys that wait"
    );
}

Result<int> approve(Context& context, const std::string& who, const std::string& named) {
    if (!context.interactive() && !context.globals.yes && !context.globals.dry_run)
        return usage_trouble("somebody must have compared the fingerprint", "a script says --yes");
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto line = person_among(session, who);
    if (!line) return line.error();
    const auto fingerprint = waiting_key(*line, named);
    if (!fingerprint) return fingerprint.error();
    v1::Command command;
    command.mutable_approve_key()->set_person(line->person());
    command.mutable_approve_key()->set_fingerprint(*fingerprint);
    const std::string sentence = "the key of person " + uuid(line->person()) + ": " +
                                 client::in_groups(*Digest::from(*fingerprint)) +
                                 ". Was it read back to you over a line you know?";
    return bind_and_tell(
        context,
        session,
        std::move(command),
        sentence,
        "confirmed; a key is in once two persons have"
    );
}

std::string fingerprints(const google::protobuf::RepeatedPtrField<std::string>& keys) {
    std::string text;
    for (const auto& key : keys)
        text += (text.empty() ? "" : " ") + to_hex(key);
    return text.empty() ? "-" : text;
}

Result<int> list(Context& context, const std::string& party) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto persons = fetch_persons(session, party);
    if (!persons) return persons.error();
    if (context.globals.json) {
        context.print_json(*persons);
        return done;
    }
    Table table({"PERSON", "PARTY", "ROLES", "NAME", "KEYS", "WAITING"});
    for (const auto& line : persons->persons()) {
        std::string roles;
        for (const int role : line.roles())
            roles += (roles.empty() ? "" : ",") + word(static_cast<v1::Role>(role));
        table.row(
            {uuid(line.person()),
             line.party(),
             roles + (line.deputy() ? " (deputy)" : ""),
             line.name(),
             fingerprints(line.fingerprints()),
             fingerprints(line.waiting())}
        );
    }
    table.print(context.terminal);
    return done;
}

} // namespace

void add_people_verbs(CLI::App& app, Context& context) {
    auto* listing = app.add_subcommand("members", "the parties of the Coalition");
    auto as_of = std::make_shared<std::string>();
    listing->add_option("--as-of", *as_of, "at another time");
    on(*listing, context, [&context, as_of] { return members(context, *as_of); });

    auto* person = app.add_subcommand("person", "who is in, who comes in, who leaves");
    person->require_subcommand(1);
    auto* inviting = person->add_subcommand("invite", "make a code for somebody new, printed once");
    auto given = std::make_shared<Inviting>();
    inviting->add_option("PARTY", given->party)->required();
    inviting->add_option("--role", given->roles, "focal-point, lead, penholder, chair, support …")
        ->required();
    inviting->add_option("--post", given->post, "capital, new-york, geneva …");
    inviting->add_flag("--deputy", given->deputy);
    on(*inviting, context, [&context, given] { return invite(context, *given); });

    auto* approving = person->add_subcommand("approve", "a key that was read back to you");
    auto who = std::make_shared<std::string>(), key = std::make_shared<std::string>();
    approving->add_option("PERSON", *who)->required();
    approving->add_option("FINGERPRINT", *key);
    on(*approving, context, [&context, who, key] { return approve(context, *who, *key); });

    auto* persons = person->add_subcommand("list", "persons and their keys");
    auto party = std::make_shared<std::string>();
    persons->add_option("--party", *party);
    on(*persons, context, [&context, party] { return list(context, *party); });
    add_person_acts(*person, context);
}

} // namespace tocsin::cli
