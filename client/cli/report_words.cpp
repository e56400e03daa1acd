// SPDX-License-Identifier: Apache-2.0
#include "client/cli/report_words.hpp"

#include <boost/json.hpp>

namespace tocsin::cli {
namespace {

namespace json = boost::json;
using client::Finding;
using client::LogKeyTrust;

std::string trust_words(LogKeyTrust trust) {
    switch (trust) {
    case LogKeyTrust::given: return "given";
    case LogKeyTrust::known: return "known";
    case LogKeyTrust::first_use: return "first-use";
    }
    return {};
}

} // namespace

std::string cosigned_words(const std::optional<storage::TrustPolicy::Cosigned>& cosigned) {
    if (!cosigned) return {};
    std::string words = "witnesses   ";
    for (const auto& [name, seconds] : cosigned->at) {
        const Instant at{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
        words += harmless(name) + " at " + print_utc(at) + ", ";
    }
    if (cosigned->at.empty()) words += "none, ";
    return words + (cosigned->enough ? "quorum met\n" : "quorum NOT met\n");
}

json::value cosigned_json(const std::optional<storage::TrustPolicy::Cosigned>& cosigned) {
    if (!cosigned) return nullptr;
    json::object at;
    for (const auto& [name, seconds] : cosigned->at)
        at[name] = print_utc(Instant{std::chrono::seconds(static_cast<std::int64_t>(seconds))});
    json::object object{{"at", std::move(at)}, {"quorumMet", cosigned->enough}};
    object["seenBy"] = nullptr;
    if (cosigned->seen_by)
        object["seenBy"] =
            print_utc(Instant{std::chrono::seconds(static_cast<std::int64_t>(*cosigned->seen_by))});
    return object;
}

void print_report(Context& context, const client::VerifyReport& report) {
    auto& out = context.terminal.out;
    if (report.trust == LogKeyTrust::first_use)
        context.terminal.err
            << "warning: the log key stands in the file itself: trusted on first use. Compare it, "
               "or give --log-key:\n  "
            << harmless(report.log_key) << '\n';
    out << (report.sound() ? "SOUND" : "NOT SOUND") << "  " << harmless(report.origin) << ", "
        << harmless(report.scope) << '\n'
        << "checkpoint  " << report.size << " entries, root " << report.root << '\n'
        << cosigned_words(report.cosigned) << "checked     " << report.entries << " entries, "
        << report.positions << " signed positions, " << report.closings << " closings, "
        << report.alerts << " alerts, " << report.documents << " texts\n";
    if (report.withheld > 0)
        out << "withheld    " << report.withheld << " payloads withheld or erased\n";
    if (report.positions_unchecked > 0)
        out << "unchecked   " << report.positions_unchecked
            << " signatures, whose keys are not in the file\n";
    for (const auto& finding : report.findings) {
        out << (finding.weight == Finding::Weight::wrong ? "WRONG       " : "doubt       ");
        if (finding.index) out << "entry " << *finding.index << ": ";
        out << harmless(finding.what) << '\n';
    }
    if (report.first_wrong) out << "first wrong entry " << *report.first_wrong << '\n';
    out << "trustworthy " << report.trustworthy << '\n';
}

json::value report_json(const client::VerifyReport& report) {
    json::array findings;
    for (const auto& finding : report.findings) {
        json::object object;
        object["weight"] = finding.weight == Finding::Weight::wrong ? "wrong" : "doubt";
        object["index"] = nullptr;
        if (finding.index) object["index"] = *finding.index;
        object["what"] = finding.what;
        findings.push_back(std::move(object));
    }
    json::object object;
    object["schema"] = "tocsin.verify/1";
    object["sound"] = report.sound();
    object["origin"] = report.origin;
    object["scope"] = report.scope;
    object["logKey"] = report.log_key;
    object["trust"] = trust_words(report.trust);
    object["size"] = report.size;
    object["root"] = report.root;
    object["cosigned"] = cosigned_json(report.cosigned);
    object["entries"] = report.entries;
    object["withheld"] = report.withheld;
    object["positions"] = report.positions;
    object["positionsUnchecked"] = report.positions_unchecked;
    object["closings"] = report.closings;
    object["alerts"] = report.alerts;
    object["documents"] = report.documents;
    object["findings"] = std::move(findings);
    object["firstWrong"] = nullptr;
    if (report.first_wrong) object["firstWrong"] = *report.first_wrong;
    object["trustworthy"] = report.trustworthy;
    return object;
}

} // namespace tocsin::cli
