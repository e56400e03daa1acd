// Histories of chance: a small coalition with somebody in each role, and all that persons and the
// server itself may send, with sensible and with wrong arguments, decided and folded step by step.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/properties/check.hpp"
#include "tests/properties/dice.hpp"
#include "tests/support/domain.hpp"

#include <set>
#include <string>
#include <vector>

namespace tocsin::test {

// A command of a person, not yet decided.
struct Asked {
    v1::Command command;
    domain::Asker asker;
};

class History : public World {
public:
    std::vector<domain::Asker> people;
    // The server's own commands that were refused and came again at the same instant.
    std::vector<std::string> stuck;

    History();
    explicit History(const Story& story);

    // Time passes, or somebody asks for something; and what is due is done.
    void step(std::uint64_t number);
    // What somebody asks for, if this number says so: decided by nobody yet.
    Asked ask(Dice& dice);
    // What the server does by itself now, until nothing is due.
    void do_what_is_due();
    // Often to the next thing due, or to a moment beside it.
    void pass_time(Dice& dice);

private:
    void admit_all();
    void invite_all();
    domain::Asker invite(const std::string& party, std::initializer_list<v1::Role> roles);
};

// Each makes one command of its room, out of what there is.
v1::Command alert_command(History& history, Dice& dice);
v1::Command procedure_command(History& history, Dice& dice);
v1::Command coalition_command(History& history, Dice& dice);
v1::Command key_command(History& history, Dice& dice);
// What it submits for strangers, for its host and of its own accord.
v1::Command servers_command(History& history, Dice& dice);
// What the server says of who was reached.
v1::Command delivery(History& history, Dice& dice);

// Choices that several of them make.
v1::Tlp some_label(Dice& dice);
v1::Audience some_audience(History& history, Dice& dice, v1::Tlp label);
std::string some_country(Dice& dice);
std::string some_alert(const History& history, Dice& dice); // mostly a late one; sometimes none
std::string some_procedure(const History& history, Dice& dice);
Instant some_time(const History& history, Dice& dice); // a whole second, mostly ahead

} // namespace tocsin::test
