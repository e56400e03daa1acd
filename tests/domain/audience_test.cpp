// I8: nobody is shown what their label and audience do not allow.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Which = std::function<bool(const v1::Event&)>;

// Whether `asker` sees the newest entry of that sort.
bool sees(const SmallCoalition& small, const Asker& asker, const Which& which) {
    for (auto entry = small.world.entries.rbegin(); entry != small.world.entries.rend(); ++entry)
        if (which(entry->event))
            return may_see(visibility_of(small.world.state, entry->event), small.reader(asker));
    FAIL("no such entry");
    return false;
}

bool is_issue(const v1::Event& event) {
    return event.has_alert_issued();
}

// An opened procedure with a position of Ghana, made of events alone.
void open_statement(
    World& world,
    const Asker& penholder,
    v1::ProcedureOpened::Tally tally,
    v1::Tlp label = v1::AMBER_STRICT
) {
    v1::Event drafted;
    drafted.mutable_procedure_drafted()->set_procedure_id("st-1");
    drafted.mutable_procedure_drafted()->set_label(label);
    drafted.mutable_procedure_drafted()->set_penholder(penholder.person.str());
    world.record(std::move(drafted), penholder.person);
    v1::Event opened;
    opened.mutable_procedure_opened()->set_procedure_id("st-1");
    opened.mutable_procedure_opened()->set_version(1);
    opened.mutable_procedure_opened()->set_tally(tally);
    opened.mutable_procedure_opened()->set_deadline(to_ms(world.now + 24h));
    for (const char* code : {"GH", "NO"})
        opened.mutable_procedure_opened()->add_entitled(code);
    world.record(std::move(opened), penholder.person);
}

void position_of(World& world, const Asker& person, const std::string& party) {
    v1::Event taken;
    taken.mutable_position_taken()->set_procedure_id("st-1");
    taken.mutable_position_taken()->set_party(party);
    taken.mutable_position_taken()->set_person(person.person.str());
    taken.mutable_position_taken()->set_stance(v1::Position::SIGN);
    world.record(std::move(taken), person.person);
}

void close_statement(World& world) {
    v1::Event closed;
    closed.mutable_procedure_closed()->set_procedure_id("st-1");
    closed.mutable_procedure_closed()->set_outcome(v1::ProcedureClosed::ADOPTED);
    world.record(std::move(closed), {});
}

bool is_position(const v1::Event& event) {
    return event.has_position_taken();
}

} // namespace

TEST_CASE("a label says which kinds of party are shown an alert", "[domain][audience]") {
    struct Row {
        v1::Tlp label;
        bool governments, guests;
    };

    for (const Row& row :
         {Row{v1::AMBER_STRICT, true, false},
          Row{v1::AMBER, true, false},
          Row{v1::GREEN, true, true},
          Row{v1::CLEAR, true, true}}) {
        SmallCoalition small;
        const std::string id = small.issued(shutdown_in("MM", row.label));
        INFO(v1::Tlp_Name(row.label));
        CHECK(sees(small, small.ghana, is_issue) == row.governments);
        CHECK(sees(small, small.observer, is_issue) == row.guests);
        CHECK(sees(small, small.adviser, is_issue) == row.guests);
        CHECK(sees(small, small.support, is_issue));
        CHECK(sees(small, small.auditor, is_issue));
        CHECK(!sees(small, small.machine, is_issue));
        CHECK(may_read(small.alert(id), small.reader(small.observer)) == row.guests);
    }
}

TEST_CASE("a red alert is for the persons named and for who answers for it", "[domain][audience]") {
    SmallCoalition small;
    v1::AlertContent content = shutdown_in("MM", v1::RED);
    content.mutable_audience()->add_persons(small.ghana.person.str());
    content.mutable_audience()->add_persons(small.adviser.person.str());
    content.mutable_audience()->add_parties("NO"); // Opens nothing.
    const std::string id = small.raise(content, small.lead).subject;
    small.approve(id, small.other_lead);

    for (const Asker& asker :
         {small.ghana, small.adviser, small.lead, small.other_lead, small.auditor})
        CHECK(sees(small, asker, is_issue));
    for (const Asker& asker :
         {small.ghana_deputy, small.norway, small.support, small.chair, small.observer})
        CHECK(!sees(small, asker, is_issue));
    CHECK(small.alert(id).owing == std::set<PartyCode>{PartyCode{"GH"}});
    CHECK(small.alert(id).reach.size() == 2);
    // Nor is the draft of it shown any longer to those who could have approved it.
    CHECK(!sees(small, small.support, [](const v1::Event& event) {
        return event.has_alert_drafted();
    }));
}

