// What the verifier must see. SPDX-License-Identifier: Apache-2.0
#include "client/core/verify.hpp"

#include "case_log.hpp"
#include "server/domain/sign_on.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <sstream>

using namespace tocsin;
using client::VerifyOptions;
using client::VerifyReport;
using test::CaseLog;

namespace {

namespace json = boost::json;

VerifyReport verify(const std::vector<std::string>& lines, VerifyOptions options = {}) {
    std::istringstream in(test::joined(lines));
    return client::verify_export(in, std::move(options));
}

// One byte of one base64 field of one line, changed.
void flip(std::string& line, const std::string& field, std::size_t byte) {
    json::object object = json::parse(line).as_object();
    std::string bytes = *from_base64(std::string(object[field].as_string()));
    bytes[byte] = static_cast<char>(bytes[byte] ^ 1);
    object[field] = to_base64(bytes);
    line = json::serialize(object);
}

bool says(const VerifyReport& report, const std::string& words) {
    for (const auto& finding : report.findings)
        if (finding.what.find(words) != std::string::npos) return true;
    return false;
}

} // namespace

TEST_CASE("an untouched export of the whole log is sound", "[client][verify]") {
    const CaseLog log;

    const auto report = verify(log.lines());

    for (const auto& finding : report.findings)
        UNSCOPED_INFO(finding.index.value_or(0) << " " << finding.what);
    CHECK(report.sound());
    CHECK(report.findings.empty());
    CHECK(report.entries == log.size());
    CHECK(report.positions == 4); // the late one is signed as well
    CHECK(report.closings == 1);
    CHECK(report.alerts == 1);
    CHECK(report.documents == 1);
    CHECK(report.trustworthy == "everything in it");
}

TEST_CASE(
    "the log key of the file itself is trusted on first use and a given one is not overruled",
    "[client][verify]"
) {
    const CaseLog log, other([](storage::Index, v1::Event&event, storage::NewEntry&) {
        if (event.has_alert_issued())
            event.mutable_alert_issued()->mutable_content()->set_area("elsewhere");
    });
    VerifyOptions given;
    given.log_key = log.named_key();
    given.trust = client::LogKeyTrust::given;

    CHECK(verify(log.lines()).trust == client::LogKeyTrust::first_use);
    CHECK(verify(log.lines(), given).sound());
    CHECK(verify(log.lines(), given).trust == client::LogKeyTrust::given);

    SeededRng rng(99);
    given.log_key->key = storage::SigningKey::generate(rng).public_key();
    CHECK_FALSE(verify(log.lines(), given).sound());
}

TEST_CASE("a flipped byte anywhere in a header is found", "[client][verify]") {
    const CaseLog log;
    const auto index = log.index_of(v1::Event::kPositionTaken);
    for (const std::size_t byte : {0u, 1u, 3u, 11u, 12u, 28u, 44u, 75u}) {
        auto lines = log.lines();
        flip(lines[index + 1], "header", byte);

        const auto report = verify(lines);

        CHECK_FALSE(report.sound());
        CHECK(report.trustworthy.starts_with("nothing"));
    }
}

TEST_CASE(
    "a flipped byte of a payload or its salt is found and its entry named", "[client][verify]"
) {
    const CaseLog log;
    const auto index = log.index_of(v1::Event::kAlertAcknowledged);
    for (const std::string field : {"payload", "salt"}) {
        auto lines = log.lines();
        flip(lines[index + 1], field, 7);

        const auto report = verify(lines);

        CHECK_FALSE(report.sound());
        CHECK(report.first_wrong == index);
        CHECK(says(report, "commits to"));
        CHECK(report.trustworthy.starts_with("entries before " + std::to_string(index)));
    }
}

