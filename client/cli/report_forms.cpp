// SPDX-License-Identifier: Apache-2.0
#include "client/cli/report_forms.hpp"

#include "client/cli/session.hpp"
#include "client/cli/show.hpp"
#include "client/cli/words.hpp"
#include "client/core/fetch_export.hpp"
#include "client/core/files.hpp"
#include "client/core/report_source.hpp"
#include "client/core/verify.hpp"
#include "server/domain/words.hpp"
#include "server/report/certificate.hpp"

#include <boost/json.hpp>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

bool is_file(const std::string& name) {
    std::error_code ec;
    return fs::is_regular_file(name, ec);
}

Trouble not_sound(const std::string& file) {
    Trouble trouble;
    trouble.exit_code = not_verified;
    trouble.what = file + " is not sound: nothing is reported from it";
    trouble.next = "tocsin verify " + file;
    return trouble;
}

Result<void> read_file(const std::string& file, report::SourceMaker& maker) {
    std::ifstream checked(file, std::ios::binary);
    if (!checked) return client::file_trouble("cannot read " + file, errno);
    if (!client::verify_export(checked, {}).sound()) return not_sound(file);
    std::ifstream in(file, std::ios::binary);
    return client::read_export(in, file, maker);
}

Result<void> fetch_case(Session& session, const std::string& id, report::SourceMaker& maker) {
    std::stringstream lines;
    const auto count = session.export_case(id, lines);
    if (!count) return count.error();
    return client::read_export(lines, id, maker);
}

// The other cases that these speak of: the alert of a procedure, the procedures of an alert.
Result<std::set<std::string>> linked_to(Session& session, const std::string& id) {
    std::set<std::string> linked;
    if (id == client::whole_log) return linked;
    if (is_procedure_id(id)) {
        const auto view = fetch_procedure(session, id);
        if (!view) return view.error();
        linked.insert(view->alert_id());
    } else {
        const auto view = fetch_alert(session, id);
        if (!view) return view.error();
        linked.insert(view->procedures().begin(), view->procedures().end());
    }
    linked.erase("");
    return linked;
}

// A linked case that is not for this reader is not in its report.
Result<void> fetch_linked(Session& session, const std::string& id, report::SourceMaker& maker) {
    const auto linked = linked_to(session, id);
    if (!linked) return linked.error();
    for (const std::string& other : *linked) {
        const auto fetched = fetch_case(session, other, maker);
        if (!fetched && fetched.error().exit_code != not_found) return fetched.error();
    }
    return {};
}

// So many pages a minute are granted (limits.hpp); behind them one waits for the next minute's.
constexpr int pages_at_once = 100;
constexpr std::chrono::milliseconds pace{160};

Result<void> fetch_readable(Session& session, report::SourceMaker& maker) {
    std::uint64_t from = 0, size = 1;
    for (int page = 0; from < size; ++page) {
        if (page >= pages_at_once) std::this_thread::sleep_for(pace);
        v1::Query query;
        query.mutable_fetch_entries()->set_from(from);
        const auto answer = session.ask(std::move(query));
        if (!answer) return answer.error();
        const v1::EntryList& list = answer->entries();
        if (page == 0)
            (void)maker.begin(client::report_head("readable", list.log_key(), list.checkpoint()));
        size = page == 0 ? list.size() : size; // what came meanwhile is of the next report
        for (const auto& record : list.entries()) {
            if (record.index() >= size) break;
            std::optional<std::string> salt, payload;
            if (!record.salt().empty()) {
                salt = record.salt();
                payload = record.payload();
            }
            if (!maker.take(record.index(), record.header(), salt, payload))
                return not_sound("entry " + std::to_string(record.index()));
        }
        if (list.next() <= from) break;
        from = list.next();
    }
    return {};
}

// As export writes it: beside its final name, for nobody else to read, renamed when whole.
Result<void> write_file(const std::string& file, const std::string& content) {
    const fs::path next = file + ".part";
    std::error_code ec;
    fs::remove(next, ec);
    const int made = ::open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) return client::file_trouble("cannot write " + file, errno);
    ::close(made);
    std::ofstream out(next, std::ios::binary);
    out << content;
    out.close();
    if (!out.good()) return client::file_trouble("cannot write " + file, EIO);
    fs::rename(next, file, ec);
    if (ec) return client::file_trouble("cannot write " + file, ec.value());
    return {};
}

// The one procedure that a file tells of; empty: of several, or none.
std::string procedure_in(const report::Source& source) {
    if (is_procedure_id(source.scope)) return source.scope;
    std::set<std::string> ids;
    for (const auto& entry : source.reading.entries)
        if (entry.event && is_procedure_id(domain::subject_of(*entry.event)))
            ids.insert(domain::subject_of(*entry.event));
    return ids.size() == 1 ? *ids.begin() : std::string();
}

} // namespace

std::string Form::chosen() const {
    if (!format.empty()) return format;
    for (const char* known : {"html", "csv", "json"})
        if (file.ends_with(std::string(".") + known)) return known;
    return "json";
}

Result<report::Source> report_source(Context& context, const std::vector<std::string>& named) {
    report::SourceMaker maker;
    std::vector<std::string> asked;
    for (const std::string& name : named) {
        if (!is_file(name)) {
            asked.push_back(name);
            continue;
        }
        const auto read = read_file(name, maker);
        if (!read) return read.error();
    }
    if (!named.empty() && asked.empty()) return maker.finish();
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    for (const std::string& id : asked) {
        const auto fetched = fetch_case(session, id, maker);
        if (!fetched) return fetched.error();
        const auto linked = fetch_linked(session, id, maker);
        if (!linked) return linked.error();
    }
    if (named.empty()) {
        const auto fetched = fetch_readable(session, maker);
        if (!fetched) return fetched.error();
    }
    return maker.finish();
}

Result<int> write_form(Context& context, const Form& form, const std::string& content) {
    if (form.file.empty() || form.file == "-") {
        context.terminal.out << content;
        return done;
    }
    const auto written = write_file(form.file, content);
    if (!written) return written.error();
    context.say(form.file + " written");
    return done;
}

Result<int> write_certificate(Context& context, const std::string& id_or_file, const Form& form) {
    if (form.chosen() == "csv") return usage_trouble("a certificate is html or json");
    auto source = report_source(context, {id_or_file});
    if (!source) return source.error();
    const std::string id = is_file(id_or_file) ? procedure_in(*source) : id_or_file;
    if (id.empty())
        return usage_trouble(
            "the file does not tell of one procedure alone", "tocsin export ID, of the procedure"
        );
    const auto certificate = report::make_certificate(*source, id);
    if (!certificate) {
        Trouble trouble;
        trouble.exit_code = not_found;
        trouble.what = "NOT_FOUND: there is no adoption of \"" + id + "\" to certify";
        trouble.next = "tocsin show " + id;
        return trouble;
    }
    if (form.chosen() == "html")
        return write_form(context, form, report::certificate_html(*source, *certificate));
    const auto object = report::certificate_json(*source, *certificate);
    return write_form(context, form, boost::json::serialize(object) + "\n");
}

} // namespace tocsin::cli
