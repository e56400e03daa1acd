// Questions and their answers: views of the shown state at once; documents, entries and timelines
// by way of the log's thread. What a reader may not see is asked of the domain for every answer, at
// the moment it is given (I8). Nothing beyond the released checkpoint is shown as provable.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/domain/audience.hpp"
#include "server/domain/views.hpp"
#include "server/engine/notary.hpp"
#include "storage/directory.hpp"
#include "storage/documents.hpp"
#include "tocsin/v1/view.pb.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::engine {

using OnAnswer = std::function<void(v1::Answer)>;

class Questions {
public:
    struct Rooms {
        Desk& desk;
        storage::Log& log;
        storage::Documents& documents;
        const domain::State& shown;
        const Notary& notary;
        const std::map<PersonId, storage::DirectoryRow>& directory;
        const Clock& clock;
    };

    explicit Questions(Rooms rooms) : rooms_(rooms) {}

    void
    ask(const domain::Reader& reader, const Digest& key, const v1::Query& query, OnAnswer answered);

    // A checkpoint more, or time has passed: reports that wait for one may be made.
    void look();

    std::uint64_t damaged() const { return damaged_; }

    domain::HasChannel has_channel; // of the room `reach`; empty: there are no channels

private:
    // One question under way: a copy of who asks, and where its answer goes.
    struct Asking {
        domain::Reader reader;
        v1::Query query;
        OnAnswer answered;

        void answer(v1::Answer answer) const;
        void refuse(const char* code, std::string what, std::string why, std::string next) const;
        void not_found() const;
        void unavailable(const Trouble& trouble) const;
    };
    struct EntriesPage;
    struct TimelinePage;
    struct ReportPage;

    // The views, from the shown state.
    v1::Answer view(const domain::Reader& reader, const Digest& key, const v1::Query& query) const;
    v1::Answer governance(const domain::Reader& reader, const v1::Query& query) const;
    v1::Answer lists(const domain::Reader& reader, const v1::Query& query) const;
    v1::Answer who_am_i(const domain::Reader& reader, const Digest& key) const;
    v1::Answer persons(const domain::Reader& reader, const v1::ListPersons& query) const;
    std::string name_of(std::string_view person) const;

    // By way of the log.
    void document(Asking asking);
    void entries(Asking asking);
    void entries_of_subject(Asking asking);
    void read_on(std::shared_ptr<EntriesPage> page);
    void take(const std::shared_ptr<EntriesPage>& page, const std::vector<storage::Entry>& entries);
    void finish(const std::shared_ptr<EntriesPage>& page);
    void proof(const Asking& asking) const;
    void timeline(Asking asking);
    void finish(const TimelinePage& page, const std::vector<storage::Entry>& entries);
    std::string title_of(const std::string& subject) const;
    void report(Asking asking);
    std::optional<std::set<storage::Index>> indices_of(const Asking& asking) const;
    void report(Asking asking, storage::Index needed);
    void read_on(std::shared_ptr<ReportPage> page);
    void take(ReportPage& page, const std::vector<storage::Entry>& entries);
    void finish(const ReportPage& page);
    v1::Answer first_page(const PersonId& reader, std::string json);
    void report_on(const Asking& asking) const;

    Rooms rooms_;

    // The rest of a report that does not fit one answer, for who asked for it.
    struct KeptReport {
        PersonId reader;
        std::uint64_t number = 0;
        std::string json;
    };

    // A report whose last entry is in no checkpoint yet.
    struct DueReport {
        Asking asking;
        storage::Index needed = 0;
        Clock::Mono since{};
    };

    std::uint64_t damaged_ = 0;
    std::uint64_t reports_made_ = 0;
    std::deque<KeptReport> kept_reports_;
    std::vector<DueReport> due_reports_;
    Presence here_;
};

// Whether every entry of the log is this reader's to read.
bool is_auditor(const domain::Reader& reader);

// An answer fits one message in either format: as binary it is at most this.
constexpr std::size_t answer_bytes_max = 44 * 1024;

// Entries of the log that need not stand side by side; on the log's thread.
Result<std::vector<storage::Entry>>
read_each(storage::Log& log, const std::vector<storage::Index>& indices);

} // namespace tocsin::engine
