// Whom an alert reached and who answered it. One government, one answer: the first stands until it
// is openly replaced or taken back (domain.md 2). SPDX-License-Identifier: Apache-2.0
#include "server/domain/alert_rules.hpp"
#include "server/domain/escalation.hpp"
#include "server/domain/reach.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace tocsin::domain {

namespace {

constexpr int deliveries_per_event_max = 1'024; // the schema's max_items

bool may_answer(const Asking& asking) {
    return asking.has(v1::FOCAL_POINT) || asking.has(v1::LEAD) || asking.has(v1::CHAIR);
}

v1::Refusal refuse_answering() {
    return refuse_forbidden(
        "governments that an alert asks owe one answer each",
        "a focal point, lead or chair of a government that this alert asks"
    );
}

v1::Refusal refuse_answered(const Acknowledgement& standing) {
    v1::Refusal refusal = refuse(
        v1::Refusal::ALREADY_ANSWERED,
        "Your government has answered already.",
        "A government has one answer, and the first one stands.",
        "Say that yours replaces it, or leave it."
    );
    refusal.set_has_index(true);
    refusal.set_index(standing.index);
    refusal.set_leaf_hash(standing.leaf_hash.str());
    refusal.set_person(standing.person.str());
    refusal.set_at(to_ms(standing.at));
    return refusal;
}

std::optional<v1::Refusal> bad_answer_by(const v1::AcknowledgeAlert& command, Instant received) {
    const Instant by = from_ms(command.answer_by());
    const bool is_consulting = command.answer() == v1::AlertAcknowledged::CONSULTING;
    if (is_consulting && by <= received)
        return refuse_field("answer_by", "after now, " + print_utc(received), print_utc(by));
    if (!is_consulting && command.answer_by() != 0)
        return refuse_field("answer_by", "given with CONSULTING only", print_utc(by));
    return std::nullopt;
}

bool is_same(
    const Acknowledgement& standing, const v1::AcknowledgeAlert& command, const Asking& asking
) {
    return standing.person == asking.person->id && standing.answer == command.answer() &&
           to_ms(standing.answer_by) == command.answer_by();
}

const Acknowledgement* standing_of(const Alert& alert, const PartyCode& party) {
    const auto found = alert.acknowledgements.find(party);
    return found == alert.acknowledgements.end() ? nullptr : &found->second;
}

// What both answering and taking an answer back need.
std::optional<v1::Refusal> may_not_answer(const Alert& alert, const Asking& asking) {
    const bool is_asked = alert.owing.contains(asking.person->party);
    if (!may_answer(asking) || (alert.state == Alert::State::live && !is_asked))
        return refuse_answering();
    return not_live(alert);
}

v1::Realm realm_of(const State& state, const v1::Delivery& delivery) {
    const auto procedure = state.procedures.find(ProcedureId{delivery.alert_id()});
    if (procedure != state.procedures.end()) return procedure->second.realm;
    return state.alerts.at(AlertId{delivery.alert_id()}).realm;
}

// It re-routes: whoever could answer instead of him is rung at once, beside the ladder.
v1::Escalated rerouted(const State& state, const Alert& alert, const Asking& asking) {
    v1::Escalated escalated = escalation_of(
        state,
        alert,
        {0, v1::Policy::DEPUTIES_AND_MISSIONS},
        {asking.person->party},
        asking.received
    );
    auto& persons = *escalated.mutable_persons(); // But he has just said that he cannot.
    const auto own = std::find(persons.begin(), persons.end(), asking.person->id.str());
    if (own != persons.end()) persons.erase(own);
    return escalated;
}

// Nothing stands in a colleague's way after an answer that is none; the same words twice are no
// news.
bool stands_in_the_way(
    const Acknowledgement& standing, const v1::AcknowledgeAlert& command, const Asking& asking
) {
    if (is_same(standing, command, asking)) return true;
    return acknowledges(standing) && !command.replaces();
}

// One batch on its way to events: one per alert or procedure, so that each is seen by those who may
// read that one (I8), and nothing twice.
class Batch {
public:
    void add(const v1::Delivery& delivery) {
        const bool is_failure = delivery.rung() == v1::Delivery::FAILED;
        auto& told = is_failure ? failed_ : highest_;
        const std::string channel = is_outward(delivery) ? delivery.channel() : std::string();
        int& rung = told[{delivery.alert_id(), delivery.person(), channel}];
        if (rung >= delivery.rung()) return; // The same rung twice, or a lower one after a higher.
        rung = delivery.rung();
        *open(delivery.alert_id()).add_deliveries() = delivery;
    }

