// SPDX-License-Identifier: Apache-2.0
#include "client/core/evidence.hpp"

#include "client/core/evidence_files.hpp"
#include "client/core/evidence_readme.hpp"
#include "client/core/export_file.hpp"
#include "client/core/files.hpp"
#include "client/core/report_source.hpp"
#include "storage/sha256.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <unistd.h>

namespace tocsin::client {
namespace {

namespace fs = std::filesystem;

constexpr const char* export_name = "export.ndjson";
constexpr std::string_view documents_folder = "documents/";
constexpr std::size_t file_bytes_max = 64 * 1024 * 1024; // of what stands beside the export
// More are reported by `tocsin report`, which says so, and not held in memory for a bundle.
constexpr std::uint64_t reported_entries_max = 100'000;

Trouble archive_trouble(const std::string& what, archive* at) {
    Trouble trouble;
    trouble.exit_code = 74;
    trouble.what = what;
    const char* why = archive_error_string(at);
    trouble.why = why ? why : "it cannot be read to its end";
    return trouble;
}

// What the export says of itself, and its documents one by one.
struct Contents {
    ExportHead head;
    std::uint64_t entries = 0;
    Instant last{}; // recorded
};

template <class Take>
Result<Contents> read_contents(std::istream& in, Take take_document) {
    Contents contents;
    std::string line, why;
    while (std::getline(in, line)) {
        const auto parsed = parse_line(line, why);
        if (!parsed) {
            Trouble trouble;
            trouble.exit_code = 7;
            trouble.what = "the export is not one: " + why;
            return trouble;
        }
        if (const auto* head = std::get_if<ExportHead>(&*parsed)) contents.head = *head;
        if (const auto* entry = std::get_if<ExportedEntry>(&*parsed)) {
            ++contents.entries;
            if (const auto header = storage::decode_header(entry->header))
                contents.last = std::max(contents.last, header->recorded_at);
        }
        if (const auto* document = std::get_if<ExportedDocument>(&*parsed))
            take_document(*document);
    }
    return contents;
}

struct Reports {
    std::string json, html;
};

// Nothing: the export is too large to be reported here.
Result<std::optional<Reports>> reports_of(std::istream& in, std::uint64_t entries) {
    if (entries > reported_entries_max) return std::optional<Reports>();
    report::SourceMaker maker;
    const auto read = read_export(in, export_name, maker);
    if (!read) return read.error();
    const auto made = report::make_report(maker.finish(), {});
    return std::optional<Reports>(Reports{
        report::text_of(report::report_json(made)) + "\n", report::report_html(made)});
}

class Tar {
public:
    Tar(int descriptor, Instant time) : tar_(archive_write_new()), time_(time) {
        archive_write_set_format_ustar(tar_);
        failed_ = archive_write_open_fd(tar_, descriptor) != ARCHIVE_OK;
    }

    ~Tar() { archive_write_free(tar_); }

    Tar(const Tar&) = delete;
    Tar& operator=(const Tar&) = delete;

    void put(const std::string& name, std::string_view content) {
        begin(name, content.size());
        write(content);
    }

    void put(const std::string& name, std::istream& in, std::uintmax_t size) {
        begin(name, size);
        std::array<char, 65'536> buffer{};
        while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)
            write({buffer.data(), static_cast<std::size_t>(in.gcount())});
    }

    Result<void> close(const fs::path& file) {
        failed_ = failed_ || archive_write_close(tar_) != ARCHIVE_OK;
        if (failed_) return archive_trouble("cannot write " + file.string(), tar_);
        return {};
    }

private:
    void begin(const std::string& name, std::uintmax_t size) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(size));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_mtime(entry, to_ms(time_) / 1000, 0);
        failed_ = failed_ || archive_write_header(tar_, entry) != ARCHIVE_OK;
        archive_entry_free(entry);
    }

    void write(std::string_view bytes) {
        const auto written = archive_write_data(tar_, bytes.data(), bytes.size());
        failed_ = failed_ || written != static_cast<la_ssize_t>(bytes.size());
    }

    archive* tar_;
    Instant time_;
    bool failed_ = false;
};

std::string document_name(const ExportedDocument& document) {
    const bool is_markdown = document.document.media_type == "text/markdown";
    return std::string(documents_folder) + document.sha256.hex() + (is_markdown ? ".md" : ".txt");
}

Result<void> fill(Tar& tar, const fs::path& from, const Contents& contents) {
    std::ifstream in(from, std::ios::binary);
    std::error_code ec;
    tar.put("README.txt", evidence_readme);
    tar.put(export_name, in, fs::file_size(from, ec));
    tar.put("checkpoint", contents.head.checkpoint);
    tar.put("log-key", contents.head.log_key + "\n");
    std::ifstream again(from, std::ios::binary);
    const auto documents = read_contents(again, [&](const ExportedDocument& document) {
        tar.put(document_name(document), document.document.content);
    });
    if (!documents) return documents.error();
    std::ifstream reported(from, std::ios::binary);
    const auto reports = reports_of(reported, contents.entries);
    if (!reports) return reports.error();
    if (*reports) {
        tar.put("report.json", (*reports)->json);
        tar.put("report.html", (*reports)->html);
    }
    for (const CarriedFile& file : carried_files())
        tar.put(std::string(file.name), file.content);
    return {};
}

} // namespace

