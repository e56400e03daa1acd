// policy: the Coalition's rules that are numbers, shown and set.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/binding.hpp"
#include "client/cli/policy_words.hpp"
#include "client/cli/table.hpp"
#include "client/cli/verbs.hpp"

#include <list>

namespace tocsin::cli {
namespace {

Result<v1::Policy> fetch_policy(Session& session) {
    v1::Query query;
    query.mutable_show_coalition();
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    return answer->coalition().policy();
}

Result<int> show(Context& context) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto policy = fetch_policy(session);
    if (!policy) return policy.error();
    if (context.globals.json) {
        context.print_json(*policy);
        return done;
    }
    Table table({"RULE", "VALUE", "WHAT IT SAYS"});
    for (const auto& rule : policy_rules())
        table.row({rule.name, policy_value(*policy, rule), rule.about});
    table.print(context.terminal);
    return done;
}

struct Given {
    const PolicyRule* rule;
    std::string value;
};

// A policy is set whole: what is not named stays as it is now.
Result<int> set(Context& context, const std::list<Given>& given) {
    const auto consented = require_consent(context, false, {});
    if (!consented) return consented.error();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto before = fetch_policy(session);
    if (!before) return before.error();
    v1::Command command;
    v1::Policy& policy = *command.mutable_set_policy()->mutable_policy();
    policy = *before;
    std::string changes;
    for (const auto& [rule, value] : given) {
        if (value.empty()) continue;
        const auto put = put_policy_value(policy, *rule, value);
        if (!put) return put.error();
        const auto was = policy_value(*before, *rule), is = policy_value(policy, *rule);
        if (was == is) continue;
        changes += (changes.empty() ? "" : "; ") + rule->name + " from " + was + " to " + is;
    }
    if (changes.empty())
        return usage_trouble("nothing would change", "tocsin policy show tells what is in force");
    return bind_and_tell(
        context,
        session,
        std::move(command),
        session.welcome().party() + " changes the policy: " + changes,
        "in force for what begins from now on"
    );
}

} // namespace

void add_policy_verbs(CLI::App& app, Context& context) {
    auto* policy = app.add_subcommand("policy", "deadlines, reminders, escalation, cooling times");
    policy->require_subcommand(1);
    on(*policy->add_subcommand("show", "every rule in force"), context, [&context] {
        return show(context);
    });
    auto* setting = policy->add_subcommand("set", "change some; the others stay as they are");
    auto given = std::make_shared<std::list<Given>>();
    for (const auto& rule : policy_rules())
        setting->add_option(
            "--" + rule.name, given->emplace_back(Given{&rule, {}}).value, rule.about
        );
    on(*setting, context, [&context, given] { return set(context, *given); });
}

} // namespace tocsin::cli
