// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/checks.hpp"

#include "server/engine/entry_reading.hpp"
#include "server/engine/snapshot.hpp"
#include "storage/merkle.hpp"

#include <map>
#include <set>

namespace tocsin::sim {

namespace {

std::string at(std::uint64_t index) {
    return "entry " + std::to_string(index);
}

// What is asked of one alert or procedure as the log goes on: written anew here, from the events.
struct Course {
    std::int64_t deadline = 0;
    bool closed = false;
};

bool comes_afterwards(v1::Position::Stance stance) {
    return stance == v1::Position::LATE_ASSOCIATION || stance == v1::Position::DISSOCIATION;
}

void check_position(
    const Course& course, const v1::Event& event, std::uint64_t index, const Violated& violated
) {
    if (comes_afterwards(event.position_taken().stance())) return;
    if (course.closed)
        violated(
            'f',
            at(index) +
                " counts a position after the closing: " + event.position_taken().ShortDebugString()
        );
    if (event.received_at() > course.deadline)
        violated('f', at(index) + " counts a position received after the deadline");
}

void follow(
    const v1::Event& event, std::map<std::string, Course>& procedures, std::set<std::string>& over
) {
    switch (event.event_case()) {
    case v1::Event::kProcedureOpened:
        procedures[event.procedure_opened().procedure_id()] = {event.procedure_opened().deadline()};
        break;
    case v1::Event::kDeadlineExtended:
        procedures[event.deadline_extended().procedure_id()].deadline =
            event.deadline_extended().new_deadline();
        break;
    case v1::Event::kProcedureClosed:
        procedures[event.procedure_closed().procedure_id()].closed = true;
        break;
    case v1::Event::kProcedureWithdrawn:
        procedures[event.procedure_withdrawn().procedure_id()].closed = true;
        break;
    case v1::Event::kProcedureBroken:
        procedures[event.procedure_broken().procedure_id()].closed = true;
        break;
    case v1::Event::kAlertClosed: over.insert(event.alert_closed().alert_id()); break;
    case v1::Event::kAlertCancelled: over.insert(event.alert_cancelled().alert_id()); break;
    default: break;
    }
}

} // namespace

Reading read_log(storage::Log& log, const Violated& violated) {
    Reading reading;
    constexpr std::size_t rows = 4'096, bytes = 16 * 1024 * 1024;
    while (reading.entries.size() < log.head().size) {
        auto slice = log.read(reading.entries.size(), rows, bytes);
        if (!slice || slice->empty()) {
            violated(
                'b',
                "the log cannot be read at " + at(reading.entries.size()) + ": " +
                    (slice ? "nothing is there" : to_string(slice.error()))
            );
            break;
        }
        for (storage::Entry& entry : *slice) {
            if (entry.index != reading.entries.size())
                violated(
                    'b', at(entry.index) + " stands at " + std::to_string(reading.entries.size())
                );
            engine::Reading one = engine::read_entry(entry);
            // Nobody erases here: what is not there is withheld.
            if (!entry.salt) violated('b', at(entry.index) + " has lost its payload");
            if (one.damaged) violated('b', at(entry.index) + " is not what was committed to");
            engine::fold(reading.state, one.told);
            reading.told.push_back(std::move(one.told));
            reading.entries.push_back(std::move(entry));
        }
    }
    return reading;
}

void check_receipts(const Reading& log, const Told& told, const Violated& violated) {
    std::map<CommandId, std::vector<std::uint64_t>> begun; // where each command's entries begin
    const CommandId* before = nullptr;
    std::vector<storage::Header> headers;
    headers.reserve(log.entries.size());
    for (const storage::Entry& entry : log.entries)
        headers.push_back(storage::decode_header(entry.header).value_or(storage::Header()));
    for (std::size_t index = 0; index < headers.size(); ++index) {
        const storage::Header& header = headers[index];
        if (!before || !(*before == header.command_id)) begun[header.command_id].push_back(index);
        before = &header.command_id;
    }
    for (const auto& [id, given] : told.commands) {
        const auto found = begun.find(id);
        if (found != begun.end() && found->second.size() > 1)
            violated('e', "command " + id.hex() + " was decided twice");
        if (!given.index) continue;
        if (found == begun.end())
            violated('a', "the answered command " + id.hex() + " is not in the log");
        else if (found->second.front() != *given.index)
            violated('a', "the answered command " + id.hex() + " is not at " + at(*given.index));
    }
}

void check_checkpoints(const Reading& log, const Told& told, const Violated& violated) {
    storage::Tree tree;
    for (const storage::Entry& entry : log.entries)
        tree.append(entry.leaf_hash);
    for (const auto& [size, root] : told.checkpoints) {
        if (size > tree.size())
            violated(
                'c',
                "a checkpoint of size " + std::to_string(size) + " was seen; the log has " +
                    std::to_string(tree.size())
            );
        else if (tree.root(size) != root)
            violated('c', "the checkpoint of size " + std::to_string(size) + " is of another log");
    }
}

void check_order(const Reading& log, const Violated& violated) {
    std::map<std::string, Course> procedures;
    std::set<std::string> over; // alerts
    for (std::size_t index = 0; index < log.told.size(); ++index) {
        if (!log.told[index].event) continue;
        const v1::Event& event = *log.told[index].event;
        follow(event, procedures, over);
        if (event.has_position_taken())
            check_position(
                procedures[event.position_taken().procedure_id()], event, index, violated
            );
        const std::string& reminded = event.answers_reminded().procedure_id();
        if (event.has_answers_reminded() && procedures[reminded].closed)
            violated('9', at(index) + " reminds of a procedure that is over");
        if (event.has_escalated() && over.contains(event.escalated().alert_id()))
            violated('9', at(index) + " escalates an alert that is over");
    }
}

void check_shown(const Reading& log, const domain::State& shown, const Violated& violated) {
    if (engine::snapshot(log.state) != engine::snapshot(shown))
        violated('g', "the state shown is not the fold of the log");
}

} // namespace tocsin::sim
