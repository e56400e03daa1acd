// Every act on a procedure, in every state, by every role: it either leads where it should or gives
// the named refusal. What is expected is said here once more, from domain.md 3, and not taken from
// the table that decide() goes by.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_table.hpp"
#include "server/domain/views.hpp"
#include "tests/support/statement.hpp"

#include <map>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using At = Procedure::State;
using Case = v1::Command;
using Drafted = v1::ProcedureDrafted;

constexpr std::array every_state{
    At::draft,
    At::consultation,
    At::open,
    At::adopted,
    At::broken,
    At::lapsed,
    At::withdrawn,
    At::embargoed,
    At::published,
    At::delivered,
    At::refused,
    At::overtaken,
    At::cancelled,
    At::archived};

// Who asks; the government concerned is Uganda, which is recused.
const std::map<std::string, Asker StatementWorld::*> everybody{
    {"penholder", &StatementWorld::penholder},
    {"lead", &StatementWorld::lead},
    {"chair", &StatementWorld::chair},
    {"support", &StatementWorld::support},
    {"focal point", &StatementWorld::ghana},
    {"observer", &StatementWorld::observer},
    {"adviser", &StatementWorld::adviser},
    {"auditor", &StatementWorld::auditor}};

using Who = std::set<std::string>;
const Who steer{"penholder", "lead", "chair"};
const Who pen{"penholder", "lead"};
const Who chair{"chair"};
const Who server_only{};

struct Expected {
    Case::CommandCase command;
    std::set<At> states;
    Who who;
    Drafted::Kind kind = Drafted::STATEMENT;
    Drafted::Mode mode = Drafted::OPT_IN;
};

const std::set<At> results{
    At::adopted,
    At::embargoed,
    At::published,
    At::archived,
    At::delivered,
    At::refused,
    At::overtaken,
    At::cancelled};

std::set<At> all_but(std::set<At> without) {
    std::set<At> states(every_state.begin(), every_state.end());
    for (const At state : without)
        states.erase(state);
    return states;
}

const std::vector<Expected>& expected() {
    static const std::vector<Expected> table{
        {Case::kAddText, {At::draft, At::consultation, At::open, At::broken}, pen},
        {Case::kAddTranslation, all_but({At::archived, At::withdrawn}), pen},
        {Case::kOpenConsultation, {At::draft}, steer},
        {Case::kAddComment,
         {At::consultation},
         {"penholder", "lead", "chair", "support", "focal point", "observer", "adviser"}},
        {Case::kOpenProcedure, {At::draft, At::consultation, At::broken}, steer},
        {Case::kContestEdit, {At::open}, {"focal point"}},
        {Case::kExtendDeadline, {At::open}, steer},
        {Case::kContinueProcedure, {At::open}, steer},
        {Case::kWithdrawProcedure, {At::draft, At::consultation, At::open, At::broken}, steer},
        {Case::kCloseProcedure, {At::open}, server_only},
        {Case::kRemind, {At::open}, steer},
        {Case::kRemindAnswers, {At::open}, server_only},
        {Case::kIssueAsChair,
         {At::consultation},
         chair,
         Drafted::STATEMENT,
         Drafted::CHAIR_ON_BEHALF},
        {Case::kProceedUnreached, {At::lapsed}, chair, Drafted::STATEMENT, Drafted::SILENCE},
        {Case::kSetEmbargo, {At::adopted, At::embargoed}, steer},
        {Case::kPublishProcedure, {At::adopted}, steer},
        {Case::kPublishDue, {At::embargoed}, server_only},
        {Case::kArchiveProcedure,
         {At::adopted,
          At::published,
          At::lapsed,
          At::withdrawn,
          At::broken,
          At::delivered,
          At::refused,
          At::overtaken,
          At::cancelled},
         {"penholder", "lead", "chair", "support"},
         Drafted::PLEDGE_CALL},
        {Case::kArrangeDemarche,
         {At::draft, At::consultation, At::open, At::adopted},
         steer,
         Drafted::DEMARCHE},
        {Case::kReportInstruction, {At::open, At::adopted}, {"focal point"}, Drafted::DEMARCHE},
        {Case::kConcludeDemarche, {At::open, At::adopted}, steer, Drafted::DEMARCHE},
        {Case::kSetNeeds, {At::draft, At::consultation}, steer, Drafted::PLEDGE_CALL},
        {Case::kMakePledge, {At::open}, {"focal point", "lead", "chair"}, Drafted::PLEDGE_CALL},
        {Case::kTakePledgeBack, {At::open}, {"focal point"}, Drafted::PLEDGE_CALL},
        {Case::kRecordFulfilment,
         results,
         {"focal point", "penholder", "support"},
         Drafted::PLEDGE_CALL},
    };
    return table;
}

