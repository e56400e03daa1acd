// The story, in the order in which it happened. `now` is the moment the demo opens.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_acts.hpp"
#include "server/app/demo_story.hpp"

namespace tocsin::app {

namespace {

using namespace std::chrono_literals;

constexpr auto open_closes_in = 42min + 10s;

// Those who put their names to the Coalition's statement on Iran of 2022-10-20: a public fact.
const std::vector<std::string_view> signatories_2022{
    "DE", "AR", "AU", "AT", "CA", "CR", "DK", "ES", "US", "EE", "FI", "FR",
    "GE", "GH", "IE", "IT", "JP", "KE", "LV", "LT", "LU", "MV", "MX", "MD",
    "MN", "NL", "PL", "NZ", "NO", "CZ", "GB", "SE", "CH", "TN"};

const std::vector<std::string_view> signatories_so_far{
    "NL",
    "EE",
    "DE",
    "FI",
    "SE",
    "NO",
    "DK",
    "IE",
    "LT",
    "LV",
    "CZ",
    "AU",
    "NZ",
    "LU",
    "SI",
    "IT",
    "AT"};

StatementPlan plan_2022(const std::string& alert) {
    const std::string title = "Joint statement on internet shutdowns in Iran";
    return {
        title,
        "# " + title +
            "\n\n"
            "The governments named below note that mobile networks and widely used services in "
            "Iran have been\n"
            "shut down or blocked since 19 September 2022.\n\n"
            "They call for access to be restored at once, and for the rights to expression, to "
            "information and\n"
            "to assembly to be respected online as they must be offline.\n\n"
            "Exercise text, prepared for a demonstration.\n",
        "IR",
        alert,
        v1::GREEN,
        20};
}

StatementPlan plan_2026(const std::string& alert) {
    const std::string title = "Joint statement on the nationwide internet shutdown of January 2026";
    return {
        title,
        "# " + title +
            "\n\n"
            "The governments named below are gravely concerned by the shutdown of internet access "
            "in Iran that\n"
            "was reported from 8 January 2026 on.\n\n"
            "A shutdown cuts people off from help, from each other and from the world. It must end "
            "now.\n\n"
            "They ask operators to publish the orders they were given, and will follow up with the "
            "authorities\n"
            "concerned.\n\n"
            "Exercise text, prepared for a demonstration.\n",
        "IR",
        alert,
        v1::AMBER_STRICT,
        25};
}

Result<void>
close(Seeder& seeder, const std::string& alert, const DemoCase& fact, const std::string& note) {
    v1::Command closing;
    auto& closed = *closing.mutable_close_alert();
    closed.set_alert_id(alert);
    closed.set_predecessor(1);
    auto& situation = *closed.mutable_situation();
    situation.set_status(v1::Situation::RESTORED);
    *situation.mutable_when() = content_of(fact).end();
    situation.set_source(fact.sources.front());
    closed.set_note(note);
    const auto done = seeder.make(seeder.person("lead"), std::move(closing));
    if (!done) return done.error();
    return {};
}

// Yesterday: an alert, a statement under it, adopted, published, the alert closed.
Result<void> yesterday(Seeder& seeder) {
    const auto& fact = demo_case("stop-2022-0166");
    auto alert = issue(seeder, fact);
    if (!alert) return alert.error();
    reach(seeder, *alert, {10, 0, 0});
    auto statement = draft(seeder, plan_2022(*alert));
    if (!statement) return statement.error();
    const auto deadline = seeder.now() + 4h;
    if (auto opened = open(seeder, *statement, deadline, 20); !opened) return opened;
    sign(seeder, *statement, signatories_2022, 4min);

    SystemRng rng;
    const auto& observer = seeder.person("observer-unesco");
    seeder.act(
        observer,
        signed_position(
            seeder.house().shown(), *statement, observer, v1::Position::ASSOCIATE, seeder.now(), rng
        )
    );
    if (auto settled = seeder.settle(); !settled) return settled;
    seeder.wait_until(deadline + 2s);
    seeder.close_due();

    seeder.pass(45min);
    v1::Command publishing;
    publishing.mutable_publish_procedure()->set_procedure_id(*statement);
    if (auto published = seeder.make(seeder.person("lead"), std::move(publishing)); !published)
        return published.error();
    seeder.pass(30min);
    return close(seeder, *alert, fact, "Mobile networks were back in the evenings.");
}

// A second alert that came and went: the election in Gabon.
Result<void> closed_alert(Seeder& seeder) {
    const auto& fact = demo_case("stop-2023-0184");
    auto alert = issue(seeder, fact);
    if (!alert) return alert.error();
    reach(seeder, *alert, {9, 1, 0});
    seeder.pass(2h);
    return close(seeder, *alert, fact, "Traffic returned to its usual level.");
}

Result<void> signals(Seeder& seeder) {
    const auto& adviser = seeder.person("adviser-access-now");
    for (const auto* id :
         {"stop-2022-0164",
          "stop-2022-0165",
          "stop-2022-0168",
          "stop-2022-0033",
          "stop-2023-0047",
          "stop-2023-0115",
          "stop-2024-0066",
          "stop-2024-0073",
          "stop-2024-0164",
          "stop-2024-0196"}) {
        seeder.pass(40s);
        seeder.act(adviser, signal_of(demo_case(id)));
    }
    return seeder.settle();
}

Result<void> open_statement(Seeder& seeder, const std::string& alert, Instant now) {
    auto statement = draft(seeder, plan_2026(alert));
    if (!statement) return statement.error();
    seeder.wait_until(now - 80min);
    if (auto opened = open(seeder, *statement, now + open_closes_in, 25); !opened) return opened;
    sign(seeder, *statement, signatories_so_far, 3min + 20s);

    SystemRng rng;
    for (const auto* party : {"KR", "CL"}) {
        seeder.pass(70s);
        const auto& who = seeder.focal(party);
        seeder.act(
            who,
            signed_position(
                seeder.house().shown(),
                *statement,
                who,
                v1::Position::AWAITING_INSTRUCTIONS,
                seeder.now(),
                rng
            )
        );
    }
    seeder.act(
        seeder.person("lead"),
        note_on(*statement, "The text is final. Instructions may still be on their way.")
    );
    return seeder.settle();
}

// Today: three live alerts that reached differently far, and what is under way.
Result<void> today(Seeder& seeder, Instant now) {
    seeder.wait_until(now - 3h);
    auto iran = issue(seeder, demo_case("iran-2026-01"));
    if (!iran) return iran.error();
    reach(seeder, *iran, {7, 2, 1, "no connection since the alert was issued"});
    if (auto opened = open_statement(seeder, *iran, now); !opened) return opened;

    seeder.wait_until(now - 15min);
    auto mozambique = issue(seeder, demo_case("stop-2024-0256"));
    if (!mozambique) return mozambique.error();
    reach(seeder, *mozambique, {3, 5, 2, "no connection since the alert was issued"});
    seeder.wait_until(now - 5min);
    auto kenya = issue(seeder, demo_case("stop-2025-0180"));
    if (!kenya) return kenya.error();
    reach(seeder, *kenya, {1, 3, 6, "no connection since the alert was issued"});

    seeder.wait_until(now - 1min);
    const auto drafted = seeder.make(seeder.person("lead"), raise_of(demo_case("stop-2024-0180")));
    if (!drafted) return drafted.error();
    return {};
}

} // namespace

Result<void> tell_crisis(Seeder& seeder) {
    const auto now = seeder.now() + story_length;
    for (const auto part : {yesterday, closed_alert, signals}) {
        seeder.pass(5min);
        if (auto told = part(seeder); !told) return told;
    }
    return today(seeder, now);
}

} // namespace tocsin::app
