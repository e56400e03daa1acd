// SPDX-License-Identifier: Apache-2.0
#include "client/core/fetch_export.hpp"

#include "storage/merkle.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <set>

namespace tocsin::client {
namespace {

using namespace std::chrono_literals;

constexpr int proof_indices_max = 64;
constexpr int patience_max = 120; // tries, of a second or of what the server asks for
// Told once that it asks too much, it leaves so much time between two pages, and twice as much when
// told again: auditors may fetch 50 a second, others 6 (PROTOCOL.md 4).
constexpr std::chrono::milliseconds pace_first{25};
constexpr std::chrono::milliseconds pace_last{650};

// a little over 60 s / messages_per_minute_max

Trouble failed(const v1::Answer& answer, const std::string& what) {
    Trouble trouble;
    const auto& refused = answer.refused();
    trouble.exit_code = refused.code() == "NOT_FOUND" ? 3 : refused.code() == "FORBIDDEN" ? 4 : 8;
    trouble.what = refused.code() + ": " + what;
    trouble.why = refused.what();
    trouble.next = refused.next();
    return trouble;
}

Trouble not_proven(const std::string& why) {
    Trouble trouble;
    trouble.exit_code = 7;
    trouble.what = "the server's answer does not prove itself";
    trouble.why = why;
    trouble.next = "keep what you have and tell the secretariat";
    return trouble;
}

ExportedEntry exported(const v1::EntryRecord& record) {
    ExportedEntry entry;
    entry.index = record.index();
    entry.header = record.header();
    if (!record.salt().empty()) {
        entry.salt = record.salt();
        entry.payload = record.payload();
    }
    return entry;
}

// Who was who and whose key was in force: without these entries the signatures of a case say
// nothing.
bool is_of_the_coalition(const ExportedEntry& entry) {
    const auto header = storage::decode_header(entry.header);
    if (!header || !entry.payload) return false;
    switch (header->kind) {
    case v1::Event::kLogFounded:
    case v1::Event::kLogKeyChanged:
    case v1::Event::kPartyAdmitted:
    case v1::Event::kPartyWithdrew:
    case v1::Event::kPersonInvited:
    case v1::Event::kRolesChanged:
    case v1::Event::kKeyAdded:
    case v1::Event::kKeyRevoked: return true;
    default: return false;
    }
}

// "100-200": both included.
std::optional<std::pair<std::uint64_t, std::uint64_t>> range_of(std::string_view scope) {
    std::pair<std::uint64_t, std::uint64_t> range;
    const char* const end = scope.data() + scope.size();
    const auto [dash, ec] = std::from_chars(scope.data(), end, range.first);
    if (ec != std::errc() || dash == end || *dash != '-') return std::nullopt;
    const auto [last, wrong] = std::from_chars(dash + 1, end, range.second);
    if (wrong != std::errc() || last != end || range.second < range.first) return std::nullopt;
    return range;
}

// One export under way: the checkpoint of the first page is that of the whole file.
class Fetching {
public:
    Fetching(Connection& connection, std::string scope, std::ostream& out)
        : connection_(connection), scope_(std::move(scope)), out_(out) {}

    awaitable<Result<ExportCount>> run() {
        const auto range = range_of(scope_);
        std::string subject;
        if (!whole() && !range) subject = scope_;
        from_ = range ? range->first : 0;
        until_ = range ? range->second : until_;
        const Result<void> read = co_await read_entries(subject, Taking::all);
        if (!read) co_return read.error();
        if (!whole()) {
            until_ = case_.empty() ? 0 : case_.rbegin()->first;
            from_ = 0;
            const Result<void> keys = co_await read_entries(std::string(), Taking::coalition);
            if (!keys) co_return keys.error();
            const Result<void> proven = co_await prove_case();
            if (!proven) co_return proven.error();
        } else if (next_ != size_) {
            co_return gap();
        }
        co_await write_documents();
        co_return count_;
    }

private:
    // A whole log is many pages: told "not now", it waits and asks for the same page again. Told
    // that it asks too much it goes on at the pace that is granted: who is refused in one minute
    // after the other is sent away.
    awaitable<v1::Answer> ask(v1::Query query) {
        for (int tries = 0;; ++tries) {
            co_await wait(pace_);
            v1::Answer answer = co_await connection_.ask(query);
            const std::string& code = answer.refused().code();
            const bool too_often = code == "RATE_LIMITED";
            if ((!too_often && code != "OVERLOADED") || tries == patience_max) co_return answer;
            if (too_often) pace_ = std::clamp(2 * pace_, pace_first, pace_last);
            const std::chrono::milliseconds asked_for(answer.refused().retry_after_ms());
            const bool is_told = asked_for.count() > 0;
            const std::chrono::milliseconds patience = is_told ? asked_for : 1000ms;
            co_await wait(patience);
        }
    }

    static awaitable<void> wait(std::chrono::milliseconds time) {
        if (time.count() <= 0) co_return;
        asio::steady_timer timer(co_await asio::this_coro::executor, time);
        (void)co_await timer.async_wait(no_throw);
    }

    bool whole() const { return scope_ == whole_log; }

    enum class Taking { all, coalition };

