// `tocsin-admin import stop`: the list read line by line, mapped here, submitted to the running
// server with many requests on their way. What is refused is listed; nothing is passed over in
// silence.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_client.hpp"
#include "server/app/admin_verbs.hpp"
#include "server/app/complain.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/log_line.hpp"
#include "server/app/stop_import.hpp"
#include "server/wire/json.hpp"

#include <boost/json/parse.hpp>

#include <cstdio>
#include <fstream>
#include <map>
#include <unistd.h>

namespace tocsin::app {

namespace {

namespace json = boost::json;

constexpr std::size_t on_their_way_max = 64;

class Import {
public:
    Import(AdminClient client, v1::Realm realm, bool issue)
        : client_(std::move(client)), realm_(realm), issue_(issue), progress_(::isatty(2)) {}

    // Trouble: the server went away; what it had answered until then is counted.
    Result<void> run(std::istream& lines) {
        std::string line;
        for (std::size_t number = 1; std::getline(lines, line); ++number) {
            if (line.empty()) continue;
            ++rows_;
            if (auto done = one(line, number); !done) return done;
        }
        while (!waiting_.empty())
            if (auto done = receive(); !done) return done;
        return {};
    }

    int report() const {
        if (progress_) std::fputc('\n', stderr);
        std::printf(
            "%zu rows: %zu %s, %zu there already, %zu refused\n",
            rows_,
            written_,
            issue_ ? "issued" : "signals",
            repeated_,
            failed_ + waiting_.size()
        );
        for (const auto& [number, id] : waiting_)
            std::fprintf(stderr, "line %zu, %s: not answered\n", number, id.c_str());
        return failed_ + waiting_.size() == 0 ? exit_code::done : exit_code::failed;
    }

private:
    Result<void> one(const std::string& line, std::size_t number) {
        auto imported = import_stop(line, number, realm_);
        if (const auto* trouble = std::get_if<RowTrouble>(&imported)) {
            fail(to_string(*trouble));
            return {};
        }
        const auto& content = std::get<v1::AlertContent>(imported);
        const json::object request{
            {"id", number}, {"import", json::parse(wire::write_json(content))}, {"issue", issue_}};
        if (auto sent = client_.send(request); !sent) {
            // It is going; what it has answered until now is on its way still.
            while (receive()) {
            }
            return sent;
        }
        waiting_.emplace(number, content.external_id());
        while (waiting_.size() >= on_their_way_max)
            if (auto done = receive(); !done) return done;
        return {};
    }

    Result<void> receive() {
        auto answer = client_.receive();
        if (!answer) return answer.error();
        const auto* id = answer->if_contains("id");
        const auto number = id && id->is_number() ? id->to_number<std::size_t>() : 0;
        const auto row = waiting_.extract(number);
        const auto name = row.empty() ? std::string() : row.mapped();
        const auto* repeated = answer->if_contains("repeated");
        if (const auto error = error_of(*answer))
            fail("line " + std::to_string(number) + ", " + name + ": " + to_string(*error));
        else if (repeated && repeated->is_bool() && repeated->get_bool())
            ++repeated_;
        else
            ++written_;
        if (progress_) std::fprintf(stderr, "\r%zu", written_ + repeated_ + failed_);
        return {};
    }

    void fail(const std::string& words) {
        ++failed_;
        std::fprintf(stderr, "%s%s\n", progress_ ? "\n" : "", escaped(words).c_str());
    }

    AdminClient client_;
    v1::Realm realm_;
    bool issue_;
    bool progress_;
    std::map<std::size_t, std::string> waiting_; // line → the source's id
    std::size_t rows_ = 0, written_ = 0, repeated_ = 0, failed_ = 0;
};

} // namespace

int admin_import(const Place& place, const std::filesystem::path& file, bool issue) {
    std::ifstream lines(file, std::ios::binary);
    if (!lines)
        return complain(
            {Trouble::Fate::failed,
             exit_code::input_missing,
             "cannot read " + file.string(),
             "no such file, or not for you",
             "name the list's JSON lines file"}
        );
    auto client = AdminClient::connect(place.socket);
    if (!client) return complain(client.error());
    const auto health = client->ask({{"health", true}});
    if (!health) return complain(health.error());
    const auto* exercise = health->if_contains("exercise_only");
    const bool is_exercise = exercise && exercise->is_bool() && exercise->get_bool();
    if (issue && !is_exercise)
        return complain(
            {Trouble::Fate::failed,
             exit_code::usage,
             "--issue is for exercises only",
             "this server's log is not one",
             "import them as signals, without --issue"}
        );

    Import import(std::move(*client), is_exercise ? v1::EXERCISE : v1::ACTUAL, issue);
    const auto done = import.run(lines);
    const int exit = import.report();
    return done ? exit : complain(done.error());
}

} // namespace tocsin::app
