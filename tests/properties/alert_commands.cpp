// What happens to signals and alerts. SPDX-License-Identifier: Apache-2.0
#include "tests/properties/history.hpp"

namespace tocsin::test {

namespace {

v1::AlertContent some_content(History& history, Dice& dice) {
    v1::AlertContent content;
    content.set_status(
        dice.one_in(8) ? v1::AlertContent::STATUS_EXERCISE : v1::AlertContent::STATUS_ACTUAL
    );
    content.add_countries(some_country(dice));
    content.add_kinds(dice.among({v1::AlertContent::FULL_SHUTDOWN, v1::AlertContent::ARRESTS}));
    content.set_urgency(v1::AlertContent::IMMEDIATE);
    content.set_severity(
        dice.one_in(9) ? v1::AlertContent::EXTREME : v1::AlertContent::SEVERE // needs sources
    );
    content.set_certainty(v1::AlertContent::OBSERVED);
    content.set_verification(v1::AlertContent::REPORTED);
    content.set_precedence(
        dice.one_in(9) ? v1::AlertContent::FLASH : v1::AlertContent::ALERT // needs sources
    );
    content.set_label(some_label(dice));
    *content.mutable_audience() = some_audience(history, dice, content.label());
    content.set_headline("No connectivity");
    if (dice.one_in(5)) content.set_requested_answer(v1::AlertContent::NONE_REQUESTED);
    if (dice.one_in(3)) content.set_review_by(to_ms(some_time(history, dice)));
    for (const char* publisher : {"first.example", "second.example"})
        if (dice.one_in(2)) content.add_evidence()->set_publisher(publisher);
    return content;
}

std::string some_signal(const History& history, Dice& dice) {
    const auto& signals = history.state.signals;
    if (signals.empty()) return "si-00000000";
    return std::next(signals.begin(), dice.below(signals.size()))->first.text;
}

std::uint32_t predecessor_of(const History& history, const std::string& alert, Dice& dice) {
    const auto found = history.state.alerts.find(domain::AlertId{alert});
    const std::uint32_t live = found == history.state.alerts.end() ? 1 : found->second.message;
    return dice.one_in(10) ? live + 1 : live;
}

v1::Situation some_situation(Dice& dice) {
    v1::Situation situation;
    situation.set_status(dice.among(
        {v1::Situation::RESTORED,
         v1::Situation::PARTLY_RESTORED,
         v1::Situation::ONGOING,
         v1::Situation::UNKNOWN}
    ));
    return situation;
}

void fill_beginning(History& history, Dice& dice, v1::Command& command) {
    const std::string signal = some_signal(history, dice);
    switch (dice.below(8)) {
    case 0:
        *command.mutable_submit_signal()->mutable_content() = some_content(history, dice);
        break;
    case 1:
        command.mutable_dismiss_signal()->set_signal_id(signal);
        command.mutable_dismiss_signal()->set_reason("A cable was cut.");
        break;
    case 2:
        command.mutable_join_signal()->set_signal_id(signal);
        command.mutable_join_signal()->set_alert_id(some_alert(history, dice));
        break;
    default:
        *command.mutable_raise_alert()->mutable_content() = some_content(history, dice);
        if (dice.one_in(4)) command.mutable_raise_alert()->set_from_signal(signal);
    }
}

void fill_end(History& history, Dice& dice, const std::string& id, v1::Command& command) {
    const std::uint32_t predecessor = predecessor_of(history, id, dice);
    switch (dice.below(3)) {
    case 0:
        command.mutable_cancel_alert()->set_alert_id(id);
        command.mutable_cancel_alert()->set_predecessor(predecessor);
        command.mutable_cancel_alert()->set_reason("Raised in error.");
        break;
    case 1:
        command.mutable_close_alert()->set_alert_id(id);
        command.mutable_close_alert()->set_predecessor(predecessor);
        *command.mutable_close_alert()->mutable_situation() = some_situation(dice);
        break;
    default:
        command.mutable_merge_alerts()->set_alert_id(some_alert(history, dice));
        command.mutable_merge_alerts()->set_duplicate(id);
        command.mutable_merge_alerts()->set_reason("The same shutdown.");
    }
}

void fill_relabel(History& history, Dice& dice, v1::Command& command) {
    v1::Relabel& relabel = *command.mutable_relabel();
    relabel.set_subject(dice.one_in(2) ? some_alert(history, dice) : some_procedure(history, dice));
    relabel.set_label(some_label(dice));
    *relabel.mutable_audience() = some_audience(history, dice, relabel.label());
    relabel.set_do_not_publicise(dice.one_in(4));
    relabel.set_reason("Sources are at risk.");
}

void fill_answer(History& history, Dice& dice, const std::string& id, v1::Command& command) {
    if (dice.one_in(5)) {
        command.mutable_retract_acknowledgement()->set_alert_id(id);
        return;
    }
    v1::AcknowledgeAlert& answer = *command.mutable_acknowledge_alert();
    answer.set_alert_id(id);
    answer.set_answer(dice.among(
        {v1::AlertAcknowledged::ACTING,
         v1::AlertAcknowledged::INFORMED,
         v1::AlertAcknowledged::CONSULTING,
         v1::AlertAcknowledged::CANNOT_RESPOND}
    ));
    if (answer.answer() == v1::AlertAcknowledged::CONSULTING)
        answer.set_answer_by(to_ms(some_time(history, dice)));
    answer.set_replaces(dice.one_in(2));
}

// Of an alert that has ended, what it taught; of everything else a note.
void fill_words(const History& history, const std::string& subject, v1::Command& command) {
    const auto alert = history.state.alerts.find(domain::AlertId{subject});
    const bool has_ended = alert != history.state.alerts.end() && alert->second.ended_index != 0;
    if (!has_ended) {
        command.mutable_add_note()->set_subject(subject);
        command.mutable_add_note()->set_text("The embassy confirms it.");
        return;
    }
    command.mutable_write_review()->set_subject(subject);
    command.mutable_write_review()->set_well("Every capital was reached.");
    command.mutable_write_review()->set_predecessor(alert->second.review);
}

void fill_life(History& history, Dice& dice, v1::Command& command) {
    const std::string id = some_alert(history, dice);
    const std::uint32_t act = dice.below(17);
    if (act < 5) {
        command.mutable_approve_alert()->set_alert_id(id);
        command.mutable_approve_alert()->set_alone(dice.one_in(6));
    } else if (act < 9) {
        fill_answer(history, dice, id, command);
    } else if (act < 11) {
        v1::UpdateAlert& update = *command.mutable_update_alert();
        update.set_alert_id(id);
        update.set_predecessor(predecessor_of(history, id, dice));
        update.set_material(dice.one_in(2));
        update.set_change("What is known has changed.");
        *update.mutable_content() = some_content(history, dice);
    } else if (act < 12) {
        fill_words(history, dice.one_in(2) ? id : some_procedure(history, dice), command);
    } else if (act < 13) {
        fill_relabel(history, dice, command);
    } else if (act < 14) {
        command.mutable_report_situation()->set_alert_id(id);
        *command.mutable_report_situation()->mutable_situation() = some_situation(dice);
    } else if (act < 15) {
        command.mutable_open_playbook()->set_alert_id(id);
        command.mutable_open_playbook()->set_playbook_id("shutdown");
    } else {
        fill_end(history, dice, id, command);
    }
}

} // namespace

v1::Command alert_command(History& history, Dice& dice) {
    v1::Command command = history.command();
    if (history.state.alerts.empty() || dice.one_in(history.state.alerts.size() < 6 ? 5 : 20))
        fill_beginning(history, dice, command);
    else
        fill_life(history, dice, command);
    return command;
}

v1::Command delivery(History& history, Dice& dice) {
    v1::Command command = history.command();
    const bool is_alert = dice.one_in(2);
    const std::string id = is_alert ? some_alert(history, dice) : some_procedure(history, dice);
    const auto procedure = history.state.procedures.find(domain::ProcedureId{id});
    for (std::uint32_t left = 1 + dice.below(3); left > 0; --left) {
        v1::Delivery& one = *command.mutable_record_delivery()->add_deliveries();
        one.set_alert_id(id);
        one.set_message(
            procedure == history.state.procedures.end() ? 1 + dice.below(2)
                                                        : procedure->second.version
        );
        one.set_person(dice.of(history.people).person.str());
        one.set_rung(dice.among(
            {v1::Delivery::SENT, v1::Delivery::DELIVERED, v1::Delivery::SEEN, v1::Delivery::FAILED}
        ));
        one.set_at(to_ms(history.now));
        if (one.rung() == v1::Delivery::FAILED) one.set_reason("no socket");
    }
    return command;
}

} // namespace tocsin::test
