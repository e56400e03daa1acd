// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/stage.hpp"

#include "tests/scenarios/player/sentences.hpp"

#include <boost/asio/steady_timer.hpp>

#include <ostream>

namespace tocsin::scenario {

Stage::Stage(
    asio::io_context& io,
    const Clock& clock,
    Rng& rng,
    std::filesystem::path programs,
    std::ostream& out
)
    : io_(io),
      clock_(clock),
      rng_(rng),
      out_(out),
      server_(std::move(programs)),
      cast_(io, clock, rng) {}

awaitable<bool> Stage::play(Script script) {
    out_ << "\n" << script.title << "  (" << script.name << ")\n";
    bool whole = true;
    for (const auto& step : script.steps) {
        std::string failure;
        try {
            co_await act(step);
            ++held_;
        } catch (const Unmet& unmet) {
            failure = unmet.what();
        }
        if (!failure.empty()) {
            out_ << "  FAILED " << script.name << ":" << step.line << ": " << step.sentence
                 << "\n         " << failure << std::endl;
            whole = false;
            break;
        }
    }
    co_await cast_.leave_all();
    co_return whole;
}

awaitable<void> Stage::act(const Step& step) {
    for (const auto& sentence : sentences()) {
        std::smatch match;
        if (!std::regex_match(step.sentence, match, sentence.pattern)) continue;
        co_await (this->*sentence.play)(step, match);
        co_return;
    }
    throw Unmet("no such sentence: see tests/scenarios/README.md");
}

awaitable<void> Stage::pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(io_, time);
    (void)co_await timer.async_wait(no_throw);
}

void Stage::tell(const std::string& line) {
    out_ << "  " << print_utc(clock_.wall()).substr(11, 12) << "  " << line << std::endl;
}

void Stage::require(bool holds, const std::string& what) {
    if (!holds) throw Unmet(what);
}

const std::string& Stage::id_of(const std::string& name) const {
    const auto found = ids_.find(name);
    if (found == ids_.end()) throw Unmet("nothing was named " + name + " before");
    return found->second;
}

Stage::Opened& Stage::opened(const std::string& name) {
    const auto found = opened_.find(name);
    if (found == opened_.end()) throw Unmet("no statement was named " + name + " before");
    return found->second;
}

awaitable<Actor*> Stage::on_stage(const std::string& name) {
    Actor* actor = cast_.find(name);
    require(actor != nullptr, "nobody is called " + name);
    const bool there = co_await cast_.enter(*actor);
    require(there, name + " could not log in");
    co_return actor;
}

awaitable<v1::Verdict>
Stage::send(Actor& actor, v1::Command command, const Step& step, std::string words) {
    if (command.command_id().empty()) command.set_command_id(rng_.command_id(clock_.wall()).str());
    actor.last = command;
    v1::Verdict verdict = co_await actor.connection->command(std::move(command));
    actor.last_verdict = verdict;
    judge(verdict, step, words);
    co_return verdict;
}

void Stage::judge(const v1::Verdict& verdict, const Step& step, const std::string& words) {
    if (!verdict.has_refusal()) {
        tell(words + "  → entry " + std::to_string(verdict.receipt().index()));
        require(
            step.expectation.empty() || step.expectation == "same answer",
            "it was accepted, but expected: " + step.expectation
        );
        return;
    }
    const auto& refusal = verdict.refusal();
    const std::string code = v1::Refusal::Code_Name(refusal.code());
    std::string line = words + "  → refused " + code + ": " + refusal.what();
    if (refusal.code() == v1::Refusal::DEADLINE_PASSED) {
        line += " (deadline " + print_utc(from_ms(refusal.deadline())) + ", received " +
                print_utc(from_ms(refusal.received_at())) + ")";
        require(
            refusal.deadline() > 0 && refusal.received_at() > refusal.deadline() &&
                refusal.has_index(),
            "DEADLINE_PASSED must name both times and the late record"
        );
    }
    tell(line);
    require(
        step.expectation == "refused " + code,
        "refused " + code + " (" + refusal.why() +
            "), but expected: " + (step.expectation.empty() ? "it is accepted" : step.expectation)
    );
}

awaitable<v1::Answer> Stage::ask(Actor& actor, v1::Query query) {
    query.set_query_id(rng_.draw<CommandId>().str());
    v1::Answer answer = co_await actor.connection->ask(std::move(query));
    require(
        !answer.has_refused(),
        "the question was refused: " + answer.refused().code() + " " + answer.refused().what()
    );
    co_return answer;
}

awaitable<v1::ProcedureView> Stage::procedure(Actor& actor, const std::string& id) {
    v1::Query query;
    query.mutable_show_procedure()->set_procedure_id(id);
    v1::Answer answer = co_await ask(actor, std::move(query));
    co_return answer.procedure();
}

} // namespace tocsin::scenario
