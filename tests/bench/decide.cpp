// How many commands a second `decide` handles on one core over a large state, and what that state
// weighs: 42 governments, 10,000 live alerts, 1,000 open statements, each of them half answered.
//   tocsin-bench-decide [ALERTS PROCEDURES]    one line of JSON: the figure decide_per_s
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "tests/support/domain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <malloc.h>
#include <sys/resource.h>

namespace {

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

constexpr std::size_t governments = 42;
constexpr std::size_t rounds = 5;
constexpr std::size_t decisions_per_round = 200'000;
constexpr std::uint32_t limit = 200'000; // issue 3

struct Prepared {
    v1::Command command;
    domain::Asker asker;
};

std::size_t heap_bytes() {
    return mallinfo2().uordblks;
}

// Of this process: other work on the machine does not count.
double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

class Crowd {
public:
    Crowd() {
        world_.admit("support-unit", v1::Party::SECRETARIAT);
        support_ = world_.person("support-unit", {v1::SUPPORT});
        for (std::size_t number = 0; number < governments; ++number) {
            const std::string code{
                static_cast<char>('A' + number / 26), static_cast<char>('A' + number % 26)};
            world_.admit(code);
            points_.push_back(world_.person(code, {v1::FOCAL_POINT}));
        }
        lead_ = world_.person("AA", {v1::LEAD});
        v1::Event policy;
        *policy.mutable_policy_set()->mutable_policy() = domain::default_policy();
        world_.record(std::move(policy), {});
    }

    void issue_alert() {
        v1::Command raise = world_.command();
        fill(*raise.mutable_raise_alert()->mutable_content());
        const std::string id = submit(raise, lead_);
        v1::Command approve = world_.command();
        approve.mutable_approve_alert()->set_alert_id(id);
        submit(approve, support_);
        for (std::size_t number = 0; number < governments / 2; ++number)
            submit(acknowledging(id), points_[number]);
        alerts_.push_back(id);
    }

    void open_statement() {
        v1::Command draft = world_.command();
        v1::DraftProcedure& drafting = *draft.mutable_draft_procedure();
        drafting.set_kind(v1::ProcedureDrafted::STATEMENT);
        drafting.set_mode(v1::ProcedureDrafted::OPT_IN);
        drafting.set_title("Joint statement on the shutdown");
        drafting.set_label(v1::AMBER);
        const std::string id = submit(draft, lead_);
        v1::Command text = world_.command();
        text.mutable_add_text()->set_procedure_id(id);
        text.mutable_add_text()->set_text_sha256(digest_of("text", 1).str());
        text.mutable_add_text()->set_language("en");
        submit(text, lead_);
        v1::Command open = world_.command();
        open.mutable_open_procedure()->set_procedure_id(id);
        open.mutable_open_procedure()->set_version(1);
        open.mutable_open_procedure()->set_deadline(to_ms(world_.now + 240h));
        open.mutable_open_procedure()->set_threshold(20);
        open.mutable_open_procedure()->set_tally(v1::ProcedureOpened::VISIBLE);
        submit(open, lead_);
        for (std::size_t number = 0; number < governments / 2; ++number)
            submit(signing(id, points_[number]), points_[number]);
        statements_.push_back(id);
    }

    // An acknowledgement, a signed position and a note in turn, of those who did not answer yet.
    std::vector<Prepared> mix(std::size_t many) {
        std::vector<Prepared> commands;
        for (std::size_t number = 0; number < many; ++number) {
            const domain::Asker& asker = points_[governments / 2 + number % (governments / 2)];
            const std::string& alert = alerts_[number * 7919 % alerts_.size()];
            const std::string& statement = statements_[number * 7919 % statements_.size()];
            switch (number % 3) {
            case 0: commands.push_back({acknowledging(alert), asker}); break;
            case 1: commands.push_back({signing(statement, asker), asker}); break;
            default: commands.push_back({noting(alert), asker});
            }
        }
        return commands;
    }

    domain::Decision decide(const Prepared& prepared) const {
        return world_.decide(prepared.command, prepared.asker);
    }

private:
    static void fill(v1::AlertContent& content) {
        content.set_status(v1::AlertContent::STATUS_ACTUAL);
        content.add_countries("MM");
        content.add_kinds(v1::AlertContent::FULL_SHUTDOWN);
        content.set_urgency(v1::AlertContent::IMMEDIATE);
        content.set_severity(v1::AlertContent::SEVERE);
        content.set_certainty(v1::AlertContent::OBSERVED);
        content.set_verification(v1::AlertContent::REPORTED);
        content.set_precedence(v1::AlertContent::ALERT);
        content.set_label(v1::AMBER);
        content.set_headline("No connectivity in the north-west of the country since this morning");
        content.set_description(std::string(400, 'd'));
    }

