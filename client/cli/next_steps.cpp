// SPDX-License-Identifier: Apache-2.0
#include "client/cli/next_steps.hpp"

#include "client/cli/lines.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tocsin::cli {
namespace {

struct Verb {
    std::string_view act;
    std::string_view verb;
};

constexpr std::array verbs{
    Verb{"add_text", "text"},
    Verb{"add_translation", "translate"},
    Verb{"open_consultation", "consult"},
    Verb{"add_comment", "comment"},
    Verb{"open_procedure", "reopen"},
    Verb{"contest_edit", "contest"},
    Verb{"extend_deadline", "extend"},
    Verb{"continue_procedure", "continue"},
    Verb{"remind", "remind"},
    Verb{"withdraw_procedure", "drop"},
    Verb{"issue_as_chair", "issue"},
    Verb{"proceed_unreached", "proceed"},
    Verb{"set_embargo", "embargo"},
    Verb{"publish_procedure", "publish"},
    Verb{"archive_procedure", "archive"},
    Verb{"arrange_demarche", "arrange"},
    Verb{"report_instruction", "instruct"},
    Verb{"conclude_demarche", "outcome"},
    Verb{"set_needs", "needs"},
    Verb{"make_pledge", "pledge"},
    Verb{"take_pledge_back", "unpledge"},
    Verb{"record_fulfilment", "fulfil"}};

bool is_asked(const v1::ProcedureView& view, const std::string& party) {
    const auto& lines = view.positions();
    return std::any_of(lines.begin(), lines.end(), [&](const auto& line) {
        return line.party() == party;
    });
}

bool stands_on_list(const v1::ProcedureView& view, const std::string& party) {
    const auto& names = view.signatories();
    const auto& guests = view.associated();
    bool stands = std::find(names.begin(), names.end(), party) != names.end() ||
                  std::find(guests.begin(), guests.end(), party) != guests.end();
    for (const auto& amendment : view.amendments())
        if (amendment.party() == party)
            stands = amendment.stance() == v1::Position::LATE_ASSOCIATION;
    return stands;
}

// Which stances these are follows from mode, state and party (docs/PROTOCOL.md 5).
std::vector<std::string>
answers(const v1::ProcedureView& view, const std::string& party, Instant now) {
    if (view.state() != v1::ProcedureView::OPEN) {
        const bool is_in_time = view.late_until() >= to_ms(now);
        return {!stands_on_list(view, party) && is_in_time ? "associate" : "dissociate"};
    }
    if (!is_asked(view, party)) return {"associate"};
    if (view.has_prepared()) return {"confirm"};
    if (view.mode() == v1::ProcedureDrafted::SILENCE) return {"sign", "object", "await"};
    return {"sign", "decline", "abstain", "await"};
}

std::string dashed(std::string name) {
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

} // namespace

std::vector<std::string>
step_verbs(const v1::ProcedureView& view, const std::string& party, Instant now) {
    std::vector<std::string> steps;
    const auto add = [&](const std::string& verb) {
        steps.push_back("tocsin " + verb + " " + view.procedure_id());
    };
    for (const std::string& step : view.next_steps()) {
        if (step == "take_position") {
            for (const std::string& answer : answers(view, party, now))
                add(answer);
            continue;
        }
        const auto* verb = std::find_if(verbs.begin(), verbs.end(), [&](const Verb& one) {
            return one.act == step;
        });
        add(verb == verbs.end() ? "act " + dashed(step) : std::string(verb->verb));
    }
    return steps;
}

void print_next_steps(Context& context, const v1::ProcedureView& view, const std::string& party) {
    const auto steps = step_verbs(view, party, context.clock.wall());
    if (steps.empty()) return;
    heading(context, "what you may do now");
    for (const std::string& step : steps)
        context.terminal.out << "  " << harmless(step) << '\n';
}

} // namespace tocsin::cli
