// ShowReport: the figures of one case for a browser, by the same room that `tocsin report` uses and
// from the same entries: those of the case and of the cases it speaks of, and those of the
// Coalition, as far as this reader may see them (docs/adr/0024-one-case-is-reported-here-too.md).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"
#include "server/engine/entry_reading.hpp"
#include "server/engine/questions.hpp"
#include "server/report/report.hpp"
#include "storage/checkpoint.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::engine {

namespace {

// More is a whole crisis or an attack on this thread; `tocsin report` reads it where it is asked.
constexpr std::size_t entries_max = 20'000;
constexpr std::size_t indices_per_read_max = 256;

constexpr std::size_t kept_max = 16;
// Of those who wait for a checkpoint, and how long: two a second apart, and a slow disk.
constexpr std::size_t due_max = 256;
constexpr auto due_wait_max = std::chrono::seconds(3);

report::Source
head_of(const std::string& scope, const Notary::Ground& ground, const Notary& notary) {
    report::Source head;
    head.scope = scope;
    head.log_key = notary.key().str();
    head.checkpoint = ground.note;
    if (const auto opened = storage::open_checkpoint(ground.note, notary.key())) {
        head.origin = opened->origin;
        head.size = opened->head.size;
        head.root = opened->head.root.hex();
    }
    return head;
}

// A page's cursor: which report, and the byte to go on from.
std::string page_of(std::uint64_t number, std::size_t from) {
    return std::to_string(number) + ":" + std::to_string(from);
}

std::pair<std::uint64_t, std::size_t> number_and_byte(std::string_view page) {
    std::pair<std::uint64_t, std::size_t> read{};
    const char* const end = page.data() + page.size();
    const char* at = std::from_chars(page.data(), end, read.first).ptr;
    if (at != end) std::from_chars(at + 1, end, read.second);
    return read;
}

} // namespace

struct Questions::ReportPage {
    Asking asking;
    report::SourceMaker maker;
    std::vector<storage::Index> left; // to be read, the last first
};

// Of what a government knew of a case, and of its figures, the linked cases are a part.
std::optional<std::set<storage::Index>> Questions::indices_of(const Asking& asking) const {
    const std::string& subject = asking.query.show_report().subject();
    const auto own = domain::trail(rooms_.shown, asking.reader, subject);
    if (!own) return std::nullopt;
    std::set<storage::Index> indices(own->begin(), own->end());
    for (const auto& linked : domain::linked_to(rooms_.shown, subject))
        if (const auto other = domain::trail(rooms_.shown, asking.reader, linked))
            indices.insert(other->begin(), other->end());
    return indices;
}

void Questions::report(Asking asking) {
    if (!asking.query.show_report().page().empty()) return report_on(asking);
    const auto indices = indices_of(asking);
    if (!indices) return asking.not_found();
    const storage::Index needed = indices->empty() ? 0 : *indices->rbegin() + 1;
    // Whoever acted a moment ago, or was told of it by the feed, finds it in the figures.
    if (needed > rooms_.notary.released() && due_reports_.size() < due_max)
        return due_reports_.push_back({std::move(asking), needed, rooms_.clock.mono()});
    report(std::move(asking), needed);
}

// When none has come for a while, perhaps none will: then what the last one has is reported.
void Questions::look() {
    const auto now = rooms_.clock.mono();
    std::vector<DueReport> due;
    due.swap(due_reports_);
    for (auto& one : due) {
        if (one.needed > rooms_.notary.released() && now - one.since < due_wait_max)
            due_reports_.push_back(std::move(one));
        else
            report(std::move(one.asking), one.needed);
    }
}

void Questions::report(Asking asking, storage::Index needed) {
    auto indices = indices_of(asking);
    if (!indices) return asking.not_found();
    const Notary::Ground ground = rooms_.notary.ground(needed);
    indices->erase(indices->lower_bound(ground.size), indices->end());
    // Who was who up to its last entry, as an export of it brings along.
    const auto& coalition = rooms_.shown.coalition.trail;
    const storage::Index last = indices->empty() ? 0 : *indices->rbegin();
    const auto until = std::upper_bound(coalition.begin(), coalition.end(), last);
    indices->insert(coalition.begin(), until);
    const std::string subject = asking.query.show_report().subject();
    if (indices->size() > entries_max)
        return asking.refuse(
            "OVERLOADED",
            "this case is too large to be reported here",
            "it has more than " + std::to_string(entries_max) + " entries",
            "tocsin report " + subject
        );
    auto page = std::make_shared<ReportPage>();
    (void)page->maker.begin(head_of(subject, ground, rooms_.notary));
    page->left.assign(indices->rbegin(), indices->rend());
    page->asking = std::move(asking);
    read_on(std::move(page));
}

