// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/sentences.hpp"

namespace tocsin::scenario {

// A name or a list of parties comes first, the thing acted on second; the order matters only where
// one pattern is wider than another.
struct Sentences {
    static std::vector<Sentence> all() {
        const auto say = [](const char* pattern) { return std::regex(pattern); };
        return {
            {say("the Coalition of 42 members"), &Stage::raise_curtain},
            {say("the server is killed and comes back"), &Stage::kill_server},
            {say("the exported log verifies"), &Stage::verify_export},
            {say("(\\S+) invites (\\S+) of (\\S+), who has an OpenSSH key"), &Stage::invite_ssh},
            {say("(\\S+) lets in the key of (\\S+)"), &Stage::let_in_ssh},
            {say("(\\S+) is not let in yet"), &Stage::not_let_in_ssh},
            {say("(\\S+) logs in with (?:her|his) OpenSSH key"), &Stage::log_in_ssh},
            {say("(\\S+) signs (\\S+) with (?:her|his) OpenSSH key"), &Stage::sign_ssh},
            {say("the Coalition has (\\d+) member governments"), &Stage::count_members},
            {say("(\\S+) leaves the Coalition"), &Stage::leave_coalition},
            {say("(\\S+) is no longer let in"), &Stage::let_in_no_more},
            {say("(\\S+) goes away"), &Stage::go_away},
            {say("(\\S+) comes back"), &Stage::come_back},
            {say("(\\S+) has missed nothing"), &Stage::missed_nothing},
            {say("everybody is told of (\\S+)"), &Stage::everybody_told},
            {say("(\\d+) of (\\d+) governments have acknowledged (\\S+)"), &Stage::reach_of},
            {say("(\\d+) seconds pass"), &Stage::wait},
            {std::regex("(.+?) (" + plain_verbs() + ") (\\S+)"), &Stage::plain_act},
            {say("(\\S+) hands the chair to (\\S+)"), &Stage::hand_over},
            {say("(\\S+) delegates to (\\S+)"), &Stage::delegate},
            {say("(\\S+) ends the delegation"), &Stage::end_delegation},
            {say("(\\S+) merges (\\S+) into (\\S+)"), &Stage::merge},
            {say("(\\S+) signals (\\S+)"), &Stage::signal},
            {say("(\\S+) joins (\\S+) to (\\S+)"), &Stage::join_signal},
            {say("(\\S+) sets the policy"), &Stage::set_policy},
            {say("(\\S+) wants two persons for a position"), &Stage::two_persons},
            {say("(\\S+) drafts (\\S+)"), &Stage::draft},
            {say("(\\S+) issues (\\S+) as the Chair"), &Stage::issue_as_chair},
            {say("(\\S+) changes the text of (\\S+)"), &Stage::change_text},
            {say("(\\S+) contests the change of (\\S+)"), &Stage::contest},
            {say("(\\S+) is (adopted|broken|lapsed|withdrawn|embargoed|published|delivered|refused|"
                 "overtaken|cancelled|archived|open|consultation)"),
             &Stage::has_state},
            {say("the list of (\\S+) has version (\\d+) and (\\d+) names"), &Stage::list_version},
            {say("(\\S+) (sees|does not see) (\\S+)"), &Stage::sees},
            {say("(.+?) happens to (\\S+) (\\d+) times?"), &Stage::happens},
            {say("(\\S+) raises (\\S+)"), &Stage::raise_alert},
            {say("(\\S+) approves (\\S+)"), &Stage::approve},
            {say("(\\S+) updates (\\S+)"), &Stage::update},
            {say("(\\S+) cancels (\\S+)"), &Stage::cancel},
            {say("(\\S+) ends (\\S+)"), &Stage::end_alert},
            {say("(.+) acknowledges? (\\S+)(?: (acting|informed|cannot respond))?"),
             &Stage::acknowledge},
            {say("(\\S+) opens (\\S+) closing in (\\d+) seconds, needing (\\d+)"),
             &Stage::open_statement},
            {say("(\\S+) sends the same again"), &Stage::same_again},
            {say("(\\S+) extends (\\S+) by (-?\\d+) seconds"), &Stage::extend},
            {say("(\\S+) closes on the dot"), &Stage::wait_closed},
            {say("(\\S+) publishes (\\S+)"), &Stage::publish},
            {say("(\\S+) drops (\\S+)"), &Stage::drop_procedure},
            {say("the signatories of (\\S+) are (.+)"), &Stage::signatories},
            {say("(\\S+) (owes|does not owe) (?:an answer to )?(\\S+)"), &Stage::owes},
            {say("(\\S+) reads the timeline of (\\S+)"), &Stage::timeline},
            {say("(.+?) (signs?|declines?|abstains? on|associates? late with|associates? with|"
                 "withdraws? from|dissociates? from|objects? to|amends?|awaits? instructions on) "
                 "(\\S+)"),
             &Stage::answer},
        };
    }
};

const std::vector<Sentence>& sentences() {
    static const std::vector<Sentence> all = Sentences::all();
    return all;
}

} // namespace tocsin::scenario
