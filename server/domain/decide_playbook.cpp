// Playbooks: the tools for a kind of crisis as a checklist. Opening one from an alert starts its
// drafts, nothing more (domain.md 2). SPDX-License-Identifier: Apache-2.0
#include "server/domain/alert_rules.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

using Step = v1::Playbook::Step;
using Drafted = v1::ProcedureDrafted;

bool starts_procedure(const Step& step) {
    return step.tool() == Step::STATEMENT_TOOL || step.tool() == Step::DEMARCHE_TOOL ||
           step.tool() == Step::PLEDGE_CALL_TOOL;
}

bool mode_fits(const Step& step) {
    switch (step.tool()) {
    case Step::STATEMENT_TOOL: return step.mode() != Drafted::MODE_UNSPECIFIED;
    case Step::DEMARCHE_TOOL:
        return step.mode() == Drafted::OPT_IN || step.mode() == Drafted::ALIGNMENT;
    case Step::PLEDGE_CALL_TOOL: return step.mode() == Drafted::OPT_IN;
    default: return step.mode() == Drafted::MODE_UNSPECIFIED;
    }
}

const char* modes_of(const Step& step) {
    switch (step.tool()) {
    case Step::STATEMENT_TOOL: return "a mode of adoption";
    case Step::DEMARCHE_TOOL: return "OPT_IN or ALIGNMENT for a demarche";
    case Step::PLEDGE_CALL_TOOL: return "OPT_IN for a pledge call";
    default: return "none: this step starts no procedure";
    }
}

Drafted::Kind kind_of(const Step& step) {
    if (step.tool() == Step::DEMARCHE_TOOL) return Drafted::DEMARCHE;
    return step.tool() == Step::PLEDGE_CALL_TOOL ? Drafted::PLEDGE_CALL : Drafted::STATEMENT;
}

const char* prefix_of(const Step& step) {
    if (step.tool() == Step::DEMARCHE_TOOL) return "de";
    return step.tool() == Step::PLEDGE_CALL_TOOL ? "pl" : "st";
}

// "MM, UG and ZW"; empty when the alert names no country.
std::string countries_of(const v1::AlertContent& content) {
    std::string listed;
    for (int at = 0; at < content.countries_size(); ++at) {
        const bool is_last = at + 1 == content.countries_size();
        if (at > 0) listed += is_last ? " and " : ", ";
        listed += content.countries(at);
    }
    return listed;
}

std::string titled(std::string title, const std::string& countries) {
    constexpr std::string_view place = "{countries}";
    for (auto at = title.find(place); at != std::string::npos;
         at = title.find(place, at + countries.size()))
        title.replace(at, place.size(), countries);
    return title;
}

// An id for each step, told from the one command id: the same at every replay, each another.
std::string step_id(
    const State& state,
    const Step& step,
    v1::Realm realm,
    CommandId command_id,
    std::set<std::string>& taken
) {
    for (;;) {
        const std::string id = new_id(state, prefix_of(step), realm, command_id);
        if (taken.insert(id).second) return id;
        for (std::size_t octet = CommandId::size; octet > 0; --octet)
            if (++command_id.octets[octet - 1] != 0) break;
    }
}

void draft(
    const Step& step,
    const std::string& id,
    const v1::OpenPlaybook& command,
    const Alert& alert,
    const Asking& asking,
    Decision& decision
) {
    Drafted& drafted = *decision.events.emplace_back().mutable_procedure_drafted();
    drafted.set_procedure_id(id);
    drafted.set_kind(kind_of(step));
    drafted.set_mode(step.mode());
    drafted.set_title(titled(step.title(), countries_of(alert.content)));
    *drafted.mutable_countries() = alert.content.countries();
    // Drafts open nothing that the alert keeps closed: whoever wants more readers relabels them.
    drafted.set_label(alert.content.label() == v1::RED ? v1::RED : v1::AMBER_STRICT);
    if (alert.content.has_audience()) *drafted.mutable_audience() = alert.content.audience();
    drafted.set_alert_id(alert.id.text);
    drafted.set_penholder(asking.person->id.str());
    drafted.set_realm(alert.realm);
    drafted.set_playbook_id(command.playbook_id());
    if (step.template_sha256().empty()) return;
    v1::TextAdded& text = *decision.events.emplace_back().mutable_text_added();
    text.set_procedure_id(id);
    text.set_version(1);
    text.set_text_sha256(step.template_sha256());
    text.set_language("en"); // The Coalition's working language; a template has no field for it.
    text.set_person(asking.person->id.str());
    text.set_speaks_for_all(step.speaks_for_all());
}

} // namespace

Decision decide(const State&, const v1::SetPlaybook& command, const Asking& asking) {
    const bool may_set = asking.is_server() || asking.has(v1::SUPPORT) || asking.has(v1::CHAIR) ||
                         asking.has(v1::LEAD);
    if (!may_set)
        return refusing(refuse_forbidden(
            "playbooks are written by few", "a lead, the chair, or a person of the secretariat"
        ));
    for (const Step& step : command.playbook().steps())
        if (!mode_fits(step))
            return refusing(
                refuse_field("playbook.steps.mode", modes_of(step), Drafted::Mode_Name(step.mode()))
            );
    Decision decision;
    *decision.events.emplace_back().mutable_playbook_set()->mutable_playbook() = command.playbook();
    return decision;
}

Decision decide(const State& state, const v1::OpenPlaybook& command, const Asking& asking) {
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    const auto playbook = state.coalition.playbooks.find(command.playbook_id());
    if (!alert || playbook == state.coalition.playbooks.end()) return refusing(refuse_not_found());
    if (!may_draft(asking))
        return refusing(refuse_forbidden(
            "drafts come from governments and their secretariat",
            "a lead, penholder, chair or support person of a government or the secretariat"
        ));
    if (auto refusal = not_live(*alert)) return refusing(*refusal);

    Decision decision = concerning({}, alert->realm);
    std::set<std::string> taken;
    for (const Step& step : playbook->second.steps()) {
        if (!starts_procedure(step)) continue;
        const std::string id = step_id(state, step, alert->realm, asking.command_id, taken);
        if (decision.subject.empty()) decision.subject = id; // As a retry is told: of the first.
        draft(step, id, command, *alert, asking, decision);
    }
    if (!decision.events.empty()) return decision;
    return refusing(refuse_state(
        "CHECKLIST", "no step of this playbook starts a procedure", "Follow its steps by hand."
    ));
}

} // namespace tocsin::domain
