// SPDX-License-Identifier: Apache-2.0
#include "client/cli/show_instrument.hpp"

#include "client/cli/lines.hpp"
#include "client/cli/table.hpp"
#include "client/cli/words.hpp"

#include <map>

namespace tocsin::cli {
namespace {

void print_arrangement(Context& context, const v1::DemarcheTerms& terms) {
    if (terms.host().empty()) return heading(context, "not arranged yet");
    heading(context, "the demarche");
    line(
        context,
        "made in",
        terms.capital() + " (" + terms.host() + "), " + word(terms.form()) + " to the level of " +
            word(terms.level())
    );
    line(context, "led by", terms.lead_mission());
    line(context, "missions", joined(terms.missions()));
    line(context, "slot", when_words(context, terms.slot()));
    if (!terms.talking_points_sha256().empty())
        line(
            context,
            "talking points",
            "TLP:" + word(terms.talking_points_label()) + ", SHA-256 " +
                to_hex(terms.talking_points_sha256())
        );
}

// Counted first: what a lead mission wants to know is how many capitals still owe.
void print_instructions(Context& context, const v1::ProcedureView& view) {
    std::map<std::string, std::string> by_status;
    for (const auto& instruction : view.instructions()) {
        std::string& parties = by_status[word(instruction.status())];
        parties += (parties.empty() ? "" : ",") + instruction.party();
    }
    for (const auto& [status, parties] : by_status)
        line(context, "instructions", status + ": " + parties);
}

void print_outcome(Context& context, const v1::DemarcheConcluded& concluded) {
    if (concluded.outcome() == v1::DemarcheConcluded::OUTCOME_UNSPECIFIED) return;
    line(
        context, "outcome", word(concluded.outcome()) + ", " + when_words(context, concluded.at())
    );
    line(context, "present", joined(concluded.present()));
    line(context, "in the name of", joined(concluded.associated()));
    line(context, "new slot", when_words(context, concluded.new_slot()));
    line(context, "follow up", when_words(context, concluded.follow_up_at()));
    if (!concluded.reply().empty()) paragraph(context, "The host replied: " + concluded.reply());
}

std::string need_words(const v1::Need& need) {
    return need.words() + (need.region().empty() ? "" : ", " + need.region());
}

void print_needs(Context& context, const v1::ProcedureView& view) {
    if (view.needs().empty()) return heading(context, "no needs are set yet");
    heading(context, "needs");
    Table table({"NEED", "KIND", "ASKED", "PLEDGED", "GIVEN", "DONORS", "BY", "WHAT"});
    for (const auto& need : view.needs())
        table.row(
            {need.need().need_id(),
             word(need.need().kind()),
             amount_words(need.need().amount(), need.need()),
             amount_words(need.pledged(), need.need()),
             amount_words(need.fulfilled(), need.need()),
             need.donors() > 0 ? std::to_string(need.donors()) : "-",
             when_words(context, need.need().by()),
             need_words(need.need())}
        );
    table.print(context.terminal);
}

const v1::Need& need_of(const v1::ProcedureView& view, const std::string& id) {
    for (const auto& need : view.needs())
        if (need.need().need_id() == id) return need.need();
    return v1::Need::default_instance();
}

void print_pledges(Context& context, const v1::ProcedureView& view) {
    if (view.pledges().empty()) return heading(context, "no pledges that you may see");
    heading(context, "pledges");
    Table table({"PARTY", "NEED", "PLEDGED", "GIVEN", "SHOWN TO", "AT", "WHAT", "CONDITIONS"});
    for (const auto& pledge : view.pledges()) {
        const v1::Need& need = need_of(view, pledge.pledge().need_id());
        table.row(
            {pledge.party(),
             pledge.pledge().need_id(),
             amount_words(pledge.pledge().amount(), need),
             amount_words(pledge.fulfilled(), need),
             word(pledge.pledge().visibility()),
             when_words(context, pledge.at()),
             pledge.pledge().in_kind().empty() ? "-" : pledge.pledge().in_kind(),
             pledge.pledge().conditions().empty() ? "-" : pledge.pledge().conditions()}
        );
    }
    table.print(context.terminal);
}

} // namespace

std::string amount_words(std::int64_t amount, const v1::Need& need) {
    if (amount == 0) return "-";
    const std::string number = std::to_string(amount);
    return need.currency().empty() ? number : number + " " + need.currency();
}

void print_instrument(Context& context, const v1::ProcedureView& view) {
    if (view.kind() == v1::ProcedureDrafted::DEMARCHE) {
        print_arrangement(context, view.demarche());
        print_instructions(context, view);
        print_outcome(context, view.concluded());
    }
    if (view.kind() == v1::ProcedureDrafted::PLEDGE_CALL) {
        print_needs(context, view);
        print_pledges(context, view);
    }
}

} // namespace tocsin::cli
