// What happens to procedures. SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "tests/properties/history.hpp"

namespace tocsin::test {

namespace {

using domain::Procedure;
using Drafted = v1::ProcedureDrafted;

void fill_draft(History& history, Dice& dice, v1::Command& command) {
    v1::DraftProcedure& draft = *command.mutable_draft_procedure();
    draft.set_kind(dice.among(
        {Drafted::STATEMENT, Drafted::STATEMENT, Drafted::DEMARCHE, Drafted::PLEDGE_CALL}
    ));
    draft.set_mode(dice.among(
        {Drafted::OPT_IN,
         Drafted::OPT_IN,
         Drafted::SILENCE,
         Drafted::ALIGNMENT,
         Drafted::CHAIR_ON_BEHALF}
    ));
    draft.set_title("On the shutdown");
    draft.add_countries(some_country(dice));
    draft.set_label(some_label(dice));
    *draft.mutable_audience() = some_audience(history, dice, draft.label());
    if (dice.one_in(3) && !history.state.alerts.empty())
        draft.set_alert_id(some_alert(history, dice));
    if (dice.one_in(6)) draft.set_linked_to(some_procedure(history, dice));
    if (dice.one_in(10)) draft.set_realm(v1::EXERCISE);
}

void fill_text(Dice& dice, const Procedure& procedure, v1::Command& command) {
    if (!procedure.texts.empty() && dice.one_in(4)) {
        v1::AddTranslation& add = *command.mutable_add_translation();
        add.set_procedure_id(procedure.id.text);
        add.set_version(static_cast<std::uint32_t>(procedure.texts.size()));
        add.set_text_sha256(digest_of("translation", dice.below(9)).str());
        add.set_language(dice.among<const char*>({"fr", "es", "en"}));
        return;
    }
    v1::AddText& add = *command.mutable_add_text();
    add.set_procedure_id(procedure.id.text);
    add.set_text_sha256(digest_of("text", 1 + procedure.texts.size()).str());
    add.set_language("en");
    add.set_editorial(dice.one_in(2));
    add.set_change("One word.");
    add.set_speaks_for_all(dice.one_in(5));
}

void fill_opening(History& history, Dice& dice, const Procedure& procedure, v1::Command& command) {
    v1::OpenProcedure& open = *command.mutable_open_procedure();
    open.set_procedure_id(procedure.id.text);
    open.set_version(static_cast<std::uint32_t>(procedure.texts.size()) + dice.one_in(12));
    open.set_deadline(to_ms(some_time(history, dice)));
    open.set_threshold(procedure.is(Drafted::SILENCE) ? 0 : 1 + dice.below(4));
    open.set_tally(dice.among(
        {v1::ProcedureOpened::VISIBLE,
         v1::ProcedureOpened::HIDDEN_UNTIL_OWN,
         v1::ProcedureOpened::HIDDEN_UNTIL_CLOSE}
    ));
    if (dice.one_in(8)) open.add_must_haves("NO");
}

v1::Position::Stance some_stance(Dice& dice, const Procedure& procedure) {
    using P = v1::Position;
    if (domain::has_closed(procedure) && !dice.one_in(5))
        return dice.among({P::LATE_ASSOCIATION, P::DISSOCIATION});
    if (procedure.is(Drafted::SILENCE))
        return dice.among({P::OBJECT, P::AWAITING_INSTRUCTIONS, P::SIGN, P::NOT_JOINING});
    return dice.among(
        {P::SIGN,
         P::SIGN,
         P::SIGN_WITH_EXPLANATION,
         P::SIGN_AD_REFERENDUM,
         P::NOT_JOINING,
         P::ABSTAIN,
         P::ASSOCIATE,
         P::AWAITING_INSTRUCTIONS,
         P::RECUSED,
         P::LATE_ASSOCIATION}
    );
}

// The person whose party and key the text names: who sends it is another question.
void fill_position(History& history, Dice& dice, const Procedure& procedure, v1::Command& command) {
    const domain::Asker& signer = dice.of(history.people);
    domain::SignOn text;
    text.realm = procedure.realm;
    text.origin = history.state.coalition.founded.origin();
    text.procedure = procedure.id;
    text.version = procedure.version - (procedure.version > 1 && dice.one_in(12));
    text.text_sha256 = procedure.text_sha256;
    text.deadline_seconds = to_ms(procedure.deadline) / 1000 + dice.one_in(20);
    text.party = history.state.coalition.person(signer.person)->party;
    text.stance = some_stance(dice, procedure);
    if (text.stance == v1::Position::SIGN_WITH_EXPLANATION || text.stance == v1::Position::OBJECT)
        text.reservation_sha256 = digest_of("explanation", dice.below(3));
    const auto later = procedure.later.find(text.party);
    const auto before = procedure.positions.find(text.party);
    if (dice.below(6) != 0) {
        if (later != procedure.later.end())
            text.supersedes = later->second.leaf_hash;
        else if (before != procedure.positions.end())
            text.supersedes = before->second.leaf_hash;
    }
    text.key = signer.key;
    text.time_seconds = to_ms(history.now) / 1000;
    v1::TakePosition& take = *command.mutable_take_position();
    take.mutable_signed_text()->set_text(domain::render(text));
    take.mutable_signed_text()->set_algorithm(v1::Key::ED25519);
    take.mutable_signed_text()->set_signature("verified elsewhere");
    if (text.stance == v1::Position::AWAITING_INSTRUCTIONS)
        take.set_answer_by(to_ms(history.now + 1h));
    take.set_amendment(text.stance == v1::Position::OBJECT && dice.one_in(2));
}

void fill_demarche(Dice& dice, const std::string& id, v1::Command& command) {
    switch (dice.below(4)) {
    case 0:
    case 1: {
        v1::ArrangeDemarche& arrange = *command.mutable_arrange_demarche();
        arrange.set_procedure_id(id);
        arrange.mutable_terms()->set_host(some_country(dice));
        arrange.mutable_terms()->set_capital("Its capital");
        arrange.mutable_terms()->set_level(v1::DemarcheTerms::MINISTER);
        arrange.mutable_terms()->set_form(v1::DemarcheTerms::JOINT_CALL);
        arrange.mutable_terms()->set_lead_mission("NO");
        arrange.mutable_terms()->add_missions("GH");
        break;
    }
    case 2:
        command.mutable_report_instruction()->set_procedure_id(id);
        command.mutable_report_instruction()->set_status(
            dice.among({v1::InstructionReported::REQUESTED, v1::InstructionReported::RECEIVED})
        );
        break;
    default:
        command.mutable_conclude_demarche()->set_procedure_id(id);
        command.mutable_conclude_demarche()->set_outcome(
            dice.among({v1::DemarcheConcluded::DELIVERED, v1::DemarcheConcluded::OVERTAKEN})
        );
    }
}

void fill_pledge(Dice& dice, const std::string& id, v1::Command& command) {
    switch (dice.below(6)) {
    case 0:
    case 1: {
        v1::SetNeeds& set = *command.mutable_set_needs();
        set.set_procedure_id(id);
        v1::Need& need = *set.add_needs();
        need.set_need_id("legal-aid");
        need.set_kind(v1::Need::MONEY);
        need.set_words("Lawyers for those arrested.");
        need.set_amount(100'000);
        need.set_currency("EUR");
        break;
    }
    case 2:
        command.mutable_take_pledge_back()->set_procedure_id(id);
        command.mutable_take_pledge_back()->set_need_id("legal-aid");
        command.mutable_take_pledge_back()->set_reason("The budget was cut.");
        break;
    case 3: {
        v1::RecordFulfilment& record = *command.mutable_record_fulfilment();
        record.set_procedure_id(id);
        record.set_party(dice.among<const char*>({"CA", "GH", "NO"}));
        record.set_need_id("legal-aid");
        record.set_amount(dice.below(1000));
        record.set_words("By transfer.");
        break;
    }
    default: {
        v1::MakePledge& make = *command.mutable_make_pledge();
        make.set_procedure_id(id);
        make.mutable_pledge()->set_need_id("legal-aid");
        make.mutable_pledge()->set_amount(1 + dice.below(5000));
        make.mutable_pledge()->set_visibility(dice.among({v1::Pledge::DONORS, v1::Pledge::MEMBERS})
        );
    }
    }
}

void fill_beginning(
    History& history, Dice& dice, const Procedure& procedure, v1::Command& command
) {
    const std::uint32_t act = dice.below(8);
    if (procedure.texts.empty() || act == 0) return fill_text(dice, procedure, command);
    if (act < 5) return fill_opening(history, dice, procedure, command);
    if (act == 5) {
        command.mutable_issue_as_chair()->set_procedure_id(procedure.id.text);
        command.mutable_issue_as_chair()->set_version(
            static_cast<std::uint32_t>(procedure.texts.size())
        );
    } else if (act == 6) {
        command.mutable_add_comment()->set_procedure_id(procedure.id.text);
        command.mutable_add_comment()->set_text("Name the operators.");
        command.mutable_add_comment()->set_suggestion(dice.one_in(2));
    } else {
        command.mutable_open_consultation()->set_procedure_id(procedure.id.text);
    }
}

void fill_open(History& history, Dice& dice, const Procedure& procedure, v1::Command& command) {
    const std::string& id = procedure.id.text;
    switch (dice.below(12)) {
    case 0:
        command.mutable_extend_deadline()->set_procedure_id(id);
        command.mutable_extend_deadline()->set_new_deadline(
            to_ms(procedure.deadline + dice.among<std::chrono::hours>({-1h, 6h, 24h, 400h}))
        );
        command.mutable_extend_deadline()->set_reason("Capitals asked for time.");
        break;
    case 1: fill_text(dice, procedure, command); break;
    case 2:
        command.mutable_contest_edit()->set_procedure_id(id);
        command.mutable_contest_edit()->set_version(procedure.version);
        command.mutable_contest_edit()->set_reason("It is no mere edit.");
        break;
    case 3:
        if (dice.one_in(3)) {
            command.mutable_withdraw_procedure()->set_procedure_id(id);
            command.mutable_withdraw_procedure()->set_reason("The shutdown ended.");
        } else {
            command.mutable_continue_procedure()->set_procedure_id(id);
            command.mutable_continue_procedure()->set_reason("It will happen again.");
        }
        break;
    default: fill_position(history, dice, procedure, command);
    }
}

void fill_end(History& history, Dice& dice, const Procedure& procedure, v1::Command& command) {
    const std::string& id = procedure.id.text;
    const char* reason = dice.one_in(2) ? "It is agreed." : "";
    switch (dice.below(8)) {
    case 0:
        command.mutable_publish_procedure()->set_procedure_id(id);
        command.mutable_publish_procedure()->set_override_reason(reason);
        break;
    case 1:
        command.mutable_set_embargo()->set_procedure_id(id);
        command.mutable_set_embargo()->set_publish_at(to_ms(some_time(history, dice)));
        command.mutable_set_embargo()->set_override_reason(reason);
        break;
    case 2:
        command.mutable_proceed_unreached()->set_procedure_id(id);
        command.mutable_proceed_unreached()->set_reason("They were told by telephone.");
        break;
    case 3: command.mutable_archive_procedure()->set_procedure_id(id); break;
    default: fill_position(history, dice, procedure, command);
    }
}

void fill_any(History& history, Dice& dice, const Procedure& procedure, v1::Command& command) {
    switch (dice.below(5)) {
    case 0: return fill_demarche(dice, procedure.id.text, command);
    case 1: return fill_pledge(dice, procedure.id.text, command);
    case 2: return fill_beginning(history, dice, procedure, command);
    case 3: return fill_open(history, dice, procedure, command);
    default: return fill_end(history, dice, procedure, command);
    }
}

// What fits its state.
void fill_next(History& history, Dice& dice, const Procedure& procedure, v1::Command& command) {
    const bool unarranged = procedure.is(Drafted::DEMARCHE) && procedure.demarche.host().empty();
    const bool needless = procedure.is(Drafted::PLEDGE_CALL) && procedure.needs.empty();
    if (unarranged || (procedure.is(Drafted::DEMARCHE) && dice.one_in(3)))
        return fill_demarche(dice, procedure.id.text, command);
    if (needless || (procedure.is(Drafted::PLEDGE_CALL) && dice.below(3) != 0))
        return fill_pledge(dice, procedure.id.text, command);
    switch (procedure.state) {
    case Procedure::State::draft:
    case Procedure::State::consultation: return fill_beginning(history, dice, procedure, command);
    case Procedure::State::open: return fill_open(history, dice, procedure, command);
    case Procedure::State::broken:
        return dice.one_in(2) ? fill_text(dice, procedure, command)
                              : fill_opening(history, dice, procedure, command);
    default: return fill_end(history, dice, procedure, command);
    }
}

} // namespace

v1::Command procedure_command(History& history, Dice& dice) {
    v1::Command command = history.command();
    const auto found =
        history.state.procedures.find(domain::ProcedureId{some_procedure(history, dice)});
    const bool begins = found == history.state.procedures.end() ||
                        (history.state.procedures.size() < 6 && dice.one_in(8));
    if (begins)
        fill_draft(history, dice, command);
    else if (dice.one_in(6))
        fill_any(history, dice, found->second, command);
    else
        fill_next(history, dice, found->second, command);
    return command;
}

} // namespace tocsin::test
