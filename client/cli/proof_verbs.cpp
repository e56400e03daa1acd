// export: taking the log away, or a part of it, with what proves it.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/session.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/words.hpp"
#include "client/core/evidence.hpp"
#include "client/core/fetch_export.hpp"
#include "client/core/files.hpp"
#include "client/core/redaction.hpp"

#include <boost/json.hpp>

#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

struct Exporting {
    std::string scope, file, format, redact;

    bool is_plain() const { return format != "bundle" && redact.empty(); }
};

Result<void> make_private(const fs::path& file) {
    std::error_code ec;
    fs::remove(file, ec);
    // Others may not read what a label may have restricted.
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) return client::file_trouble("cannot write " + file.string(), errno);
    ::close(made);
    return {};
}

// A full disk leaves no file that looks whole.
Result<void>
leave_out(Context& context, const std::string& label, const fs::path& raw, const fs::path& to) {
    const auto from = parse_word<v1::Tlp>(label);
    if (!from) return from.error();
    if (const auto made = make_private(to); !made) return made.error();
    std::ifstream in(raw, std::ios::binary);
    std::ofstream out(to, std::ios::binary);
    const auto redacted = client::redact(in, *from, out);
    if (!redacted) return redacted.error();
    out.close();
    if (!out.good()) return client::file_trouble("cannot write " + to.string(), EIO);
    context.say(
        std::to_string(redacted->entries) + " payloads and " + std::to_string(redacted->documents) +
        " texts left out for their label"
    );
    return {};
}

// From an export beside its final place: with less in it, or packed with what proves it, as asked.
Result<void>
shape(Context& context, const Exporting& given, const fs::path& raw, const fs::path& next) {
    fs::path from = raw;
    std::error_code ec;
    if (!given.redact.empty()) {
        from = given.format == "bundle" ? fs::path(given.file + ".redacted") : next;
        if (const auto done = leave_out(context, given.redact, raw, from); !done) {
            fs::remove(from, ec);
            return done.error();
        }
    }
    if (given.format != "bundle") return {};
    fs::remove(next, ec);
    const auto packed = client::write_evidence(from, next);
    if (from != raw) fs::remove(from, ec);
    return packed;
}

// Written beside its final name and renamed when whole: a file that is there is a whole export.
Result<client::ExportCount> export_to(Context& context, Session& session, const Exporting& given) {
    const fs::path next = given.file + ".part";
    const fs::path raw = given.is_plain() ? next : fs::path(given.file + ".raw");
    std::error_code ec;
    if (const auto made = make_private(raw); !made) return made.error();
    std::ofstream out(raw, std::ios::binary);
    const auto count = session.export_case(given.scope, out);
    out.close();
    if (!count) {
        fs::remove(raw, ec);
        return count.error();
    }
    if (!out.good()) return client::file_trouble("cannot write " + given.file, EIO);
    if (!given.is_plain()) {
        const auto shaped = shape(context, given, raw, next);
        fs::remove(raw, ec);
        if (!shaped) {
            fs::remove(next, ec);
            return shaped.error();
        }
    }
    fs::rename(next, given.file, ec);
    if (ec) return client::file_trouble("cannot write " + given.file, ec.value());
    return *count;
}

Result<int> export_log(Context& context, const Exporting& given) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const bool to_stdout = given.file.empty() || given.file == "-";
    if (!given.redact.empty())
        if (const auto label = parse_word<v1::Tlp>(given.redact); !label) return label.error();
    if (to_stdout && !given.is_plain())
        return usage_trouble("a bundle or a redacted export is written to a file", "-o FILE");
    auto count = to_stdout ? session.export_case(given.scope, context.terminal.out)
                           : export_to(context, session, given);
    if (!count) return count.error();
    if (context.globals.json && !to_stdout)
        context.print_json(boost::json::object{
            {"file", given.file},
            {"entries", count->entries},
            {"documents", count->documents},
            {"documentsMissing", count->documents_missing}});
    context.say(
        std::to_string(count->entries) + " entries, " + std::to_string(count->documents) +
        " texts" +
        (count->documents_missing > 0
             ? ", " + std::to_string(count->documents_missing) + " texts not given"
             : "")
    );
    return done;
}

} // namespace

void add_proof_verbs(CLI::App& app, Context& context) {
    auto* exporting = app.add_subcommand("export", "the log, or one case, with what proves it");
    auto given = std::make_shared<Exporting>();
    exporting
        ->add_option(
            "CASE",
            given->scope,
            "id of an alert or procedure; a range of entries, 100-200; all: the whole log "
            "(auditors)"
        )
        ->required();
    exporting
        ->add_option(
            "--format",
            given->format,
            "ndjson (default), or bundle: one tar with all that proves it"
        )
        ->check(CLI::IsMember({"ndjson", "bundle"}));
    exporting->add_option(
        "--redact", given->redact, "leave out what is labelled so or stricter: amber, red"
    );
    exporting->add_option("-o,--output", given->file, "file to write (default: stdout)");
    on(*exporting, context, [&context, given] { return export_log(context, *given); });
}

} // namespace tocsin::cli