    // Page by page: of one subject, or (empty) of the whole log.
    awaitable<Result<void>> read_entries(std::string subject, Taking taking) {
        std::uint64_t from = from_;
        do {
            v1::Query query;
            query.mutable_fetch_entries()->set_from(from);
            query.mutable_fetch_entries()->set_subject(subject);
            const v1::Answer answer = co_await ask(query);
            if (!answer.has_entries()) co_return failed(answer, "the entries were not given");
            const auto& page = answer.entries();
            if (page.next() <= from && page.next() < page.size())
                co_return not_proven("it gives the same page again");
            const Result<void> begun = begin(page);
            if (!begun) co_return begun.error();
            from = page.next();
            const Result<void> taken = take(page, taking == Taking::all);
            if (!taken) co_return taken.error();
        } while (from < size_ && from <= until_);
        co_return Result<void>();
    }

    Result<void> take(const v1::EntryList& page, bool all) {
        if (whole()) return write_whole(page);
        for (const auto& record : page.entries()) {
            if (record.index() >= size_ || record.index() > until_) break;
            auto entry = exported(record);
            if (all || is_of_the_coalition(entry)) case_.emplace(record.index(), std::move(entry));
        }
        return {};
    }

    Result<void> begin(const v1::EntryList& page) {
        if (!head_.checkpoint.empty()) return {};
        const auto key = connection_.log_key() ? connection_.log_key()
                                               : storage::VerifierKey::parse(page.log_key());
        if (!key) return not_proven("it names no key of the log");
        const auto checkpoint = storage::open_checkpoint(page.checkpoint(), *key);
        if (!checkpoint) return not_proven("the checkpoint is not signed with the log's key");
        head_ = {key->name, key->str(), page.checkpoint(), scope_};
        size_ = checkpoint->head.size;
        root_ = checkpoint->head.root;
        out_ << line_of(head_);
        return {};
    }

    Result<void> write_whole(const v1::EntryList& page) {
        for (const auto& record : page.entries()) {
            if (record.index() >= size_) break; // newer than the checkpoint of this file
            if (record.index() != next_) return gap();
            write(exported(record));
            ++next_;
        }
        return {};
    }

    // Others than auditors are given what they may see of the whole, which is no whole.
    Trouble gap() const {
        const auto& roles = connection_.welcome().roles();
        if (std::find(roles.begin(), roles.end(), v1::AUDITOR) != roles.end())
            return not_proven("entry " + std::to_string(next_) + " is missing");
        Trouble trouble;
        trouble.exit_code = 4;
        trouble.what = "FORBIDDEN: the whole log is not for you";
        trouble.why = "it is given to auditors";
        trouble.next = "export one case: tocsin export ID";
        return trouble;
    }

    void write(const ExportedEntry& entry) {
        out_ << line_of(entry, !whole());
        ++count_.entries;
        if (!entry.payload) return;
        for (const auto& document : documents_named(*entry.payload))
            documents_.insert(document);
    }

    awaitable<Result<void>> prove_case() {
        auto next = case_.begin();
        while (next != case_.end()) {
            v1::Query query;
            query.mutable_fetch_proof()->set_size(size_);
            auto asked = next;
            for (int i = 0; i < proof_indices_max && asked != case_.end(); ++i, ++asked)
                query.mutable_fetch_proof()->add_indices(asked->first);
            const v1::Answer answer = co_await ask(query);
            if (!answer.has_proof()) co_return failed(answer, "the proofs were not given");
            for (; next != asked; ++next)
                if (!prove(next->second, answer.proof()))
                    co_return not_proven(
                        "entry " + std::to_string(next->first) + " is not in its tree"
                    );
        }
        co_return Result<void>();
    }

    bool prove(ExportedEntry& entry, const v1::ProofView& proofs) {
        for (const auto& path : proofs.paths()) {
            if (path.index() != entry.index) continue;
            for (const auto& hash : path.hashes())
                if (const auto digest = Digest::from(hash)) entry.proof.push_back(*digest);
            const Digest leaf = storage::leaf_hash(entry.header);
            if (!storage::verify_inclusion(leaf, entry.index, size_, entry.proof, root_))
                return false;
            write(entry);
            return true;
        }
        return false;
    }

    awaitable<void> write_documents() {
        for (const auto& sha256 : documents_) {
            v1::Query query;
            query.mutable_fetch_document()->set_sha256(sha256.str());
            const v1::Answer answer = co_await ask(query);
            const auto& document = answer.document();
            if (!answer.has_document() || storage::sha256({document.content()}) != sha256) {
                ++count_.documents_missing;
                continue;
            }
            ExportedDocument exported_document;
            exported_document.sha256 = sha256;
            exported_document.document.media_type = document.media_type();
            exported_document.document.content = document.content();
            out_ << line_of(exported_document);
            ++count_.documents;
        }
    }

    Connection& connection_;
    std::string scope_;
    std::ostream& out_;
    ExportHead head_;
    std::uint64_t size_ = 0;
    std::uint64_t next_ = 0;
    Digest root_;
    storage::Index until_ = std::numeric_limits<storage::Index>::max(); // of a case: its last entry
    std::map<storage::Index, ExportedEntry> case_;
    std::set<Digest> documents_;
    ExportCount count_;
    std::chrono::milliseconds pace_{0};
    std::uint64_t from_ = 0;
};

} // namespace

awaitable<Result<ExportCount>>
fetch_export(Connection& connection, std::string scope, std::ostream& out) {
    Fetching fetching(connection, std::move(scope), out);
    Result<ExportCount> count = co_await fetching.run();
    co_return count;
}

} // namespace tocsin::client