TEST_CASE("an explicit audience narrows and never widens", "[domain][audience]") {
    SmallCoalition small;
    v1::AlertContent content = shutdown_in("MM", v1::AMBER);
    content.mutable_audience()->add_parties("GH");
    content.mutable_audience()->add_parties("regional-body");
    content.mutable_audience()->add_persons(small.norway.person.str());
    const std::string id = small.issued(content);
    const Asker other_norwegian = small.world.person("NO", {v1::FOCAL_POINT});

    CHECK(sees(small, small.ghana_deputy, is_issue));
    CHECK(sees(small, small.norway, is_issue));
    CHECK(!sees(small, other_norwegian, is_issue));
    CHECK(!sees(small, small.chile, is_issue));
    CHECK(!sees(small, small.observer, is_issue));
    CHECK(small.alert(id).addressees == std::set<PartyCode>{PartyCode{"GH"}, PartyCode{"NO"}});
    CHECK(!small.alert(id).reach.contains(other_norwegian.person));
}

TEST_CASE(
    "drafts and signals are for those who may approve and for their author", "[domain][audience]"
) {
    SmallCoalition small;
    const std::string id = small.raise(shutdown_in("MM", v1::CLEAR), small.adviser_lead).subject;
    v1::Command signal = small.world.command();
    *signal.mutable_submit_signal()->mutable_content() = shutdown_in("TD", v1::CLEAR);
    small.world.submit(signal, small.machine);
    const auto is_draft = [](const v1::Event& event) { return event.has_alert_drafted(); };
    const auto is_signal = [](const v1::Event& event) { return event.has_signal_received(); };

    for (const Asker& asker :
         {small.lead, small.support, small.chair, small.auditor, small.adviser_lead})
        CHECK(sees(small, asker, is_draft));
    for (const Asker& asker : {small.ghana, small.observer, small.adviser})
        CHECK(!sees(small, asker, is_draft));
    CHECK(sees(small, small.machine, is_signal));
    CHECK(!sees(small, small.ghana, is_signal));
    CHECK(!may_read(small.alert(id), small.reader(small.ghana)));
}

TEST_CASE("an older message is shown no wider than the alert is now", "[domain][audience]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::GREEN));
    CHECK(sees(small, small.adviser, is_issue));

    small.update(id, 1, shutdown_in("MM", v1::AMBER), true, small.lead);
    CHECK(!sees(small, small.adviser, is_issue));

    // Lowered again: the old message keeps its own label, here GREEN; the AMBER one stays AMBER.
    small.update(id, 2, shutdown_in("MM", v1::GREEN), true, small.lead);
    CHECK(sees(small, small.adviser, is_issue));
    const auto is_second = [](const v1::Event& event) {
        return event.alert_updated().message() == 2;
    };
    CHECK(!sees(small, small.adviser, is_second));
    CHECK(sees(small, small.ghana, is_second));
}

TEST_CASE("a new member sees nothing of before it joined", "[domain][audience]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.world.admit("SE", v1::Party::GOVERNMENT, small.world.now);
    const Asker sweden = small.world.person("SE", {v1::FOCAL_POINT});

    CHECK(!sees(small, sweden, is_issue));
    CHECK(!may_read(small.alert(id), small.reader(sweden)));
}

TEST_CASE("governments see each other's acknowledgements and guests do not", "[domain][audience]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::GREEN));
    small.acknowledge(id, small.ghana);
    const auto is_answer = [](const v1::Event& event) { return event.has_alert_acknowledged(); };

    for (const Asker& asker : {small.ghana, small.norway, small.support, small.auditor})
        CHECK(sees(small, asker, is_answer));
    for (const Asker& asker : {small.observer, small.adviser, small.machine})
        CHECK(!sees(small, asker, is_answer));
}

TEST_CASE(
    "who was reached is for those who watch it and may read the alert", "[domain][audience]"
) {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::AMBER));
    small.deliver(id, 1, small.ghana, v1::Delivery::SEEN);
    const auto is_delivery = [](const v1::Event& event) { return event.has_delivery_recorded(); };

    for (const Asker& asker : {small.lead, small.other_lead, small.support, small.auditor})
        CHECK(sees(small, asker, is_delivery));
    for (const Asker& asker : {small.ghana, small.norway, small.adviser, small.adviser_lead})
        CHECK(!sees(small, asker, is_delivery));
}

