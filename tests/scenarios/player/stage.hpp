// The stage: plays a script step by step against the real server, tells what happens line by line,
// and counts what did not hold. Each sentence of a script is one method (sentences.cpp lists them).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/scenarios/player/cast.hpp"
#include "tests/scenarios/player/program.hpp"
#include "tests/scenarios/player/script.hpp"
#include "tocsin/v1/view.pb.h"

#include <iosfwd>
#include <regex>
#include <stdexcept>

namespace tocsin::scenario {

// An expectation that did not hold.
struct Unmet : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Stage {
public:
    Stage(
        asio::io_context& io,
        const Clock& clock,
        Rng& rng,
        std::filesystem::path programs,
        std::ostream& out
    );

    // Plays to the end or to the first expectation that does not hold; true: all held.
    awaitable<bool> play(Script script);

    std::size_t held() const { return held_; }

private:
    friend struct Sentences;
    using Match = std::smatch;

    struct Opened { // a procedure under way
        std::string id;
        std::string text;
        std::string title;
        std::uint32_t version = 1;
        Instant deadline{};
        std::uint64_t closed_index = 0;
    };

    awaitable<void> act(const Step& step);

    // coalition and connections
    awaitable<void> raise_curtain(const Step& step, Match match);
    awaitable<void> go_away(const Step& step, Match match);
    awaitable<void> come_back(const Step& step, Match match);
    awaitable<void> missed_nothing(const Step& step, Match match);
    awaitable<void> kill_server(const Step& step, Match match);
    awaitable<void> let_in_no_more(const Step& step, Match match);
    awaitable<void> leave_coalition(const Step& step, Match match);
    awaitable<void> count_members(const Step& step, Match match);
    // alerts
    awaitable<void> raise_alert(const Step& step, Match match);
    awaitable<void> approve(const Step& step, Match match);
    awaitable<void> update(const Step& step, Match match);
    awaitable<void> cancel(const Step& step, Match match);
    awaitable<void> end_alert(const Step& step, Match match);
    awaitable<void> acknowledge(const Step& step, Match match);
    awaitable<void> everybody_told(const Step& step, Match match);
    awaitable<void> reach_of(const Step& step, Match match);
    // statements
    awaitable<void> open_statement(const Step& step, Match match);
    awaitable<void> answer(const Step& step, Match match);
    awaitable<void> same_again(const Step& step, Match match);
    awaitable<void> extend(const Step& step, Match match);
    awaitable<void> wait_closed(const Step& step, Match match);
    awaitable<void> publish(const Step& step, Match match);
    awaitable<void> drop_procedure(const Step& step, Match match);
    awaitable<void> signatories(const Step& step, Match match);
    awaitable<void> owes(const Step& step, Match match);
    // procedures of every kind (play_procedure.cpp)
    awaitable<void> draft(const Step& step, Match match);
    awaitable<void> issue_as_chair(const Step& step, Match match);
    awaitable<void> change_text(const Step& step, Match match);
    awaitable<void> contest(const Step& step, Match match);
    awaitable<void> has_state(const Step& step, Match match);
    awaitable<void> list_version(const Step& step, Match match);
    awaitable<void> sees(const Step& step, Match match);
    awaitable<void> happens(const Step& step, Match match);
    awaitable<void> wait(const Step& step, Match match);
    // acts that are one command each (play_instrument.cpp)
    awaitable<void> plain_act(const Step& step, Match match);
    awaitable<void> hand_over(const Step& step, Match match);
    awaitable<void> delegate(const Step& step, Match match);
    awaitable<void> end_delegation(const Step& step, Match match);
    awaitable<void> merge(const Step& step, Match match);
    awaitable<void> signal(const Step& step, Match match);
    awaitable<void> join_signal(const Step& step, Match match);
    awaitable<void> set_policy(const Step& step, Match match);
    awaitable<void> two_persons(const Step& step, Match match);
    // somebody whose only key is OpenSSH's (play_openssh.cpp)
    awaitable<void> invite_ssh(const Step& step, Match match);
    awaitable<void> let_in_ssh(const Step& step, Match match);
    awaitable<void> not_let_in_ssh(const Step& step, Match match);
    awaitable<void> log_in_ssh(const Step& step, Match match);
    awaitable<void> sign_ssh(const Step& step, Match match);
    // the auditors
    awaitable<void> timeline(const Step& step, Match match);
    awaitable<void> verify_export(const Step& step, Match match);

    // Sends, prints who did what and how it was answered, checks it against the step's expectation.
    awaitable<v1::Verdict>
    send(Actor& actor, v1::Command command, const Step& step, std::string words);
    awaitable<v1::Answer> ask(Actor& actor, v1::Query query);
    awaitable<v1::ProcedureView> procedure(Actor& actor, const std::string& id);
    awaitable<bool> draft_as(Actor& actor, const std::string& name, const Step& step);
    awaitable<void> open_as(
        Actor& actor, const std::string& name, int seconds, std::uint32_t needed, const Step& step
    );
    awaitable<void> take_position(
        Actor& actor, const std::string& name, v1::Position::Stance stance, const Step& step
    );
    awaitable<Actor*> on_stage(const std::string& name);
    awaitable<void> pause(std::chrono::milliseconds time);
    void judge(const v1::Verdict& verdict, const Step& step, const std::string& words);
    void tell(const std::string& line);
    void require(bool holds, const std::string& what);
    std::string ssh_key_of(const std::string& name) const;
    Server::Ran with_ssh_key(const std::string& name, std::vector<std::string> words) const;
    const std::string& id_of(const std::string& name) const;
    Opened& opened(const std::string& name);

    asio::io_context& io_;
    const Clock& clock_;
    Rng& rng_;
    std::ostream& out_;
    Server server_;
    Cast cast_;
    std::map<std::string, std::string> ids_;
    std::map<std::string, std::uint64_t> issued_; // index of what everybody must be told
    std::map<std::string, v1::AlertContent> contents_;
    std::map<std::string, std::uint32_t> messages_; // number of an alert's live message
    std::map<std::string, Opened> opened_;
    std::size_t held_ = 0;
};

// A step's alert in CAP's words; throws Unmet naming the detail that is no word of ours.
v1::AlertContent content_of(const Step& step);
v1::Tlp label_of(const std::string& word);
// Verbs of the acts that are one command each, as alternatives of a pattern.
std::string plain_verbs();
// Lays the step's details over a content that is already there.
void lay_over(v1::AlertContent& content, const Step& step);

} // namespace tocsin::scenario
