// What happens to the Coalition itself. SPDX-License-Identifier: Apache-2.0
#include "tests/properties/history.hpp"

namespace tocsin::test {

namespace {

v1::Policy some_policy(Dice& dice) {
    v1::Policy policy = domain::default_policy();
    policy.set_objectors_hidden(dice.one_in(2));
    policy.set_chair_may_proceed(dice.one_in(2));
    policy.set_closing_settle_ms(dice.among({0, 500}));
    policy.set_late_window_ms(dice.among({0, 3'600'000, 259'200'000}));
    if (dice.one_in(3)) policy.clear_remind_before_ms();
    if (dice.one_in(4)) policy.set_last_rung_repeats_max(0);
    return policy;
}

v1::Playbook shutdown_playbook() {
    v1::Playbook playbook;
    playbook.set_playbook_id("shutdown");
    playbook.set_name("A shutdown");
    playbook.add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    v1::Playbook::Step& step = *playbook.add_steps();
    step.set_tool(v1::Playbook::Step::STATEMENT_TOOL);
    step.set_mode(v1::ProcedureDrafted::OPT_IN);
    step.set_title("On the shutdown in {countries}");
    return playbook;
}

void fill_roster(History& history, Dice& dice, v1::Command& command) {
    switch (dice.below(5)) {
    case 0: {
        v1::AdmitParty& admit = *command.mutable_admit_party();
        const bool is_guest = dice.one_in(4);
        admit.mutable_party()->set_code(
            is_guest ? "new-body" : dice.among<const char*>({"CL", "DK", "UG", "GH"})
        );
        admit.mutable_party()->set_kind(is_guest ? v1::Party::OBSERVER : v1::Party::GOVERNMENT);
        admit.mutable_party()->set_name("A party that joins");
        if (dice.one_in(3)) admit.set_member_from(to_ms(some_time(history, dice)));
        break;
    }
    case 1:
        if (dice.one_in(2)) {
            command.mutable_withdraw_party()->set_code(
                dice.among<const char*>({"UG", "GH", "CL", "un-body"})
            );
            if (dice.one_in(2))
                command.mutable_withdraw_party()->set_effective_at(to_ms(some_time(history, dice)));
            break;
        }
        [[fallthrough]];
    case 2: *command.mutable_set_policy()->mutable_policy() = some_policy(dice); break;
    case 3:
        command.mutable_hand_over_chair()->set_chair(dice.among<const char*>({"EE", "NO", "GH"}));
        break;
    default: *command.mutable_set_playbook()->mutable_playbook() = shutdown_playbook();
    }
}

void fill_persons(History& history, Dice& dice, v1::Command& command) {
    switch (dice.below(5)) {
    case 0: {
        v1::InvitePerson& invite = *command.mutable_invite_person();
        invite.set_party(dice.among<const char*>({"GH", "NO", "CL", "un-body"}));
        invite.add_roles(dice.among({v1::FOCAL_POINT, v1::OBSERVER_ROLE, v1::PENHOLDER}));
        invite.set_deputy(dice.one_in(2));
        invite.set_code_sha256(digest_of("code", dice.below(50)).str());
        break;
    }
    case 1:
        command.mutable_revoke_key()->set_fingerprint(dice.of(history.people).key.str());
        command.mutable_revoke_key()->set_reason("The device was lost.");
        break;
    case 2:
        command.mutable_mint_token()->set_token_sha256(digest_of("token", dice.below(9)).str());
        command.mutable_mint_token()->set_expires_at(to_ms(history.now + 24h));
        break;
    case 3:
        command.mutable_revoke_token()->set_token_sha256(digest_of("token", dice.below(9)).str());
        break;
    default: {
        v1::Subscription& subscription = *command.mutable_subscribe()->mutable_subscription();
        subscription.set_at_least(v1::AlertContent::ALERT);
        subscription.add_countries(some_country(dice));
    }
    }
}

void fill_own(History& history, Dice& dice, v1::Command& command) {
    switch (dice.below(5)) {
    case 0:
        command.mutable_delegate()->set_to(dice.of(history.people).person.str());
        command.mutable_delegate()->set_ends(to_ms(some_time(history, dice)));
        break;
    case 1: command.mutable_end_delegation(); break;
    case 2:
    case 3: command.mutable_set_two_person_rule()->set_required(dice.below(3) != 0); break;
    default: {
        v1::OpenEarlierItems& open = *command.mutable_open_earlier_items();
        open.set_party(dice.among<const char*>({"CL", "DK", "new-body"}));
        open.add_subjects(
            dice.one_in(2) ? some_alert(history, dice) : some_procedure(history, dice)
        );
        open.set_reason("It joined this month.");
    }
    }
}

void fill_group(Dice& dice, v1::Command& command) {
    v1::Group& group = *command.mutable_set_group()->mutable_group();
    group.set_group_id("shutdowns");
    group.set_kind(v1::Group::TASK_FORCE);
    group.set_name("Internet shutdowns");
    group.add_topics(v1::AlertContent::FULL_SHUTDOWN);
    for (const char* code : {"EE", "KE", "civil-network"})
        if (dice.below(4) != 0) group.add_co_chairs(code);
}

void fill_calendar(v1::Command& command) {
    command.mutable_set_calendar()->set_party("GH");
    command.mutable_set_calendar()->mutable_calendar()->add_weekend(7);
}

} // namespace

v1::Command coalition_command(History& history, Dice& dice) {
    v1::Command command = history.command();
    switch (dice.below(8)) {
    case 0:
    case 1: fill_roster(history, dice, command); break;
    case 2: fill_persons(history, dice, command); break;
    case 3:
        if (dice.one_in(2))
            fill_calendar(command);
        else
            fill_group(dice, command);
        break;
    default: fill_own(history, dice, command);
    }
    return command;
}

} // namespace tocsin::test
