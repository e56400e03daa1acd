// A line of an export, which an auditor has from anywhere: read, or said why not.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/export_file.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace tocsin::client;

std::string said_again(const ExportLine& line) {
    if (const auto* head = std::get_if<ExportHead>(&line)) return line_of(*head);
    if (const auto* entry = std::get_if<ExportedEntry>(&line)) return line_of(*entry, true);
    return line_of(std::get<ExportedDocument>(line));
}

} // namespace

void tocsin::fuzz::fuzz(std::string_view input) {
    std::string why;
    const auto line = parse_line(input, why);
    if (!line) return must(!why.empty(), "it is said why it is none");
    believed();
    const std::string again = said_again(*line);
    const auto once_more = parse_line(std::string_view(again).substr(0, again.size() - 1), why);
    must(once_more.has_value(), "what was read is read again");
    must(said_again(*once_more) == again, "and says the same");
    if (const auto* entry = std::get_if<ExportedEntry>(&*line))
        if (entry->payload) (void)documents_named(*entry->payload);
}
