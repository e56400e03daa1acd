// SPDX-License-Identifier: Apache-2.0
#include "client/core/report_source.hpp"

#include "client/core/export_file.hpp"
#include "storage/checkpoint.hpp"

namespace tocsin::client {
namespace {

Trouble unreadable(const std::string& name, std::size_t line, const std::string& why) {
    Trouble trouble;
    trouble.exit_code = 7;
    trouble.what = name + ", line " + std::to_string(line) + ", is not of an export";
    trouble.why = why;
    trouble.next = "tocsin verify " + name;
    return trouble;
}

} // namespace

report::Source
report_head(const std::string& scope, const std::string& log_key, const std::string& checkpoint) {
    report::Source head;
    head.scope = scope;
    head.log_key = log_key;
    head.checkpoint = checkpoint;
    const auto note = storage::parse_note(checkpoint);
    const auto body = note ? storage::parse_checkpoint_body(note->text) : std::nullopt;
    if (!body) return head;
    head.origin = body->origin;
    head.size = body->head.size;
    head.root = body->head.root.hex();
    return head;
}

Result<void> read_export(std::istream& in, const std::string& name, report::SourceMaker& maker) {
    std::string line, why;
    bool has_head = false;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        const auto parsed = parse_line(line, why);
        if (!parsed) return unreadable(name, number, why);
        if (const auto* head = std::get_if<ExportHead>(&*parsed)) {
            if (!maker.begin(report_head(head->scope, head->log_key, head->checkpoint)))
                return unreadable(name, number, "it is of another log than the file before it");
            has_head = true;
        }
        const auto* entry = std::get_if<ExportedEntry>(&*parsed);
        if (!entry) continue;
        if (!has_head) return unreadable(name, number, "its first line is missing");
        if (!maker.take(entry->index, entry->header, entry->salt, entry->payload))
            return unreadable(name, number, "its payload is not the one its header commits to");
    }
    if (!has_head) return unreadable(name, 1, "the file is empty");
    return {};
}

} // namespace tocsin::client