TEST_CASE("keys are public among members and invitations are not", "[domain][audience]") {
    SmallCoalition small;
    const Asker newcomer = small.world.person("GH", {v1::FOCAL_POINT});
    const auto is_key = [](const v1::Event& event) { return event.has_key_added(); };
    const auto is_invitation = [](const v1::Event& event) { return event.has_person_invited(); };
    const auto is_party = [](const v1::Event& event) { return event.has_party_admitted(); };

    for (const Asker& asker : {small.norway, small.support, small.auditor})
        CHECK(sees(small, asker, is_key));
    for (const Asker& asker : {small.observer, small.adviser})
        CHECK(!sees(small, asker, is_key));
    for (const Asker& asker : {newcomer, small.support, small.auditor})
        CHECK(sees(small, asker, is_invitation));
    for (const Asker& asker : {small.norway, small.ghana, small.adviser})
        CHECK(!sees(small, asker, is_invitation));
    for (const Asker& asker : {small.norway, small.observer, small.adviser})
        CHECK(sees(small, asker, is_party));
}

TEST_CASE("a party always sees its own key events", "[domain][audience]") {
    SmallCoalition small;
    small.world.person("civil-network", {v1::ADVISER_ROLE});
    const auto is_key = [](const v1::Event& event) { return event.has_key_added(); };

    CHECK(sees(small, small.adviser, is_key));
    CHECK(!sees(small, small.observer, is_key));
}

TEST_CASE("a token is seen by its owner and the house", "[domain][audience]") {
    SmallCoalition small;
    v1::Command mint = small.world.command();
    mint.mutable_mint_token()->set_token_sha256(digest_of("token", 1).str());
    mint.mutable_mint_token()->set_expires_at(to_ms(small.world.now + 24h));
    small.world.submit(mint, small.ghana);
    v1::Command revoke = small.world.command();
    revoke.mutable_revoke_token()->set_token_sha256(digest_of("token", 1).str());
    small.world.submit(revoke, small.ghana);

    for (const Which& which :
         {Which([](const v1::Event& event) { return event.has_token_minted(); }),
          Which([](const v1::Event& event) { return event.has_token_revoked(); })}) {
        CHECK(sees(small, small.ghana, which));
        CHECK(sees(small, small.support, which));
        CHECK(!sees(small, small.ghana_deputy, which));
    }
}

TEST_CASE("hidden positions are shown to their own party until the close", "[domain][audience]") {
    for (const auto tally :
         {v1::ProcedureOpened::HIDDEN_UNTIL_CLOSE, v1::ProcedureOpened::HIDDEN_UNTIL_OWN}) {
        SmallCoalition small;
        open_statement(small.world, small.lead, tally);
        position_of(small.world, small.ghana, "GH");

        CHECK(sees(small, small.ghana_deputy, is_position));
        CHECK(sees(small, small.auditor, is_position));
        for (const Asker& asker : {small.norway, small.lead, small.support, small.adviser})
            CHECK(!sees(small, asker, is_position));

        close_statement(small.world);
        CHECK(sees(small, small.norway, is_position));
        CHECK(!sees(small, small.adviser, is_position));
    }
}

TEST_CASE("a tally hidden until one's own position opens with it", "[domain][audience]") {
    SmallCoalition small;
    open_statement(small.world, small.lead, v1::ProcedureOpened::HIDDEN_UNTIL_OWN);
    position_of(small.world, small.ghana, "GH");
    const Procedure& procedure = small.world.state.procedures.at(ProcedureId{"st-1"});

    CHECK(may_see_positions(procedure, small.reader(small.ghana)));
    CHECK(!may_see_positions(procedure, small.reader(small.norway)));
    CHECK(may_see_positions(procedure, small.reader(small.auditor)));
    position_of(small.world, small.norway, "NO");
    CHECK(may_see_positions(procedure, small.reader(small.norway)));
}

TEST_CASE("visible positions are for governments and not for guests", "[domain][audience]") {
    SmallCoalition small;
    open_statement(small.world, small.lead, v1::ProcedureOpened::VISIBLE, v1::GREEN);
    position_of(small.world, small.ghana, "GH");

    CHECK(sees(small, small.norway, is_position));
    CHECK(!sees(small, small.observer, is_position));
    CHECK(
        may_read(small.world.state.procedures.at(ProcedureId{"st-1"}), small.reader(small.observer))
    );
}

TEST_CASE(
    "a late position is for its party and the penholder and the house", "[domain][audience]"
) {
    SmallCoalition small;
    open_statement(small.world, small.lead, v1::ProcedureOpened::VISIBLE);
    v1::Event late;
    late.mutable_position_received_late()->mutable_position()->set_procedure_id("st-1");
    late.mutable_position_received_late()->mutable_position()->set_party("GH");
    small.world.record(std::move(late), small.ghana.person);
    const auto is_late = [](const v1::Event& event) { return event.has_position_received_late(); };

    for (const Asker& asker : {small.ghana, small.lead, small.support, small.auditor})
        CHECK(sees(small, asker, is_late));
    for (const Asker& asker : {small.norway, small.other_lead, small.adviser})
        CHECK(!sees(small, asker, is_late));
}

