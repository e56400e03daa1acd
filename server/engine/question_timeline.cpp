// ShowTimeline: the entries about one alert or procedure, each as one sentence, in recorded order.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"
#include "server/domain/words.hpp"
#include "server/engine/entry_reading.hpp"
#include "server/engine/questions.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::engine {

namespace {

constexpr std::size_t lines_max = 100;

// The page's cursor is the index to go on from, in digits.
storage::Index from_page(std::string_view page) {
    storage::Index from = 0;
    std::from_chars(page.data(), page.data() + page.size(), from);
    return from;
}

v1::TimelineLine line_of(const Told& told, const domain::NameOf& name_of) {
    const v1::Event& event = *told.event;
    v1::TimelineLine line;
    line.set_index(told.facts.index);
    line.set_recorded_at(to_ms(told.facts.recorded_at));
    line.set_received_at(event.received_at());
    line.set_claimed_at(domain::claimed_at(event));
    line.set_party(domain::party_of(event));
    if (!told.facts.actor.is_zero()) line.set_person(told.facts.actor.str());
    line.set_kind(std::string(domain::event_name(event)));
    line.set_words(domain::words(event, name_of));
    return line;
}

} // namespace

struct Questions::TimelinePage {
    Asking asking;
    std::vector<storage::Index> indices; // of this page
    std::optional<storage::Index> next;  // of the page after
};

void Questions::timeline(Asking asking) {
    const v1::ShowTimeline& query = asking.query.show_timeline();
    auto trail = domain::trail(rooms_.shown, asking.reader, query.subject());
    if (!trail) return asking.not_found();
    std::sort(trail->begin(), trail->end());
    TimelinePage page;
    const storage::Index from = from_page(query.page());
    for (const auto index : *trail) {
        if (index < from) continue;
        if (page.indices.size() == lines_max) {
            page.next = index;
            break;
        }
        page.indices.push_back(index);
    }
    page.asking = std::move(asking);
    auto work = [&log = rooms_.log, indices = page.indices] { return read_each(log, indices); };
    auto done = [this, page = std::move(page)](Result<std::vector<storage::Entry>> entries) {
        if (!entries) return page.asking.unavailable(entries.error());
        finish(page, *entries);
    };
    ask_desk(rooms_.desk, Desk::Kind::slice, here_, std::move(work), std::move(done));
}

void Questions::finish(const TimelinePage& page, const std::vector<storage::Entry>& entries) {
    const auto name_of = [this](std::string_view code) {
        const auto* party = rooms_.shown.coalition.party(domain::PartyCode{std::string(code)});
        return party ? party->facts.name() : std::string(code);
    };
    auto next = page.next;
    v1::Answer answer;
    v1::TimelineView& view = *answer.mutable_timeline();
    view.set_subject(page.asking.query.show_timeline().subject());
    view.set_title(title_of(view.subject()));
    std::size_t bytes = 0;
    for (const auto& entry : entries) {
        const Reading reading = read_entry(entry);
        if (reading.damaged) ++damaged_;
        if (!reading.told.event) continue;
        const auto visibility = domain::visibility_of(rooms_.shown, *reading.told.event);
        if (!domain::may_see(visibility, page.asking.reader)) continue;
        auto line = line_of(reading.told, name_of);
        bytes += line.ByteSizeLong();
        if (bytes > answer_bytes_max && view.lines_size() > 0) {
            next = entry.index;
            break;
        }
        *view.add_lines() = std::move(line);
    }
    if (next) answer.set_next_page(std::to_string(*next));
    page.asking.answer(std::move(answer));
}

std::string Questions::title_of(const std::string& subject) const {
    const domain::State& shown = rooms_.shown;
    const auto alert = shown.alerts.find(domain::AlertId{subject});
    if (alert != shown.alerts.end()) return alert->second.content.headline();
    const auto procedure = shown.procedures.find(domain::ProcedureId{subject});
    if (procedure != shown.procedures.end()) return procedure->second.drafted.title();
    return {};
}

} // namespace tocsin::engine
