// FetchEntries and FetchProof: what a verifier needs, page by page.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "server/domain/views.hpp"
#include "server/engine/entry_reading.hpp"
#include "server/engine/questions.hpp"

#include <algorithm>

namespace tocsin::engine {

namespace {

constexpr int reads_per_page_max = 8; // a page may be thin where little is for this reader
constexpr std::size_t indices_per_read_max = 64;

} // namespace

bool is_auditor(const domain::Reader& reader) {
    return reader.has(v1::AUDITOR) || (reader.classes & domain::reader_class::auditor) != 0;
}

struct Questions::EntriesPage {
    Asking asking;
    std::vector<storage::Index> trail; // of the subject, what is left of it
    bool of_subject = false;
    storage::Index next = 0;
    storage::Index size = 0; // of the released checkpoint
    int reads = 0;
    std::size_t bytes = 0;
    v1::Answer answer;
};

Result<std::vector<storage::Entry>>
read_each(storage::Log& log, const std::vector<storage::Index>& indices) {
    std::vector<storage::Entry> entries;
    for (const auto index : indices) {
        auto one = log.read(index, 1, 1);
        if (!one) return one.error();
        if (!one->empty()) entries.push_back(std::move(one->front()));
    }
    return entries;
}

void Questions::entries(Asking asking) {
    auto page = std::make_shared<EntriesPage>();
    const v1::FetchEntries& query = asking.query.fetch_entries();
    page->next = query.from();
    const Notary::Ground ground = rooms_.notary.ground(query.from() + 1);
    page->size = ground.size;
    page->of_subject = !query.subject().empty();
    if (page->of_subject) {
        auto trail = domain::trail(rooms_.shown, asking.reader, query.subject());
        if (!trail) return asking.not_found();
        std::sort(trail->begin(), trail->end());
        for (const auto index : *trail) {
            if (index >= page->next && index < page->size) page->trail.push_back(index);
        }
    }
    v1::EntryList& list = *page->answer.mutable_entries();
    list.set_size(page->size);
    list.set_checkpoint(ground.note);
    list.set_log_key(rooms_.notary.key().str());
    page->asking = std::move(asking);
    read_on(page);
}

void Questions::read_on(std::shared_ptr<EntriesPage> page) {
    const bool ended = page->of_subject ? page->trail.empty() : page->next >= page->size;
    if (ended || ++page->reads > reads_per_page_max) return finish(page);
    auto done = [this, page](Result<std::vector<storage::Entry>> entries) {
        if (!entries) return page->asking.unavailable(entries.error());
        take(page, *entries);
    };
    if (page->of_subject) {
        const auto count = std::min(page->trail.size(), indices_per_read_max);
        const std::vector<storage::Index> indices(
            page->trail.begin(), page->trail.begin() + static_cast<std::ptrdiff_t>(count)
        );
        auto work = [&log = rooms_.log, indices] { return read_each(log, indices); };
        return ask_desk(rooms_.desk, Desk::Kind::slice, here_, std::move(work), std::move(done));
    }
    auto work = [&log = rooms_.log, from = page->next] {
        return log.read(from, limits::slice_rows_max, limits::slice_bytes_max);
    };
    ask_desk(rooms_.desk, Desk::Kind::slice, here_, std::move(work), std::move(done));
}

// Of the whole log an auditor gets every entry and others those they may see; of a subject
// everybody gets every header, and payloads where they may be seen.
void Questions::take(
    const std::shared_ptr<EntriesPage>& page, const std::vector<storage::Entry>& entries
) {
    const domain::Reader& reader = page->asking.reader;
    const bool all = is_auditor(reader);
    const bool headers_only = page->asking.query.fetch_entries().headers_only();
    if (entries.empty()) return finish(page);
    for (const auto& entry : entries) {
        if (entry.index >= page->size) return finish(page);
        const Reading reading = read_entry(entry);
        if (reading.damaged) ++damaged_;
        const v1::Event* event = reading.told.event.get();
        const bool seen =
            event && (all || domain::may_see(domain::visibility_of(rooms_.shown, *event), reader));
        if (seen || all || page->of_subject) {
            v1::EntryRecord record;
            record.set_index(entry.index);
            record.set_header(entry.header);
            if (seen && !headers_only) {
                record.set_salt(entry.salt->str());
                record.set_payload(entry.payload);
            }
            const std::size_t bytes = record.ByteSizeLong();
            if (page->bytes > 0 && page->bytes + bytes > answer_bytes_max) return finish(page);
            page->bytes += bytes;
            *page->answer.mutable_entries()->add_entries() = std::move(record);
        }
        page->next = entry.index + 1;
        if (page->of_subject) page->trail.erase(page->trail.begin());
    }
    read_on(page);
}

void Questions::finish(const std::shared_ptr<EntriesPage>& page) {
    storage::Index next = page->next;
    if (page->of_subject) next = page->trail.empty() ? page->size : page->trail.front();
    page->answer.mutable_entries()->set_next(std::min(next, page->size));
    page->asking.answer(std::move(page->answer));
}

// Paths in the tree of a released size; of an older one when the reader has verified that before.
void Questions::proof(const Asking& asking) const {
    const v1::FetchProof& query = asking.query.fetch_proof();
    const Notary& notary = rooms_.notary;
    const auto last = std::max_element(query.indices().begin(), query.indices().end());
    const storage::Index needed = last == query.indices().end() ? 0 : *last + 1;
    const Notary::Ground ground = notary.ground(std::max(needed, query.size()));
    const storage::Index size = query.size() == 0 ? ground.size : query.size();
    if (!notary.root_at(size)) return asking.not_found();
    v1::Answer answer;
    v1::ProofView& view = *answer.mutable_proof();
    view.set_checkpoint(ground.note);
    for (const auto index : query.indices()) {
        if (index >= size) return asking.not_found();
        v1::ProofView::Path& path = *view.add_paths();
        path.set_index(index);
        for (const auto& hash : notary.tree().inclusion_proof(index, size))
            path.add_hashes(hash.str());
    }
    asking.answer(std::move(answer));
}

} // namespace tocsin::engine
