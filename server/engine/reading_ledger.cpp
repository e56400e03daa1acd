// SPDX-License-Identifier: Apache-2.0
#include "server/engine/reading_ledger.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::engine {

using namespace std::chrono_literals;

namespace {

constexpr auto gathering_interval = 60s;
constexpr std::size_t readings_per_entry_max = 256;
constexpr const char* following = "follow";
constexpr const char* bundles = "tile/entries";

bool is_stretch(const v1::Reading& reading) {
    return reading.what() == following || reading.what() == bundles;
}

} // namespace

v1::Reading stretch_of(const PersonId& person, Stretch what, Entries entries) {
    v1::Reading reading;
    reading.set_person(person.str());
    reading.set_what(what == Stretch::feed ? following : bundles);
    reading.set_from_index(entries.from);
    reading.set_to_index(entries.to);
    return reading;
}

std::optional<v1::Reading> reading_of(const domain::Reader& reader, const v1::Query& query) {
    if (!reader.has(v1::AUDITOR)) return std::nullopt;
    // Of oneself: nothing of anybody's is read.
    if (query.has_who_am_i() || query.has_show_account()) return std::nullopt;
    const auto* asked = v1::Query::descriptor()->FindFieldByNumber(query.query_case());
    if (asked == nullptr) return std::nullopt;
    v1::Reading reading;
    reading.set_person(reader.person.str());
    reading.set_what(asked->name());
    const auto& question = query.GetReflection()->GetMessage(query, asked);
    for (const char* name : {"subject", "alert_id", "procedure_id"}) {
        const auto* field = question.GetDescriptor()->FindFieldByName(name);
        if (field == nullptr) continue;
        reading.set_subject(question.GetReflection()->GetString(question, field));
    }
    return reading;
}

ReadingLedger::ReadingLedger(Executor executor, const Clock& clock, Rng& rng, Sequencer& sequencer)
    : clock_(clock), rng_(rng), sequencer_(sequencer), timer_(executor, [this] { flush(); }) {}

void ReadingLedger::add(v1::Reading reading) {
    if (stopped_) return;
    reading.set_count(1);
    reading.set_first_at(to_ms(clock_.wall()));
    reading.set_last_at(reading.first_at());
    merge(std::move(reading));
    if (gathered_.size() == readings_per_entry_max)
        flush();
    else if (!timer_.is_set())
        timer_.set(gathering_interval);
}

void ReadingLedger::merge(v1::Reading reading) {
    const auto at = touching(reading);
    if (at == gathered_.end()) {
        const Key key(reading.person(), reading.subject(), reading.what(), reading.from_index());
        gathered_.emplace(key, std::move(reading));
        return;
    }
    v1::Reading& there = at->second;
    there.set_count(there.count() + reading.count());
    there.set_first_at(std::min(there.first_at(), reading.first_at()));
    there.set_last_at(std::max(there.last_at(), reading.last_at()));
    there.set_from_index(std::min(there.from_index(), reading.from_index()));
    there.set_to_index(std::max(there.to_index(), reading.to_index()));
}

// The line that this one belongs to; of a stretch, one with which it makes a single stretch.
ReadingLedger::Readings::iterator ReadingLedger::touching(const v1::Reading& reading) {
    auto at = gathered_.lower_bound(Key(reading.person(), reading.subject(), reading.what(), 0));
    for (; at != gathered_.end(); ++at) {
        const v1::Reading& there = at->second;
        const bool is_same = there.person() == reading.person() &&
                             there.subject() == reading.subject() && there.what() == reading.what();
        if (!is_same) break;
        if (!is_stretch(reading)) return at;
        if (reading.from_index() <= there.to_index() && there.from_index() <= reading.to_index())
            return at;
    }
    return gathered_.end();
}

void ReadingLedger::flush() {
    timer_.stop();
    std::vector<v1::Reading> readings;
    // Taken as a whole: what is refused at once comes back to `gathered_` meanwhile.
    for (auto& [key, reading] : std::exchange(gathered_, {})) {
        readings.push_back(std::move(reading));
        if (readings.size() == readings_per_entry_max) submit(std::exchange(readings, {}));
    }
    if (!readings.empty()) submit(std::move(readings));
}

void ReadingLedger::stop() {
    stopped_ = true;
    timer_.stop();
}

void ReadingLedger::submit(std::vector<v1::Reading> readings) {
    const Instant now = clock_.wall();
    Submission submission;
    submission.received_at = now;
    submission.command.set_command_id(rng_.command_id(now).str());
    auto& record = *submission.command.mutable_record_reading();
    for (const auto& reading : readings)
        *record.add_readings() = reading;
    auto answered = [this, readings = std::move(readings)](const v1::Verdict& verdict) {
        if (stopped_ || verdict.refusal().retry_after_ms() <= 0) return;
        // Not now: they wait for better times; auditors are few, and so is what they can ask.
        for (const auto& reading : readings)
            merge(reading);
        timer_.set(gathering_interval);
    };
    sequencer_.submit(std::move(submission), std::move(answered));
}

} // namespace tocsin::engine
