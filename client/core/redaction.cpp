// SPDX-License-Identifier: Apache-2.0
#include "client/core/redaction.hpp"

#include "client/core/export_file.hpp"
#include "server/domain/words.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::client {
namespace {

Trouble no_export(std::uint64_t line, const std::string& why) {
    Trouble trouble;
    trouble.exit_code = 7;
    trouble.what = "line " + std::to_string(line) + " is not of an export";
    trouble.why = why;
    trouble.next = "export it anew";
    return trouble;
}

// Each line of an export, in order.
template <class Take>
Result<void> each_line(std::istream& in, Take take) {
    std::string line, why;
    for (std::uint64_t number = 1; std::getline(in, line); ++number) {
        auto parsed = parse_line(line, why);
        if (!parsed) return no_export(number, why);
        take(*parsed);
    }
    return {};
}

v1::Event event_of(const ExportedEntry& entry) {
    v1::Event event;
    if (entry.payload) (void)event.ParseFromString(*entry.payload);
    return event;
}

// The label that this event gives its case; unspecified: none.
v1::Tlp label_in(const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kSignalReceived: return event.signal_received().content().label();
    case v1::Event::kAlertDrafted: return event.alert_drafted().content().label();
    case v1::Event::kAlertIssued: return event.alert_issued().content().label();
    case v1::Event::kAlertUpdated: return event.alert_updated().content().label();
    case v1::Event::kProcedureDrafted: return event.procedure_drafted().label();
    case v1::Event::kRelabelled: return event.relabelled().label();
    default: return v1::TLP_UNSPECIFIED;
    }
}

// Of several cases one entry speaks: a delivery's alerts, a merge.
std::set<std::string> cases_of(const v1::Event& event) {
    std::set<std::string> cases{domain::subject_of(event)};
    for (const v1::Delivery& delivery : event.delivery_recorded().deliveries())
        cases.insert(delivery.alert_id());
    if (event.has_alerts_merged()) {
        cases.insert(event.alerts_merged().duplicate());
        cases.insert(event.alerts_merged().alert_id());
    }
    cases.erase("");
    return cases;
}

} // namespace

Result<Redacted> redact(std::istream& in, v1::Tlp from, std::ostream& out) {
    std::map<std::string, v1::Tlp> labels;
    const auto looked = each_line(in, [&](const ExportLine& line) {
        const auto* entry = std::get_if<ExportedEntry>(&line);
        if (!entry) return;
        const v1::Event event = event_of(*entry);
        const v1::Tlp label = label_in(event);
        if (label != v1::TLP_UNSPECIFIED) labels[domain::subject_of(event)] = label;
    });
    if (!looked) return looked.error();
    in.clear();
    in.seekg(0);

    Redacted redacted;
    std::set<Digest> named;
    bool is_whole = true;
    const auto is_strict = [&](const std::string& subject) {
        const auto label = labels.find(subject);
        return label != labels.end() && label->second >= from;
    };
    const auto write = [&](ExportLine& line) {
        if (const auto* head = std::get_if<ExportHead>(&line)) {
            is_whole = head->scope == whole_log;
            out << line_of(*head);
        }
        if (auto* entry = std::get_if<ExportedEntry>(&line)) {
            const auto cases = cases_of(event_of(*entry));
            if (entry->payload && std::any_of(cases.begin(), cases.end(), is_strict)) {
                entry->salt.reset();
                entry->payload.reset();
                ++redacted.entries;
            }
            if (entry->payload)
                for (const Digest& document : documents_named(*entry->payload))
                    named.insert(document);
            out << line_of(*entry, !is_whole);
        }
        if (const auto* document = std::get_if<ExportedDocument>(&line)) {
            if (named.contains(document->sha256))
                out << line_of(*document);
            else
                ++redacted.documents;
        }
    };
    if (const auto written = each_line(in, write); !written) return written.error();
    return redacted;
}

} // namespace tocsin::client
