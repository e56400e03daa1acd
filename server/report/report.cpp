// SPDX-License-Identifier: Apache-2.0
#include "server/report/report.hpp"

#include "storage/entry.hpp"
#include "storage/sha256.hpp"

#include <algorithm>

namespace tocsin::report {

namespace {

constexpr std::string_view whole_log = "all", readable = "readable";

template <class Figure>
void part(std::vector<Figure>& from, std::vector<Figure>& actual, std::vector<Figure>& exercises) {
    for (Figure& figure : from)
        (figure.is_exercise ? exercises : actual).push_back(std::move(figure));
}

// Nothing is missing of what the checkpoint holds.
bool is_whole(const std::map<domain::Index, domain::ReadEntry>& entries, std::uint64_t size) {
    return size > 0 && entries.size() >= size && entries.rbegin()->first + 1 == entries.size();
}

} // namespace

bool SourceMaker::begin(const Source& head) {
    if (begun_ && head.origin != source_.origin) return false;
    if (!begun_) {
        source_ = head;
        begun_ = true;
    }
    all_cases_ = all_cases_ && head.scope != whole_log && head.scope != readable;
    return true;
}

bool SourceMaker::take(
    domain::Index index,
    std::string_view header,
    const std::optional<std::string>& salt,
    const std::optional<std::string>& payload
) {
    const auto decoded = storage::decode_header(header);
    if (!decoded) return false;
    domain::ReadEntry entry;
    entry.index = index;
    entry.recorded_at = decoded->recorded_at;
    entry.realm = static_cast<v1::Realm>(decoded->realm);
    entry.kind = decoded->kind;
    if (payload) {
        const auto salted = salt ? storage::Salt::from(*salt) : std::nullopt;
        if (!salted || !storage::payload_matches(*decoded, *salted, *payload)) return false;
        v1::Event event;
        if (!event.ParseFromString(*payload)) return false;
        entry.event = std::move(event);
    }
    source_.leaves[index] = storage::leaf_hash(header);
    domain::ReadEntry& known = entries_[index];
    if (!known.event) known = std::move(entry);
    return true;
}

Source SourceMaker::finish() {
    using Kind = domain::EventReading::Kind;
    source_.reading.kind = all_cases_ ? Kind::cases : Kind::partial;
    if (!all_cases_ && is_whole(entries_, source_.size)) {
        source_.reading.kind = Kind::whole;
        source_.scope = whole_log;
    }
    for (auto& [index, entry] : entries_) {
        if (entry.event && entry.event->has_party_admitted()) {
            const v1::Party& party = entry.event->party_admitted().party();
            source_.names[party.code()] = party.name();
        }
        source_.reading.entries.push_back(std::move(entry));
    }
    entries_.clear();
    return std::move(source_);
}

std::string Report::name_of(const std::string& party) const {
    const auto found = source.names.find(party);
    return found == source.names.end() ? party : found->second;
}

Report make_report(Source source, const Wanted& wanted) {
    using Kind = domain::EventReading::Kind;
    Report report;
    domain::Figures figures = domain::figures_of(source.reading);
    report.period = domain::whole_period(source.reading);
    if (wanted.from) report.period.from = *wanted.from;
    if (wanted.until) report.period.until = *wanted.until;
    if (source.reading.kind != Kind::cases)
        report.participation = domain::participation_of(figures, report.period, wanted.government);
    // Of a partial reading figures of cases would say what they cannot know.
    if (source.reading.kind == Kind::partial) figures = {};
    part(figures.alerts, report.actual.alerts, report.exercises.alerts);
    part(figures.procedures, report.actual.procedures, report.exercises.procedures);
    part(figures.reviews, report.actual.reviews, report.exercises.reviews);
    report.source = std::move(source);
    return report;
}

} // namespace tocsin::report
