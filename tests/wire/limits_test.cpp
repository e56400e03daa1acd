// The limits of the schema: each refusal names the field, the bound and what was given.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/bytes.hpp"
#include "tests/wire/frames.hpp"

using namespace tocsin;
using namespace tocsin::test;

namespace {

v1::Refusal check_invalid(const v1::ClientFrame& frame, const std::string& path) {
    const auto refusal = refused(frame);
    CHECK(refusal.code() == v1::Refusal::INVALID_FIELD);
    CHECK(refusal.field() == path);
    CHECK(!refusal.limit().empty());
    CHECK(!refusal.given().empty());
    return refusal;
}

v1::Refusal with_headline(const std::string& headline) {
    auto frame = alert();
    content_of(frame).set_headline(headline);
    return check_invalid(frame, "raise_alert.content.headline");
}

v1::ClientFrame opening(std::int64_t deadline) {
    v1::ClientFrame frame;
    frame.mutable_command()->set_command_id(some_id);
    auto& open = *frame.mutable_command()->mutable_open_procedure();
    open.set_procedure_id("st-1");
    open.set_version(1);
    open.set_deadline(deadline);
    open.set_threshold(1);
    open.set_tally(v1::ProcedureOpened::VISIBLE);
    return frame;
}

} // namespace

TEST_CASE("a well formed alert and a well formed acknowledgement are accepted", "[wire]") {
    CHECK(accepted(alert()).frame.command().has_raise_alert());
    CHECK(accepted(acknowledgement()).frame.command().has_acknowledge_alert());
    CHECK(!wire::check_limits(alert().command()));
}

TEST_CASE("fault 47: controls and bidirectional tricks in a text are refused by name", "[wire]") {
    CHECK(with_headline(std::string("a\0b", 3)).limit().find("U+0000") != std::string::npos);
    CHECK(with_headline("a\rb").limit().find("U+000D") != std::string::npos);
    CHECK(with_headline("a\nb").limit().find("U+000A") != std::string::npos);
    CHECK(with_headline("safe\u202egpj.exe").limit().find("U+202E") != std::string::npos);
    CHECK(with_headline("a\u2066b").given() == R"("a\u{2066}b")");
    CHECK(with_headline("a\u200fb").code() == v1::Refusal::INVALID_FIELD);
    CHECK(with_headline("a\u061cb").code() == v1::Refusal::INVALID_FIELD);
    CHECK(with_headline("a\u2028b").code() == v1::Refusal::INVALID_FIELD);
}