// A procedure that has everything any act needs, put into that state.
class Table : public StatementWorld {
public:
    Table(const Expected& row, At at) {
        kind = row.kind;
        mode = row.mode;
        draft();
        for (const std::uint64_t text : {1u, 2u})
            REQUIRE(!submit(adding_first(text), penholder).refusal);
        Procedure& made = this->made();
        made.demarche.set_host("VN");
        made.demarche.set_lead_mission("CA");
        made.needs.emplace_back().set_need_id("fuel");
        made.needs.back().set_kind(v1::Need::EQUIPMENT);
        made.needs.back().set_amount(10);
        made.consulted_at = now;
        made.opened_at = now;
        made.deadline = now + 24h;
        made.version = row.command == Case::kOpenProcedure ? 1 : 2;
        made.shown_version = 1;
        made.text_sha256 = digest_of("text", made.version);
        made.policy = default_policy();
        made.policy.set_chair_may_proceed(true);
        made.policy.set_window_ms_min(0);
        for (const char* code : {"CA", "EE", "GH", "KE", "NO"})
            made.entitled.insert(PartyCode{code});
        made.recused.insert(PartyCode{"UG"});
        renew_readership(this->state, made);
        made.questioned = true;
        made.state = at;
        prepare(row, made);
    }

    // The same as another kind of thing altogether.
    void become(Drafted::Kind other_kind, Drafted::Mode other_mode) {
        made().drafted.set_kind(other_kind);
        made().drafted.set_mode(other_mode);
    }

    bool is_offered(const Asker& asker, const std::string& step) const {
        const auto view = show_procedure(state, reader(asker), id, now);
        if (!view) return false;
        const auto& steps = view->next_steps();
        return std::find(steps.begin(), steps.end(), step) != steps.end();
    }

    v1::Command command_for(const Expected& row) {
        v1::Command command = this->command();
        const auto* field = v1::Command::descriptor()->FindFieldByNumber(row.command);
        auto& message = *command.GetReflection()->MutableMessage(&command, field);
        message.GetReflection()->SetString(
            &message, message.GetDescriptor()->FindFieldByName("procedure_id"), id
        );
        fill(command);
        return command;
    }

private:
    Procedure& made() { return state.procedures.at(ProcedureId{id}); }

    v1::Command adding_first(std::uint64_t text) { return adding(digest_of("text", text)); }

    void prepare(const Expected& row, Procedure& made) {
        const bool adopted = results.contains(made.state);
        made.closed.set_outcome(
            adopted ? v1::ProcedureClosed::ADOPTED : v1::ProcedureClosed::OUTCOME_UNSPECIFIED
        );
        made.closed.add_signatories("GH");
        if (row.command == Case::kProceedUnreached)
            made.closed.set_outcome(v1::ProcedureClosed::UNREACHED);
        if (row.command == Case::kContestEdit) {
            made.counts_from = 1;
            made.contest_until = now + 1h;
        }
        if (row.command != Case::kMakePledge) {
            made.positions[PartyCode{"GH"}].stance = v1::Position::SIGN;
            made.positions[PartyCode{"GH"}].version = 2;
        }
        made.publish_at = now;
        const bool pledged =
            row.command == Case::kTakePledgeBack || row.command == Case::kRecordFulfilment;
        if (!pledged) return;
        StandingPledge& pledge = made.pledges[{PartyCode{"GH"}, "fuel"}];
        pledge.pledge.set_need_id("fuel");
        pledge.pledge.set_amount(5);
    }

    void fill(v1::Command& command) {
        const std::int64_t later = to_ms(now + 48h);
        switch (command.command_case()) {
        case Case::kAddText:
            command.mutable_add_text()->set_text_sha256(digest_of("text", 3).str());
            command.mutable_add_text()->set_language("en");
            command.mutable_add_text()->set_change("A word.");
            return;
        case Case::kAddTranslation:
            command.mutable_add_translation()->set_version(1);
            command.mutable_add_translation()->set_language("fr");
            return;
        case Case::kOpenProcedure:
            command.mutable_open_procedure()->set_version(2);
            command.mutable_open_procedure()->set_deadline(to_ms(now + 24h));
            command.mutable_open_procedure()->set_threshold(1);
            command.mutable_open_procedure()->set_tally(v1::ProcedureOpened::VISIBLE);
            return;
        case Case::kContestEdit: command.mutable_contest_edit()->set_version(2); return;
        case Case::kExtendDeadline:
            command.mutable_extend_deadline()->set_new_deadline(later);
            command.mutable_extend_deadline()->set_reason("Capitals asked.");
            return;
        case Case::kIssueAsChair: command.mutable_issue_as_chair()->set_version(2); return;
        case Case::kSetEmbargo: command.mutable_set_embargo()->set_publish_at(later); return;
        default: return fill_instrument(command);
        }
    }