TEST_CASE("an event about a thing nobody knows is for auditors", "[domain][audience]") {
    SmallCoalition small;
    v1::Event stray;
    stray.mutable_alert_closed()->set_alert_id("al-nothing");

    CHECK(!may_see(visibility_of(small.world.state, stray), small.reader(small.support)));
    CHECK(may_see(visibility_of(small.world.state, stray), small.reader(small.auditor)));
}

TEST_CASE("a recovery is told to every member, who may object", "[domain][audience]") {
    SmallCoalition small;
    v1::Event event;
    event.mutable_person_invited()->set_person(small.ghana.person.str());
    event.mutable_person_invited()->set_party("GH");
    event.mutable_person_invited()->add_roles(v1::FOCAL_POINT);
    event.mutable_person_invited()->set_recovery(true);
    small.world.record(event, small.support.person);
    const auto is_recovery = [](const v1::Event& one) { return one.person_invited().recovery(); };

    for (const Asker& asker : {small.ghana_deputy, small.norway, small.support, small.auditor})
        CHECK(sees(small, asker, is_recovery));
    for (const Asker& asker : {small.observer, small.adviser, small.machine})
        CHECK(!sees(small, asker, is_recovery));
}

TEST_CASE("an attack on a person is told to its party and the house", "[domain][audience]") {
    SmallCoalition small;
    v1::Event misuse;
    misuse.mutable_misuse_reported()->set_person(small.ghana.person.str());
    v1::Event noted;
    noted.mutable_security_noted()->set_person(small.ghana.person.str());
    v1::Event changed;
    changed.mutable_roles_changed()->set_person(small.ghana.person.str());
    changed.mutable_roles_changed()->add_roles(v1::FOCAL_POINT);
    for (const v1::Event& event : {misuse, noted, changed})
        small.world.record(event, small.ghana.person);

    for (const Which& which :
         {Which([](const v1::Event& event) { return event.has_misuse_reported(); }),
          Which([](const v1::Event& event) { return event.has_security_noted(); }),
          Which([](const v1::Event& event) { return event.has_roles_changed(); })}) {
        for (const Asker& asker : {small.ghana_deputy, small.support, small.auditor})
            CHECK(sees(small, asker, which));
        for (const Asker& asker : {small.norway, small.observer, small.adviser, small.machine})
            CHECK(!sees(small, asker, which));
    }
}

TEST_CASE("what an auditor read of what is RED is for auditors", "[domain][audience]") {
    SmallCoalition small;
    v1::AlertContent red = shutdown_in("TD", v1::RED);
    red.mutable_audience()->add_persons(small.lead.person.str());
    red.mutable_audience()->add_persons(small.other_lead.person.str());
    const std::string open = small.issued(shutdown_in("MM"));
    const std::string closed = small.raise(red, small.lead).subject;
    REQUIRE(!small.approve(closed, small.other_lead).refusal);
    v1::Command command = small.world.command();
    for (const std::string& subject : {open, closed, std::string()}) {
        v1::Reading& reading = *command.mutable_record_reading()->add_readings();
        reading.set_person(small.auditor.person.str());
        reading.set_subject(subject);
        reading.set_what("show_alert");
        reading.set_count(1);
    }

    const Decision recorded = small.world.submit(command, server);

    REQUIRE(recorded.events.size() == 2);
    CHECK(recorded.events[0].reading_recorded().readings_size() == 2);
    const auto tells = [](const std::string& subject) {
        return Which([subject](const v1::Event& event) {
            for (const v1::Reading& reading : event.reading_recorded().readings())
                if (reading.subject() == subject) return true;
            return false;
        });
    };
    CHECK(sees(small, small.support, tells(open)));
    CHECK(!sees(small, small.support, tells(closed)));
    CHECK(sees(small, small.auditor, tells(closed)));
    CHECK(!sees(small, small.lead, tells(closed)));
    CHECK(!sees(small, small.norway, tells(open)));
}

TEST_CASE("a sign of an attack says what it is and how often", "[domain][audience]") {
    SmallCoalition small;
    v1::Command command = small.world.command();
    v1::SecurityNoted& noted = *command.mutable_note_security()->mutable_noted();

    CHECK(small.world.decide(command, server).refusal->field() == "noted.kind");
    noted.set_kind(v1::SecurityNoted::SIGN_COUNT_REGRESSED);
    CHECK(small.world.decide(command, server).refusal->field() == "noted.count");
    noted.set_count(3);
    const Decision decision = small.world.decide(command, server);
    REQUIRE(decision.events.size() == 1);
    CHECK(decision.events.front().security_noted().count() == 3);
    v1::Command nothing = small.world.command();
    nothing.mutable_record_reading();
    CHECK(small.world.decide(nothing, server).refusal->field() == "readings");
}