void Questions::read_on(std::shared_ptr<ReportPage> page) {
    if (page->left.empty()) return finish(*page);
    const auto count = std::min(page->left.size(), indices_per_read_max);
    const std::vector<storage::Index> indices(
        page->left.rbegin(), page->left.rbegin() + static_cast<std::ptrdiff_t>(count)
    );
    page->left.resize(page->left.size() - count);
    auto work = [&log = rooms_.log, indices] { return read_each(log, indices); };
    auto done = [this, page](Result<std::vector<storage::Entry>> entries) {
        if (!entries) return page->asking.unavailable(entries.error());
        take(*page, *entries);
        read_on(page);
    };
    ask_desk(rooms_.desk, Desk::Kind::slice, here_, std::move(work), std::move(done));
}

// Of the case every header counts, of the Coalition what may be read.
void Questions::take(ReportPage& page, const std::vector<storage::Entry>& entries) {
    const domain::Reader& reader = page.asking.reader;
    const auto& of_coalition = rooms_.shown.coalition.trail;
    for (const auto& entry : entries) {
        const Reading reading = read_entry(entry);
        const v1::Event* event = reading.told.event.get();
        const bool seen =
            event && (is_auditor(reader) ||
                      domain::may_see(domain::visibility_of(rooms_.shown, *event), reader));
        std::optional<std::string> salt, payload;
        if (seen) {
            salt = entry.salt->str();
            payload = entry.payload;
        }
        if (seen || !std::binary_search(of_coalition.begin(), of_coalition.end(), entry.index))
            (void)page.maker.take(entry.index, entry.header, salt, payload);
    }
}

void Questions::finish(const ReportPage& page) {
    const v1::ShowReport& query = page.asking.query.show_report();
    report::SourceMaker maker = page.maker;
    report::Source source = maker.finish();
    std::string json;
    if (query.known_by().empty()) {
        json = report::text_of(
            report::report_json(report::make_report(std::move(source), report::Wanted{}))
        );
    } else {
        const Instant at = query.at() == 0 ? rooms_.clock.wall() : from_ms(query.at());
        json = report::text_of(report::known_json(source, domain::PartyCode{query.known_by()}, at));
    }
    page.asking.answer(first_page(page.asking.reader.person, std::move(json)));
}

// What does not fit one answer is kept for its reader, since the next entry may change every
// figure.
v1::Answer Questions::first_page(const PersonId& reader, std::string json) {
    v1::Answer answer;
    answer.mutable_report()->set_json(json.substr(0, answer_bytes_max));
    if (json.size() <= answer_bytes_max) return answer;
    if (kept_reports_.size() == kept_max) kept_reports_.pop_front();
    kept_reports_.push_back({reader, ++reports_made_, std::move(json)});
    answer.set_next_page(page_of(reports_made_, answer_bytes_max));
    return answer;
}

void Questions::report_on(const Asking& asking) const {
    const auto [number, from] = number_and_byte(asking.query.show_report().page());
    const auto kept =
        std::find_if(kept_reports_.begin(), kept_reports_.end(), [&](const auto& one) {
            return one.number == number && one.reader == asking.reader.person;
        });
    if (kept == kept_reports_.end() || from >= kept->json.size())
        return asking.refuse(
            "CHANGED", "this report is not kept any more", "others were asked for since", "ask anew"
        );
    v1::Answer answer;
    answer.mutable_report()->set_json(kept->json.substr(from, answer_bytes_max));
    const std::size_t until = from + answer.report().json().size();
    if (until < kept->json.size()) answer.set_next_page(page_of(number, until));
    asking.answer(std::move(answer));
}

} // namespace tocsin::engine