TEST_CASE("a changed checkpoint or a changed signature under it is found", "[client][verify]") {
    const CaseLog log;
    for (const std::string part : {"size", "root", "signature"}) {
        auto lines = log.lines();
        json::object head = json::parse(lines[0]).as_object();
        std::string note(head["checkpoint"].as_string());
        if (part == "size")
            note.replace(note.find('\n') + 1, 1, "9");
        else if (part == "root")
            note[note.find('\n', note.find('\n') + 1) + 1] ^= 1;
        else
            note[note.size() - 8] ^= 1;
        head["checkpoint"] = note;
        lines[0] = json::serialize(head);

        const auto report = verify(lines);

        CHECK_FALSE(report.sound());
        CHECK(report.trustworthy.starts_with("nothing"));
    }
}

TEST_CASE("deleted last entries are missed", "[client][verify]") {
    const CaseLog log;
    auto lines = log.lines();
    lines.erase(lines.end() - 3, lines.end() - 1);

    const auto report = verify(lines);

    CHECK_FALSE(report.sound());
    CHECK(report.first_wrong == log.size() - 2);
    CHECK(says(report, "are missing"));
}

TEST_CASE("a deleted entry in the middle is missed and named", "[client][verify]") {
    const CaseLog log;
    const auto index = log.index_of(v1::Event::kPositionTaken, 1);
    auto lines = log.lines();
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(index) + 1);

    CHECK(verify(lines).first_wrong == index);
}

TEST_CASE("reordered entries are found with their numbers and without", "[client][verify]") {
    const CaseLog log;
    const auto index = log.index_of(v1::Event::kPositionTaken);
    auto swapped = log.lines();
    std::swap(swapped[index + 1], swapped[index + 2]);

    CHECK(verify(swapped).first_wrong == index);

    for (const std::size_t at : {index, index + 1}) {
        json::object entry = json::parse(swapped[at + 1]).as_object();
        entry["index"] = at;
        swapped[at + 1] = json::serialize(entry);
    }
    const auto renumbered = verify(swapped);
    CHECK_FALSE(renumbered.sound());
    CHECK(says(renumbered, "do not give the root"));
    CHECK(says(renumbered, "before the entry before it"));
}

TEST_CASE("a position signed with another key is forged even in a valid tree", "[client][verify]") {
    const CaseLog log([](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (!event.has_position_taken() || event.position_taken().party() != "KE") return;
        SeededRng rng(1234);
        auto& text = *event.mutable_position_taken()->mutable_signed_text();
        text.set_signature(storage::SigningKey::generate(rng).sign(text.text()).str());
    });
    const auto index = log.index_of(v1::Event::kPositionTaken, 1);

    const auto report = verify(log.lines());

    CHECK_FALSE(report.sound());
    CHECK(report.first_wrong == index);
    CHECK(says(report, "forged"));
    CHECK(report.trustworthy.starts_with("entries before " + std::to_string(index)));
}

TEST_CASE(
    "an operator who writes another stance beside a genuine signature is found", "[client][verify]"
) {
    const CaseLog log([](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (event.has_position_taken() && event.position_taken().party() == "CA")
            event.mutable_position_taken()->set_stance(v1::Position::SIGN);
    });

    const auto report = verify(log.lines());

    CHECK(report.first_wrong == log.index_of(v1::Event::kPositionTaken, 2));
    CHECK(says(report, "the line position"));
}

TEST_CASE("a late position written as if it had come in time is found", "[client][verify]") {
    const CaseLog log([](storage::Index, v1::Event& event, storage::NewEntry& entry) {
        if (!event.has_position_received_late()) return;
        const auto late = event.position_received_late();
        *event.mutable_position_taken() = late.position();
        event.set_received_at(late.deadline() - 5000);
        entry.received_at = from_ms(late.deadline() - 5000);
    });
    const auto index = log.index_of(v1::Event::kPositionTaken, 3);

    const auto report = verify(log.lines());

    CHECK_FALSE(report.sound());
    CHECK(report.first_wrong == index);
    CHECK(says(report, "too late"));
    CHECK(verify(log.lines(log.statement_id)).first_wrong == index);
}