TEST_CASE("fault 47: a title of 60 KiB and 10000 tags are refused with the bound", "[wire]") {
    const auto title = with_headline(std::string(60 * 1024, 'x'));
    CHECK(title.limit() == "at most 256 bytes");
    CHECK(title.given().starts_with("61440 bytes"));
    CHECK(title.given().size() < 200);

    auto frame = alert();
    for (int i = 0; i < 10'000; ++i)
        content_of(frame).add_services("x");
    const auto tags = check_invalid(frame, "raise_alert.content.services");
    CHECK(tags.limit() == "at most 64 items");
    CHECK(tags.given() == "10000 items");
}

TEST_CASE(
    "fault 47: lines are a text's where several are allowed and carriage returns nowhere", "[wire]"
) {
    auto frame = alert();
    content_of(frame).set_description("one\n\ttwo");
    CHECK(accepted(frame).frame.has_command());

    content_of(frame).set_description("one\r\ntwo");
    check_invalid(frame, "raise_alert.content.description");
}

TEST_CASE("fault 48: markup and scripts in an alert are text and stored as they came", "[wire]") {
    const std::string markup =
        "<img src=x onerror=alert(1)> & {{7*7}} %s [31m '; DROP TABLE entry;--";
    auto frame = alert();
    content_of(frame).set_headline(markup);

    const auto parsed = accepted(frame);
    CHECK(parsed.frame.command().raise_alert().content().headline() == markup);

    // The escape that would make a terminal obey is a control character and never comes in.
    const auto refusal = with_headline("\x1b[31mred");
    CHECK(refusal.given() == R"("\u{1b}[31mred")");
    CHECK(with_headline("\u009b31mred").code() == v1::Refusal::INVALID_FIELD);
}

TEST_CASE("fault 49: a country that is none is refused", "[wire]") {
    for (const char* code : {"XX", "gh", "GHA", "", "UK"}) {
        auto frame = alert();
        content_of(frame).add_countries(code);
        check_invalid(frame, "raise_alert.content.countries[1]");
    }
    auto invitation = acknowledgement();
    auto& invite = *invitation.mutable_command()->mutable_invite_person();
    invite.add_roles(v1::FOCAL_POINT);
    invite.set_code_sha256(std::string(32, 'h'));
    invite.set_party("ZZ");
    check_invalid(invitation, "invite_person.party");
}

TEST_CASE(
    "fault 50: instants before 1970 or after 9998 and deadlines off the second are refused",
    "[wire]"
) {
    const std::int64_t end_of_9998 = 253'370'764'799'999;
    for (const std::int64_t at :
         {std::int64_t{-1},
          std::int64_t{-62'135'596'800'000},
          end_of_9998 + 1,
          INT64_MAX,
          INT64_MIN}) {
        auto frame = acknowledgement();
        frame.mutable_command()->mutable_acknowledge_alert()->set_answer_by(at);
        const auto refusal = check_invalid(frame, "acknowledge_alert.answer_by");
        CHECK(refusal.given() == std::to_string(at));
    }
    auto last = acknowledgement();
    last.mutable_command()->mutable_acknowledge_alert()->set_answer_by(end_of_9998);
    CHECK(accepted(last).frame.has_command());

    CHECK(accepted(opening(1'795'348'800'000)).frame.has_command());
    check_invalid(opening(1'795'348'800'001), "open_procedure.deadline");
    check_invalid(opening(0), "open_procedure.deadline");
}

TEST_CASE("fault 50: a number that is none is refused with its field", "[wire]") {
    for (const char* value : {"\"noon\"", "1.5", "\"9999-12-31\"", "1e30", "true"}) {
        const std::string json =
            R"({"command":{"commandId":")" + to_base64(some_id) +
            R"(","acknowledgeAlert":{"alertId":"al-1","answer":"INFORMED","answerBy":)" + value +
            "}}}";
        const auto refusal = refused(json, wire::Format::json);
        INFO(refusal.ShortDebugString());
        CHECK(refusal.code() == v1::Refusal::INVALID_FIELD);
    }
}

TEST_CASE("what is required must be there and not unspecified", "[wire]") {
    auto unanswered = acknowledgement();
    unanswered.mutable_command()->mutable_acknowledge_alert()->clear_answer();
    CHECK(check_invalid(unanswered, "acknowledge_alert.answer").limit() == "required");

    auto nameless = acknowledgement();
    nameless.mutable_command()->clear_command_id();
    check_invalid(nameless, "command_id");

    auto kindless = alert();
    content_of(kindless).clear_kinds();
    CHECK(check_invalid(kindless, "raise_alert.content.kinds").limit() == "at least 1 item");
    content_of(kindless).add_kinds(v1::AlertContent::KIND_UNSPECIFIED);
    check_invalid(kindless, "raise_alert.content.kinds[0]");

    auto hollow = alert();
    hollow.mutable_command()->mutable_raise_alert()->clear_content();
    check_invalid(hollow, "raise_alert.content");
}

TEST_CASE("the path of a refused field leads to the item in its list", "[wire]") {
    auto frame = alert();
    for (int i = 0; i < 4; ++i) {
        auto& evidence = *content_of(frame).add_evidence();
        evidence.set_source_class(v1::Evidence::NEWS);
        evidence.set_url("https://example.org/" + std::to_string(i));
    }
    CHECK(accepted(frame).frame.has_command());

    content_of(frame).mutable_evidence(3)->set_url("ftp://example.org");
    check_invalid(frame, "raise_alert.content.evidence[3].url");

    auto named = alert();
    content_of(named).mutable_audience()->add_persons("too short");
    CHECK(
        check_invalid(named, "raise_alert.content.audience.persons[0]").limit() ==
        "exactly 16 bytes"
    );
}

TEST_CASE("fields of other frames are named from their frame on", "[wire]") {
    v1::ClientFrame frame;
    frame.mutable_query()->set_query_id(some_id);
    frame.mutable_query()->mutable_list_alerts()->set_country("zz");
    check_invalid(frame, "query.list_alerts.country");

    frame.mutable_follow()->set_cursor(std::string(65, 'c'));
    check_invalid(frame, "follow.cursor");

    frame.mutable_deposit()->set_content(std::string(49'152, 'x'));
    frame.mutable_deposit()->set_media_type("text/markdown");
    CHECK(accepted(frame).frame.has_deposit());
}

TEST_CASE("a text without a bound of its own holds 1024 bytes", "[wire]") {
    v1::ClientFrame frame;
    frame.mutable_received()->add_deliveries()->set_reason(std::string(1'024, 'x'));
    CHECK(accepted(frame).frame.has_received());

    frame.mutable_received()->mutable_deliveries(0)->set_reason(std::string(1'025, 'x'));
    check_invalid(frame, "received.deliveries[0].reason");
}
