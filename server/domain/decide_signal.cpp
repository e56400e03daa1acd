// What becomes of a signal that is not raised, of an alert that tells what another one tells
// already, and what is said of the situation on the ground.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/alert_rules.hpp"
#include "server/domain/label.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

v1::Refusal refuse_other_realm(const std::string& field, v1::Realm wanted, v1::Realm given) {
    return refuse_field(
        field, "of the alert's realm, " + v1::Realm_Name(wanted), v1::Realm_Name(given)
    );
}

bool tells_alike(const v1::AlertContent& left, const v1::AlertContent& right) {
    return cut_of(left) == cut_of(right) && left.do_not_publicise() == right.do_not_publicise();
}

// Two alerts that name no country may well be one; else some country is in both.
bool is_about_same_place(const v1::AlertContent& left, const v1::AlertContent& right) {
    const auto& other = right.countries();
    if (left.countries().empty() && other.empty()) return true;
    return std::any_of(
        left.countries().begin(),
        left.countries().end(),
        [&](const std::string& country) {
            return std::find(other.begin(), other.end(), country) != other.end();
        }
    );
}

// Parties of today for whom it went out, or to whom it was opened, and whom its label still allows.
std::set<PartyCode> readers_today(const State& state, const Alert& alert, Instant at) {
    std::set<PartyCode> parties = alert.addressees;
    parties.insert(alert.opened_to.begin(), alert.opened_to.end());
    const Cut cut = cut_of(alert.content);
    std::erase_if(parties, [&](const PartyCode& code) {
        const PartyRecord* party = state.coalition.party(code);
        return !party || !party->is_member(at) || !allows_somebody(state, cut, code);
    });
    return parties;
}

// One thread from here on: whoever reads one of them must be somebody who reads the other, or the
// merging would open notes that were never for him, or leave him with an end of the thread (I8).
std::optional<v1::Refusal>
bad_pair(const State& state, const Alert& kept, const Alert& duplicate, Instant at) {
    if (duplicate.realm != kept.realm)
        return refuse_other_realm("duplicate", kept.realm, duplicate.realm);
    if (!tells_alike(kept.content, duplicate.content))
        return refuse_state(
            std::string(state_word(duplicate.state)),
            "alerts are merged under one label and one audience",
            "Relabel one of them first."
        );
    if (!is_about_same_place(kept.content, duplicate.content))
        return refuse_field(
            "duplicate", "an alert about a country of " + kept.id.text, duplicate.id.text
        );
    if (readers_today(state, kept, at) == readers_today(state, duplicate, at)) return std::nullopt;
    return refuse_state(
        std::string(state_word(duplicate.state)),
        "a party that joined between the two reads one of them and not the other",
        "Open the earlier one to that party first."
    );
}

} // namespace

Decision decide(const State& state, const v1::DismissSignal& command, const Asking& asking) {
    const Signal* signal = readable_signal(state, command.signal_id(), asking.reader);
    if (!signal) return refusing(refuse_not_found());
    if (!may_raise(asking)) return refusing(refuse_raising());
    if (auto refusal = not_candidate(state, *signal)) return refusing(*refusal);

    Decision decision = concerning(signal->id.text, signal->realm);
    v1::SignalDismissed& dismissed = *decision.events.emplace_back().mutable_signal_dismissed();
    dismissed.set_signal_id(signal->id.text);
    dismissed.set_person(asking.person->id.str());
    dismissed.set_reason(command.reason());
    return decision;
}

Decision decide(const State& state, const v1::JoinSignal& command, const Asking& asking) {
    const Signal* signal = readable_signal(state, command.signal_id(), asking.reader);
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    if (!signal || !alert) return refusing(refuse_not_found());
    if (!may_raise(asking)) return refusing(refuse_raising());
    if (auto refusal = not_candidate(state, *signal)) return refusing(*refusal);
    if (auto refusal = not_live(*alert)) return refusing(*refusal);
    if (signal->realm != alert->realm)
        return refusing(refuse_other_realm("signal_id", alert->realm, signal->realm));

    Decision decision = concerning(signal->id.text, signal->realm);
    v1::SignalJoined& joined = *decision.events.emplace_back().mutable_signal_joined();
    joined.set_signal_id(signal->id.text);
    joined.set_alert_id(alert->id.text);
    joined.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::MergeAlerts& command, const Asking& asking) {
    const Alert* kept = readable_alert(state, command.alert_id(), asking.reader);
    const Alert* duplicate = readable_alert(state, command.duplicate(), asking.reader);
    if (!kept || !duplicate) return refusing(refuse_not_found());
    if (!may_raise(asking)) return refusing(refuse_raising());
    if (kept == duplicate)
        return refusing(refuse_field("duplicate", "another alert", command.duplicate()));
    if (auto refusal = not_live(*kept)) return refusing(*refusal);
    if (auto refusal = not_live(*duplicate)) return refusing(*refusal);
    if (auto refusal = bad_pair(state, *kept, *duplicate, asking.received))
        return refusing(*refusal);

    Decision decision = concerning(kept->id.text, kept->realm);
    v1::AlertsMerged& merged = *decision.events.emplace_back().mutable_alerts_merged();
    merged.set_alert_id(kept->id.text);
    merged.set_duplicate(duplicate->id.text);
    merged.set_person(asking.person->id.str());
    merged.set_reason(command.reason());
    return decision;
}

Decision decide(const State& state, const v1::ReportSituation& command, const Asking& asking) {
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    if (!alert) return refusing(refuse_not_found());
    if (!may_raise(asking) && alert->raiser != asking.person->id) return refusing(refuse_raising());
    // The situation outlives the response, but not a false alarm nor a duplicate.
    if (alert->state != Alert::State::closed)
        if (auto refusal = not_live(*alert)) return refusing(*refusal);

    Decision decision = concerning(alert->id.text, alert->realm);
    v1::SituationReported& reported = *decision.events.emplace_back().mutable_situation_reported();
    reported.set_alert_id(alert->id.text);
    *reported.mutable_situation() = command.situation();
    reported.set_person(asking.person->id.str());
    question_procedures(state, *alert, command.situation(), decision);
    return decision;
}

} // namespace tocsin::domain