TEST_CASE("a position dated back to before its own signer's clock is found", "[client][verify]") {
    const CaseLog log([](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (event.has_position_taken() && event.position_taken().party() == "GH")
            event.set_received_at(event.received_at() - 600'000);
    });

    const auto report = verify(log.lines());

    CHECK(report.first_wrong == log.index_of(v1::Event::kPositionTaken));
    CHECK(says(report, "later than the server says it received it"));
}

TEST_CASE("a closing that counts wrong is decided again and found", "[client][verify]") {
    const CaseLog log([](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (event.has_procedure_closed())
            event.mutable_procedure_closed()->mutable_signatories()->RemoveLast();
    });
    const auto index = log.index_of(v1::Event::kProcedureClosed);

    CHECK(verify(log.lines()).first_wrong == index);
    CHECK(verify(log.lines(log.statement_id)).first_wrong == index);
}

TEST_CASE("a closing by a person is found", "[client][verify]") {
    const CaseLog log([](storage::Index, v1::Event& event, storage::NewEntry& entry) {
        if (event.has_procedure_closed()) entry.actor.octets[0] = 1;
    });

    CHECK(says(verify(log.lines()), "only the server does"));
}

TEST_CASE("an alert that one person raised and approved is found", "[client][verify]") {
    const CaseLog log([](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (event.has_alert_issued())
            event.mutable_alert_issued()->set_approver(event.alert_issued().raiser());
    });

    const auto report = verify(log.lines());

    CHECK(report.first_wrong == log.index_of(v1::Event::kAlertIssued));
    CHECK(says(report, "one person alone"));
}

TEST_CASE("an entry that is no exercise in a log for exercises is found", "[client][verify]") {
    const CaseLog log([](storage::Index, v1::Event& event, storage::NewEntry& entry) {
        if (event.has_log_founded()) event.mutable_log_founded()->set_exercise_only(true);
        if (event.has_alert_acknowledged()) entry.realm = v1::ACTUAL;
    });

    CHECK(verify(log.lines()).first_wrong == log.index_of(v1::Event::kAlertAcknowledged));
}

TEST_CASE("an act of a person without its request is found", "[client][verify]") {
    const CaseLog log([](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (event.has_alert_acknowledged()) event.clear_request_sha256();
    });

    CHECK(verify(log.lines()).first_wrong == log.index_of(v1::Event::kAlertAcknowledged));
}

TEST_CASE(
    "a case alone is proven entry by entry with the signatures of its positions", "[client][verify]"
) {
    const CaseLog log;
    const auto lines = log.lines(log.statement_id);

    const auto report = verify(lines);

    CHECK(report.sound());
    CHECK(report.positions == 4);
    CHECK(report.positions_unchecked == 0);
    CHECK(report.closings == 1);

    auto broken = lines;
    flip(broken[3], "header", 50);
    CHECK_FALSE(verify(broken).sound());
}

TEST_CASE(
    "a log whose history was changed does not contain the checkpoint seen before",
    "[client][verify]"
) {
    const CaseLog before;
    const CaseLog rewritten([](storage::Index, v1::Event& event, storage::NewEntry&) {
        if (event.has_alert_drafted())
            event.mutable_alert_drafted()->mutable_content()->set_area("rewritten");
    });
    VerifyOptions options;
    options.known_checkpoint = before.checkpoint(before.size() - 2);

    CHECK(verify(before.lines(), options).sound());
    CHECK(says(verify(rewritten.lines(), options), "history was changed"));
}

TEST_CASE(
    "a line that cannot be read and a text that is not its hash are found", "[client][verify]"
) {
    const CaseLog log;
    auto garbled = log.lines();
    garbled[4] = "{\"index\":";
    auto replaced = log.lines();
    flip(replaced.back(), "content", 3);

    CHECK(says(verify(garbled), "line 5 cannot be read"));
    CHECK(says(verify(replaced), "is not the one of this hash"));
    CHECK_FALSE(verify({"not an export"}).sound());
    CHECK_FALSE(verify({}).sound());
}