    void fill_instrument(v1::Command& command) {
        switch (command.command_case()) {
        case Case::kArrangeDemarche: {
            v1::DemarcheTerms& terms = *command.mutable_arrange_demarche()->mutable_terms();
            terms.set_host("VN");
            terms.set_capital("Hanoi");
            terms.set_level(v1::DemarcheTerms::MINISTER);
            terms.set_form(v1::DemarcheTerms::LETTER);
            terms.set_lead_mission("CA");
            return;
        }
        case Case::kReportInstruction:
            command.mutable_report_instruction()->set_status(v1::InstructionReported::RECEIVED);
            return;
        case Case::kConcludeDemarche:
            command.mutable_conclude_demarche()->set_outcome(v1::DemarcheConcluded::CANCELLED);
            return;
        case Case::kSetNeeds: {
            v1::Need& need = *command.mutable_set_needs()->add_needs();
            need.set_need_id("water");
            need.set_kind(v1::Need::EQUIPMENT);
            need.set_words("Water pumps");
            need.set_amount(3);
            return;
        }
        case Case::kMakePledge: {
            v1::Pledge& pledge = *command.mutable_make_pledge()->mutable_pledge();
            pledge.set_need_id("fuel");
            pledge.set_amount(2);
            pledge.set_visibility(v1::Pledge::MEMBERS);
            return;
        }
        case Case::kTakePledgeBack:
            command.mutable_take_pledge_back()->set_need_id("fuel");
            command.mutable_take_pledge_back()->set_reason("Parliament.");
            return;
        case Case::kRecordFulfilment:
            command.mutable_record_fulfilment()->set_party("GH");
            command.mutable_record_fulfilment()->set_need_id("fuel");
            command.mutable_record_fulfilment()->set_amount(5);
            return;
        default: return;
        }
    }
};

constexpr std::array<std::pair<Drafted::Kind, Drafted::Mode>, 7> every_shape{
    {{Drafted::STATEMENT, Drafted::SILENCE},
     {Drafted::STATEMENT, Drafted::OPT_IN},
     {Drafted::STATEMENT, Drafted::ALIGNMENT},
     {Drafted::STATEMENT, Drafted::CHAIR_ON_BEHALF},
     {Drafted::DEMARCHE, Drafted::OPT_IN},
     {Drafted::DEMARCHE, Drafted::ALIGNMENT},
     {Drafted::PLEDGE_CALL, Drafted::OPT_IN}}};

// Not for the asker, or not now; as against what the command itself says.
bool is_closed(const Decision& decision) {
    if (!decision.refusal) return false;
    switch (decision.refusal->code()) {
    case v1::Refusal::FORBIDDEN:
    case v1::Refusal::NOT_FOUND:
    case v1::Refusal::WRONG_STATE:
    case v1::Refusal::DEADLINE_PASSED: return true;
    default: return false;
    }
}

bool names_all(const v1::Refusal& refusal, At state) {
    if (refusal.code() == v1::Refusal::DEADLINE_PASSED) return refusal.deadline() != 0;
    return refusal.code() == v1::Refusal::WRONG_STATE && refusal.state() == state_word(state) &&
           !refusal.rule().empty() && !refusal.next().empty();
}

} // namespace

TEST_CASE("there is an expectation for every act on a procedure", "[domain][transition]") {
    for (const Act& act : procedure_acts()) {
        const auto& table = expected();
        const bool found = std::any_of(table.begin(), table.end(), [&](const Expected& row) {
            return row.command == act.command;
        });
        INFO(v1::Command::descriptor()->FindFieldByNumber(act.command)->name());
        CHECK(found);
    }
    CHECK(expected().size() == procedure_acts().size());
}

TEST_CASE(
    "every act in every state by every role leads where it should or is refused by name",
    "[domain][transition]"
) {
    for (const Expected& row : expected()) {
        if (row.who.empty()) continue; // The server's own: below.
        const std::string name = v1::Command::descriptor()->FindFieldByNumber(row.command)->name();
        for (const At state : every_state) {
            for (const auto& [role, asker] : everybody) {
                Table table(row, state);
                const Decision decision =
                    decide(table.state, table.command_for(row), table.*asker, table.now);
                INFO(name << " in " << state_word(state) << " by the " << role);
                INFO((decision.refusal ? decision.refusal->ShortDebugString() : "accepted"));
                if (!row.who.contains(role)) {
                    REQUIRE(decision.refusal);
                    CHECK(decision.events.empty());
                    const auto code = decision.refusal->code();
                    const bool by_role =
                        code == v1::Refusal::FORBIDDEN || code == v1::Refusal::NOT_FOUND;
                    CHECK((by_role || names_all(*decision.refusal, state)));
                } else if (row.states.contains(state)) {
                    CHECK(!decision.refusal);
                    CHECK(!decision.events.empty());
                } else {
                    REQUIRE(decision.refusal);
                    CHECK(decision.events.empty());
                    CHECK(names_all(*decision.refusal, state));
                }
            }
        }
    }
}