    v1::Command acknowledging(const std::string& alert) {
        v1::Command command = world_.command();
        command.mutable_acknowledge_alert()->set_alert_id(alert);
        command.mutable_acknowledge_alert()->set_answer(v1::AlertAcknowledged::ACTING);
        return command;
    }

    v1::Command signing(const std::string& statement, const domain::Asker& asker) {
        const domain::Procedure& procedure =
            world_.state.procedures.at(domain::ProcedureId{statement});
        domain::SignOn text;
        text.origin = world_.state.coalition.founded.origin();
        text.procedure.text = statement;
        text.version = 1;
        text.text_sha256 = procedure.text_sha256;
        text.deadline_seconds = to_ms(procedure.deadline) / 1000;
        text.party = world_.state.coalition.person(asker.person)->party;
        text.stance = v1::Position::SIGN;
        text.key = asker.key;
        text.time_seconds = to_ms(world_.now) / 1000;
        v1::Command command = world_.command();
        v1::SignedText& signed_text = *command.mutable_take_position()->mutable_signed_text();
        signed_text.set_text(domain::render(text));
        signed_text.set_algorithm(v1::Key::ED25519);
        signed_text.set_signature(std::string(64, 's'));
        return command;
    }

    v1::Command noting(const std::string& alert) {
        v1::Command command = world_.command();
        command.mutable_add_note()->set_subject(alert);
        command.mutable_add_note()->set_text("The embassy confirms it: three operators are down.");
        return command;
    }

    // What it concerns. Nothing of it may be refused; the entries are not kept.
    std::string submit(const v1::Command& command, const domain::Asker& asker) {
        const domain::Decision decision = world_.submit(command, asker);
        world_.entries.clear();
        if (!decision.refusal) return decision.subject;
        std::fprintf(stderr, "tocsin-bench-decide: %s\n", decision.refusal->why().c_str());
        std::exit(1);
    }

    World world_;
    domain::Asker lead_, support_;
    std::vector<domain::Asker> points_;
    std::vector<std::string> alerts_, statements_;
};

double rate_of(const Crowd& crowd, const std::vector<Prepared>& commands) {
    const double began = cpu_seconds();
    std::size_t entries = 0;
    for (std::size_t number = 0; number < decisions_per_round; ++number)
        entries += crowd.decide(commands[number % commands.size()]).events.size();
    const double took = cpu_seconds() - began;
    if (entries != decisions_per_round) {
        std::fputs("tocsin-bench-decide: something was refused\n", stderr);
        std::exit(1);
    }
    return static_cast<double>(decisions_per_round) / took;
}

} // namespace

int main(int argc, char** argv) {
    const std::size_t alerts = argc > 2 ? std::strtoul(argv[1], nullptr, 10) : 10'000;
    const std::size_t procedures = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1'000;
    if (alerts == 0 || procedures == 0) return 64;
    Crowd crowd;
    const std::size_t empty = heap_bytes();
    for (std::size_t number = 0; number < alerts; ++number)
        crowd.issue_alert();
    const std::size_t with_alerts = heap_bytes();
    for (std::size_t number = 0; number < procedures; ++number)
        crowd.open_statement();
    const std::size_t full = heap_bytes();

    const std::vector<Prepared> commands = crowd.mix(3'000);
    std::vector<double> rates;
    for (std::size_t round = 0; round < rounds; ++round)
        rates.push_back(rate_of(crowd, commands));
    std::sort(rates.begin(), rates.end());
    const std::string line = fmt::format(
        R"({{"figure":"decide_per_s","value":{:.0f},"limit":{},"range":[{:.0f},{:.0f}],)"
        R"("unit":"commands per second of CPU","rounds":{},"alerts":{},"procedures":{},)"
        R"("bytes_per_alert":{},"bytes_per_procedure":{},"state_mib":{}}})",
        rates[rates.size() / 2],
        limit,
        rates.front(),
        rates.back(),
        rates.size(),
        alerts,
        procedures,
        (with_alerts - empty) / alerts,
        (full - with_alerts) / procedures,
        (full - empty) >> 20
    );
    std::puts(line.c_str());
    return 0;
}
