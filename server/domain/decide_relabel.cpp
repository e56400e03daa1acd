// Relabelling: another label or another audience, by an act of its own and with a reason
// (domain.md 4). SPDX-License-Identifier: Apache-2.0
#include "server/domain/alert_rules.hpp"
#include "server/domain/label.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

v1::Refusal refuse_same(std::string_view state) {
    return refuse_state(
        std::string(state), "it has this very label and audience", "Nothing is left to change."
    );
}

v1::Refusal refuse_red() {
    return refuse(
        v1::Refusal::EMPTY_AUDIENCE,
        "This would be for nobody.",
        "RED is for named persons, and none is named.",
        "Name at least one person, or choose AMBER_STRICT."
    );
}

v1::Refusal refuse_later() {
    return refuse(
        v1::Refusal::EMPTY_AUDIENCE,
        "This would be for nobody.",
        "Label and audience leave only parties that joined after it went out.",
        "Open it to them by a decision of its own, or send them a new alert."
    );
}

std::optional<v1::Refusal> bad_label(const State& state, const v1::Relabel& command) {
    if (auto refusal = bad_names(state.coalition, command.audience(), "audience")) return refusal;
    if (command.label() == v1::RED && command.audience().persons().empty()) return refuse_red();
    return std::nullopt;
}

// Whom it would be for is somebody who was there when it went out: those who joined later are let
// in by a decision of their own. RED is for the persons named, whenever they came.
bool leaves_nobody(
    const State& state, const Alert& alert, const v1::AlertContent& content, Instant at
) {
    if (content.label() == v1::RED) return false;
    const auto parties = addressees_of(state, content, at).parties;
    return std::none_of(parties.begin(), parties.end(), [&](const PartyCode& code) {
        return alert.addressees.contains(code) || alert.opened_to.contains(code) ||
               state.coalition.party(code)->is_member(alert.issued_at);
    });
}

Decision relabelled(
    const v1::Relabel& command, const Asking& asking, const std::string& id, v1::Realm realm
) {
    Decision decision = concerning(id, realm);
    v1::Relabelled& relabelled = *decision.events.emplace_back().mutable_relabelled();
    relabelled.set_subject(id);
    relabelled.set_label(command.label());
    if (command.has_audience()) *relabelled.mutable_audience() = command.audience();
    relabelled.set_do_not_publicise(command.do_not_publicise());
    relabelled.set_person(asking.person->id.str());
    relabelled.set_reason(command.reason());
    return decision;
}

Decision
relabel(const State& state, const Alert& alert, const v1::Relabel& command, const Asking& asking) {
    const PersonId& who = asking.person->id;
    if (!asking.has(v1::LEAD) && alert.raiser != who && alert.approver != who)
        return refusing(refuse_forbidden(
            "few relabel an alert", "a lead, or the person who raised or approved it"
        ));
    if (auto refusal = not_live(alert)) return refusing(*refusal);
    if (auto refusal = bad_label(state, command)) return refusing(*refusal);
    v1::AlertContent content = alert.content;
    content.set_label(command.label());
    *content.mutable_audience() = command.audience();
    if (auto refusal = reaches_nobody(state, content, asking.at)) return refusing(*refusal);
    if (leaves_nobody(state, alert, content, asking.at)) return refusing(refuse_later());
    if (cut_of(content) == cut_of(alert.content) &&
        command.do_not_publicise() == alert.content.do_not_publicise())
        return refusing(refuse_same(state_word(alert.state)));
    return relabelled(command, asking, alert.id.text, alert.realm);
}

// Null: everybody who is asked stays among those whom it is for.
const PartyCode*
cut_out(const State& state, const Procedure& procedure, const v1::Relabel& command) {
    if (procedure.state != Procedure::State::open) return nullptr;
    v1::ProcedureDrafted drafted = procedure.drafted;
    drafted.set_label(command.label());
    *drafted.mutable_audience() = command.audience();
    for (const PartyCode& code : procedure.entitled)
        if (!is_meant_for(state, drafted, code)) return &code;
    return nullptr;
}

Decision relabel(
    const State& state, const Procedure& procedure, const v1::Relabel& command, const Asking& asking
) {
    if (!may_steer(procedure, asking))
        return refusing(
            refuse_forbidden("few relabel a procedure", "its penholder, a lead or the chair")
        );
    const std::string named(state_word(procedure.state));
    if (procedure.state == Procedure::State::archived)
        return refusing(refuse_state(
            named, "what is archived stays as it is", "Draft a new procedure linked to this one."
        ));
    if (auto refusal = bad_label(state, command)) return refusing(*refusal);
    if (command.do_not_publicise())
        return refusing(refuse_field("do_not_publicise", "false: it is said of alerts", "true"));
    if (cut_of(command.label(), command.audience()) ==
        cut_of(procedure.drafted.label(), procedure.drafted.audience()))
        return refusing(refuse_same(named));
    if (const PartyCode* code = cut_out(state, procedure, command))
        return refusing(refuse_state(
            named,
            code->text + " is asked for its position and would not be shown the text any more",
            "Keep its label and audience until the close, or withdraw it."
        ));
    return relabelled(command, asking, procedure.id.text, procedure.realm);
}

} // namespace

Decision decide(const State& state, const v1::Relabel& command, const Asking& asking) {
    if (const Alert* alert = readable_alert(state, command.subject(), asking.reader))
        return relabel(state, *alert, command, asking);
    if (const Procedure* procedure = readable_procedure(state, command.subject(), asking.reader))
        return relabel(state, *procedure, command, asking);
    return refusing(refuse_not_found());
}

} // namespace tocsin::domain