TEST_CASE("what only the server does, it does in its states alone", "[domain][transition]") {
    for (const Expected& row : expected()) {
        if (!row.who.empty()) continue;
        for (const At state : every_state) {
            Table table(row, state);
            v1::Command command = table.command_for(row);
            const std::int64_t deadline = to_ms(table.procedure().deadline);
            if (command.has_close_procedure()) {
                command.mutable_close_procedure()->set_deadline(deadline);
                table.now = table.procedure().deadline + 1ms;
            }
            if (command.has_remind_answers()) {
                command.mutable_remind_answers()->set_deadline(deadline);
                command.mutable_remind_answers()->set_mark(1);
            }
            if (command.has_publish_due())
                command.mutable_publish_due()->set_publish_at(to_ms(table.procedure().publish_at));
            const Decision own = decide(table.state, command, server, table.now);
            const Decision other = decide(table.state, command, table.lead, table.now);
            INFO(command.ShortDebugString() << " in " << state_word(state));
            CHECK(own.refusal.has_value() != row.states.contains(state));
            if (own.refusal) CHECK(names_all(*own.refusal, state));
            CHECK(is_refused(other, v1::Refusal::FORBIDDEN));
        }
    }
}

TEST_CASE(
    "the next steps told to a reader are the acts that are not closed to it and no others",
    "[domain][transition]"
) {
    for (const Expected& row : expected()) {
        const std::string name = v1::Command::descriptor()->FindFieldByNumber(row.command)->name();
        for (const At state : every_state) {
            for (const auto& [kind, mode] : every_shape) {
                Table table(row, state);
                table.become(kind, mode);
                for (const auto later : {0h, 25h}) {
                    table.now += later;
                    const v1::Command command = table.command_for(row);
                    for (const auto& [role, asker] : everybody) {
                        const Decision decision =
                            decide(table.state, command, table.*asker, table.now);
                        if (table.is_offered(table.*asker, name) != is_closed(decision)) continue;
                        INFO(name << " in " << state_word(state) << " by the " << role);
                        INFO(Drafted::Kind_Name(kind) << " " << Drafted::Mode_Name(mode));
                        INFO((decision.refusal ? decision.refusal->ShortDebugString() : "taken"));
                        INFO((later == 0h ? "before the deadline" : "after the deadline"));
                        FAIL("next_steps and decide disagree");
                    }
                }
            }
        }
    }
}

TEST_CASE(
    "an answer is offered where some stance is open to the reader's party", "[domain][transition]"
) {
    const Expected& row = expected().front();
    for (const At state : every_state) {
        for (const auto& [kind, mode] : every_shape) {
            Table table(row, state);
            table.become(kind, mode);
            for (const auto later : {0h, 25h}) {
                table.now += later;
                for (const auto& [role, asker] : everybody) {
                    bool is_open = false;
                    for (int said = 1; said <= v1::Position::Stance_MAX; ++said) {
                        const auto text =
                            table.text(table.*asker, static_cast<v1::Position::Stance>(said));
                        is_open |= !is_closed(
                            decide(table.state, table.taking(text), table.*asker, table.now)
                        );
                    }
                    if (table.is_offered(table.*asker, "take_position") == is_open) continue;
                    INFO(state_word(state) << " by the " << role << ", open: " << is_open);
                    INFO(Drafted::Kind_Name(kind) << " " << Drafted::Mode_Name(mode));
                    FAIL("next_steps and decide disagree about answers");
                }
            }
        }
    }
}

TEST_CASE("who has delegated is offered nothing meanwhile", "[domain][transition]") {
    StatementWorld world;
    world.open();
    const auto steps = [&](const Asker& asker) {
        return show_procedure(world.state, world.reader(asker), world.id, world.now)
            ->next_steps_size();
    };
    REQUIRE(steps(world.ghana) > 0);
    v1::Command command = world.command();
    command.mutable_delegate()->set_to(world.ghana_deputy.person.str());
    command.mutable_delegate()->set_ends(to_ms(world.now + 12h));
    REQUIRE(!world.submit(command, world.ghana).refusal);

    CHECK(steps(world.ghana) == 0);
    CHECK(steps(world.ghana_deputy) > 0);
    CHECK(steps(world.auditor) == 0);
}