Result<void> write_evidence(const fs::path& from, const fs::path& bundle) {
    std::ifstream in(from, std::ios::binary);
    if (!in) return file_trouble("cannot read " + from.string(), errno);
    const auto contents = read_contents(in, [](const ExportedDocument&) {});
    if (!contents) return contents.error();
    const int file = ::open(bundle.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return file_trouble("cannot write " + bundle.string(), errno);
    Result<void> written;
    {
        Tar tar(file, contents->last);
        written = fill(tar, from, *contents);
        if (written) written = tar.close(bundle);
    }
    if (written && ::fsync(file) != 0)
        written = file_trouble("cannot write " + bundle.string(), errno);
    ::close(file);
    return written;
}

bool is_evidence(const fs::path& file) {
    constexpr std::size_t magic_at = 257;
    std::array<char, magic_at + 5> bytes{};
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), bytes.size());
    return in.gcount() == static_cast<std::streamsize>(bytes.size()) &&
           std::string_view(bytes.data() + magic_at, 5) == "ustar";
}

// The member that is being read, as a stream.
class MemberBytes : public std::streambuf {
public:
    explicit MemberBytes(archive* tar) : tar_(tar) {}

    bool broke_off() const { return broke_off_; }

protected:
    int_type underflow() override {
        const auto got = archive_read_data(tar_, buffer_.data(), buffer_.size());
        broke_off_ = broke_off_ || got < 0;
        if (got <= 0) return traits_type::eof();
        setg(buffer_.data(), buffer_.data(), buffer_.data() + got);
        return traits_type::to_int_type(buffer_.front());
    }

private:
    archive* tar_;
    std::array<char, 65'536> buffer_{};
    bool broke_off_ = false;
};

struct Evidence::State {
    explicit State(fs::path file)
        : path(std::move(file)), tar(archive_read_new()), bytes(tar), lines(&bytes) {}

    ~State() { archive_read_free(tar); }

    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Result<void> open();
    std::string whole_member();
    std::string differs(const std::string& name);

    fs::path path;
    archive* tar;
    archive_entry* entry = nullptr;
    MemberBytes bytes;
    std::istream lines;
    Contents contents;
    std::set<Digest> documents;
};

// To the export, which stands in front of all that is compared with it.
Result<void> Evidence::State::open() {
    archive_read_support_format_tar(tar);
    if (archive_read_open_filename(tar, path.c_str(), 65'536) != ARCHIVE_OK)
        return archive_trouble("cannot read " + path.string(), tar);
    while (archive_read_next_header(tar, &entry) == ARCHIVE_OK)
        if (std::string_view(archive_entry_pathname(entry)) == export_name) return {};
    Trouble trouble;
    trouble.exit_code = 7;
    trouble.what = path.string() + " is not an evidence bundle";
    trouble.why = "there is no export.ndjson in it";
    return trouble;
}

std::string Evidence::State::whole_member() {
    std::string content;
    std::array<char, 65'536> buffer{};
    la_ssize_t got = 0;
    while ((got = archive_read_data(tar, buffer.data(), buffer.size())) > 0) {
        content.append(buffer.data(), static_cast<std::size_t>(got));
        if (content.size() > file_bytes_max) return {};
    }
    return content;
}

std::string Evidence::State::differs(const std::string& name) {
    const std::string content = whole_member();
    if (name == "checkpoint" && content != contents.head.checkpoint)
        return "the file checkpoint is not the one of the export";
    if (name == "log-key" && content != contents.head.log_key + "\n")
        return "the file log-key is not the one of the export";
    if (name.starts_with(documents_folder)) {
        const auto sha256 = storage::sha256({content});
        if (!name.starts_with(std::string(documents_folder) + sha256.hex() + "."))
            return "the text " + name + " is not the one that its name says";
        if (!documents.contains(sha256)) return "the text " + name + " is not in the export";
    }
    if (name != "report.json" && name != "report.html") return {};
    auto again = Evidence::open(path);
    if (!again) return again.error().what;
    const auto reports = reports_of((*again)->lines(), contents.entries);
    if (!reports || !*reports) return name + " cannot be computed again from the export";
    if (content != (name == "report.json" ? (*reports)->json : (*reports)->html))
        return name + " does not say what the export gives";
    return {};
}

Evidence::Evidence(std::unique_ptr<State> state) : state_(std::move(state)) {}

Evidence::~Evidence() = default;

Result<std::unique_ptr<Evidence>> Evidence::open(const fs::path& bundle) {
    auto state = std::make_unique<State>(bundle);
    if (auto opened = state->open(); !opened) return opened.error();
    return std::unique_ptr<Evidence>(new Evidence(std::move(state)));
}

std::istream& Evidence::lines() {
    return state_->lines;
}

std::string Evidence::what_differs() {
    auto again = Evidence::open(state_->path);
    if (!again) return again.error().what;
    auto contents = read_contents((*again)->lines(), [&](const ExportedDocument& document) {
        state_->documents.insert(document.sha256);
    });
    if (!contents) return contents.error().what;
    state_->contents = std::move(*contents);
    int status = ARCHIVE_OK;
    while ((status = archive_read_next_header(state_->tar, &state_->entry)) == ARCHIVE_OK)
        if (auto words = state_->differs(archive_entry_pathname(state_->entry)); !words.empty())
            return words;
    if (status != ARCHIVE_EOF || state_->bytes.broke_off()) return "the bundle breaks off";
    return {};
}

} // namespace tocsin::client