    // Of a procedure: that a government was reached is proven once, by whichever of its persons.
    void add(const v1::Delivery& delivery, const PartyCode& proven) {
        if (proven_.emplace(delivery.alert_id(), proven).second)
            *open(delivery.alert_id()).add_deliveries() = delivery;
    }

    Decision decision;

private:
    v1::DeliveryRecorded& open(const std::string& alert_id) {
        const auto found = open_.find(alert_id);
        if (found != open_.end()) {
            auto& recorded = *decision.events[found->second].mutable_delivery_recorded();
            if (recorded.deliveries_size() < deliveries_per_event_max) return recorded;
        }
        open_[alert_id] = decision.events.size();
        return *decision.events.emplace_back().mutable_delivery_recorded();
    }

    std::map<std::string, std::size_t> open_; // the event of each alert that has room
    using Whose = std::tuple<std::string, std::string, std::string>; // item, person, channel
    std::map<Whose, int> highest_;
    std::map<Whose, int> failed_;
    std::set<std::pair<std::string, PartyCode>> proven_;
};

} // namespace

Decision decide(const State& state, const v1::RecordDelivery& command, const Asking&) {
    Batch batch;
    bool is_actual = false;
    for (const v1::Delivery& delivery : command.deliveries()) {
        const auto reached = newly_reached(state, delivery);
        if (!reached && !is_news(state, delivery)) continue;
        is_actual = is_actual || realm_of(state, delivery) == v1::ACTUAL;
        reached ? batch.add(delivery, *reached) : batch.add(delivery);
    }
    // A decision has one realm: a batch that tells of both is not an exercise.
    if (!is_actual && !batch.decision.events.empty()) batch.decision.realm = v1::EXERCISE;
    return std::move(batch.decision);
}

Decision decide(const State& state, const v1::AcknowledgeAlert& command, const Asking& asking) {
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    if (!alert) return refusing(refuse_not_found());
    if (auto refusal = may_not_answer(*alert, asking)) return refusing(*refusal);
    if (auto refusal = bad_answer_by(command, asking.received)) return refusing(*refusal);
    const Acknowledgement* standing = standing_of(*alert, asking.person->party);
    if (standing && stands_in_the_way(*standing, command, asking))
        return refusing(refuse_answered(*standing));

    Decision decision;
    decision.realm = alert->realm;
    decision.subject = alert->id.text;
    v1::AlertAcknowledged& given = *decision.events.emplace_back().mutable_alert_acknowledged();
    given.set_alert_id(alert->id.text);
    given.set_message(alert->asking);
    given.set_party(asking.person->party.text);
    given.set_person(asking.person->id.str());
    given.set_answer(command.answer());
    given.set_answer_by(command.answer_by());
    given.set_comment(command.comment());
    if (command.answer() == v1::AlertAcknowledged::CANNOT_RESPOND)
        *decision.events.emplace_back().mutable_escalated() = rerouted(state, *alert, asking);
    return decision;
}

Decision
decide(const State& state, const v1::RetractAcknowledgement& command, const Asking& asking) {
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    if (!alert) return refusing(refuse_not_found());
    if (auto refusal = may_not_answer(*alert, asking)) return refusing(*refusal);
    if (!standing_of(*alert, asking.person->party))
        return refusing(refuse_state(
            "OWING", "only an answer that stands is taken back", "Your government owes an answer."
        ));

    Decision decision;
    decision.realm = alert->realm;
    decision.subject = alert->id.text;
    v1::AcknowledgementRetracted& taken =
        *decision.events.emplace_back().mutable_acknowledgement_retracted();
    taken.set_alert_id(alert->id.text);
    taken.set_party(asking.person->party.text);
    taken.set_person(asking.person->id.str());
    taken.set_reason(command.reason());
    return decision;
}

} // namespace tocsin::domain
