// Escalations, demarches and pledges in one sentence each, as a diplomat would tell them.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"
#include "tests/support/instrument.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

std::string name_of(std::string_view code) {
    return code == "GH" ? "Ghana" : code == "NO" ? "Norway" : std::string(code);
}

std::string told(const v1::Event& event) {
    return words(event, name_of);
}

} // namespace

TEST_CASE("an escalation says who was rung and for whom", "[domain][words]") {
    v1::Event event;
    v1::Escalated& rung = *event.mutable_escalated();
    rung.set_rung(2);
    rung.set_whom(v1::Policy::DEPUTIES_AND_MISSIONS);
    rung.add_owing("GH");
    rung.add_owing("NO");
    CHECK(
        told(event) == "Step 2 of the escalation: nobody among their deputies and missions could "
                       "be rung; still without an answer: Ghana, Norway"
    );
    rung.add_persons("somebody");
    CHECK(
        told(event) == "Step 2 of the escalation: their deputies and missions were rung (1 "
                       "person); still without an answer: Ghana, Norway"
    );
    rung.set_rung(0);
    CHECK(told(event).starts_with("Out of turn, their deputies"));
    rung.clear_owing();
    CHECK(told(event) == "Out of turn, no government owed an answer any more");
}

TEST_CASE("a demarche's outcome says who was there", "[domain][words]") {
    v1::Event event;
    v1::DemarcheConcluded& concluded = *event.mutable_demarche_concluded();
    concluded.set_outcome(v1::DemarcheConcluded::DELIVERED);
    concluded.add_present("NO");
    concluded.add_associated("GH");
    concluded.set_reply("Noted.\nNothing else.");
    CHECK(
        told(event) == "The demarche was delivered by Norway; associated, and not in the room: "
                       "Ghana; the host replied: Noted. …"
    );
    concluded.Clear();
    concluded.set_outcome(v1::DemarcheConcluded::POSTPONED);
    concluded.set_new_slot(1'790'000'000'000);
    CHECK(told(event).starts_with("The demarche was postponed to 2026-09-21"));
}

TEST_CASE("a demarche's arrangement and instructions read like sentences", "[domain][words]") {
    InstrumentWorld world(v1::ProcedureDrafted::DEMARCHE);
    v1::Event event;
    *event.mutable_demarche_arranged()->mutable_terms() =
        world.arranging().arrange_demarche().terms();
    CHECK(
        told(event) == "The demarche was arranged as a joint call to the minister in Kampala, led "
                       "by Norway with 1 mission in all"
    );
    event.mutable_instruction_reported()->set_party("GH");
    event.mutable_instruction_reported()->set_status(v1::InstructionReported::REQUESTED);
    CHECK(told(event) == "Ghana has asked its capital for instructions");
}

TEST_CASE("a pledge says what, for what, and on which conditions", "[domain][words]") {
    v1::Event event;
    v1::PledgeMade& made = *event.mutable_pledge_made();
    made.set_party("GH");
    made.mutable_pledge()->set_need_id("terminals");
    made.mutable_pledge()->set_in_kind("A technician.");
    CHECK(told(event) == "Ghana pledged A technician. for the need \"terminals\"");
    made.mutable_pledge()->set_amount(2);
    made.mutable_pledge()->set_conditions("Transport is paid.");
    CHECK(
        told(event) == "Ghana pledged 2 for the need \"terminals\" (A technician.), on "
                       "conditions: Transport is paid."
    );
    event.mutable_pledge_taken_back()->set_party("GH");
    event.mutable_pledge_taken_back()->set_need_id("terminals");
    event.mutable_pledge_taken_back()->set_reason("The budget was cut.");
    CHECK(
        told(event) == "Ghana took its pledge for the need \"terminals\" back: The budget was cut."
    );
    event.mutable_fulfilment_recorded()->set_party("GH");
    event.mutable_fulfilment_recorded()->set_need_id("terminals");
    event.mutable_fulfilment_recorded()->set_amount(2);
    CHECK(told(event) == "Ghana has given 2 in all for the need \"terminals\"");
    CHECK(party_of(event) == "GH");
}
