// Faults 41 to 59 and 70 as a client meets them: bytes into a real socket, a verdict out of it, and
// the connection that stays. Where each rule is made is tested beside its room.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/statement.hpp"
#include "tests/wire/frames.hpp"

#include <catch2/catch.hpp>

#include <future>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;
using tocsin::test::acknowledgement;
using tocsin::test::alert;
using tocsin::test::content_of;
using tocsin::test::field;
using tocsin::test::number_field;
using tocsin::test::raw_command;
using tocsin::test::some_id;
using tocsin::test::varint;

namespace {

using Code = v1::Refusal;

v1::Query who_am_i() {
    v1::Query query;
    query.mutable_who_am_i();
    return query;
}

v1::Command note(const std::string& subject, const std::string& text) {
    v1::Command command;
    command.mutable_add_note()->set_subject(subject);
    command.mutable_add_note()->set_text(text);
    return command;
}

v1::Command acknowledging(const std::string& alert_id) {
    v1::Command command;
    command.mutable_acknowledge_alert()->set_alert_id(alert_id);
    command.mutable_acknowledge_alert()->set_answer(v1::AlertAcknowledged::INFORMED);
    return command;
}

// A house, somebody in it, and how each message was met.
struct Desk {
    Desk() : house(without_rates()), ghana(house.seat("GH", {v1::FOCAL_POINT, v1::LEAD})) {}

    static Options without_rates() {
        Options options;
        options.rate_limits = false;
        return options;
    }

    // On a connection of its own, which must be of use afterwards and the log as it was.
    v1::Refusal refusal_of(const std::string& message) {
        CAPTURE(to_hex(message.substr(0, 64)));
        Client client(house.port());
        client.log_in(house, ghana);
        const auto size = log_size();
        client.send(Frame{Frame::binary, message});
        const auto verdict = client.verdict();
        REQUIRE(verdict);
        CHECK(client.ask(who_am_i()).has_who_am_i());
        CHECK(log_size() == size);
        return verdict->refusal();
    }

    v1::Refusal refusal_of(const v1::ClientFrame& frame) {
        return refusal_of(frame.SerializeAsString());
    }

    std::uint64_t log_size() {
        return house.ask<std::uint64_t>([&] { return house.engine().shown().size; });
    }

    House house;
    Person ghana;
};

} // namespace

TEST_CASE(
    "fault 41: a message that asks nothing is malformed and the connection stays", "[net][commands]"
) {
    Desk desk;

    CHECK(desk.refusal_of(std::string()).code() == Code::MALFORMED);
    CHECK(desk.refusal_of(field(4, "")).code() == Code::MALFORMED);
    CHECK(desk.refusal_of(field(4, field(1, some_id))).code() == Code::MALFORMED);
}

TEST_CASE(
    "fault 41: a question that cannot be read is answered by its id and counts as a strike",
    "[net][commands]"
) {
    Desk desk;
    Client client(desk.house.port());
    client.log_in(desk.house, desk.ghana);

    client.send(Frame{Frame::binary, field(5, field(1, some_id))});
    const auto empty = client.message();
    client.send(Frame{Frame::binary, field(5, field(1, some_id) + field(12, field(2, "XYZ")))});
    const auto beyond = client.message();

    REQUIRE(empty);
    CHECK(empty->answer().query_id() == some_id);
    CHECK(empty->answer().refused().code() == "MALFORMED");
    CHECK(empty->answer().refused().strike() == 1);
    REQUIRE(beyond);
    CHECK(beyond->answer().query_id() == some_id);
    CHECK(beyond->answer().refused().code() == "INVALID_FIELD");
    CHECK(beyond->answer().refused().field() == "query.list_alerts.country");
    CHECK(beyond->answer().refused().given().find("XYZ") != std::string::npos);
    CHECK(client.ask(who_am_i()).has_who_am_i());
}

TEST_CASE("fault 42: impossible bytes are malformed and the connection stays", "[net][commands]") {
    Desk desk;
    const std::string whole = acknowledgement().SerializeAsString();

    CHECK(desk.refusal_of(whole.substr(0, whole.size() - 1)).code() == Code::MALFORMED);
    for (const char* hex : {"2205", "8080808080808080808001", "0200", "0e00", "0f00", "0c"})
        CHECK(desk.refusal_of(*from_hex(hex)).code() == Code::MALFORMED);
}

TEST_CASE(
    "fault 43: what is nested too deeply is malformed and costs no stack", "[net][commands]"
) {
    Desk desk;
    for (const int depth : {33, 32'000}) {
        std::string groups;
        for (int i = 0; i < depth; ++i)
            groups += varint(15 << 3 | 3);
        for (int i = 0; i < depth; ++i)
            groups += varint(15 << 3 | 4);
        CHECK(desk.refusal_of(groups).code() == Code::MALFORMED);
    }
}

TEST_CASE(
    "fault 44: text that is no UTF-8 is malformed and the connection stays", "[net][commands]"
) {
    Desk desk;
    for (const std::string bad : {"\xff", "\xc0\x80", "\xed\xa0\x80"}) {
        const auto text = field(1, "al-1") + number_field(2, 2) + field(4, bad);
        CHECK(desk.refusal_of(raw_command(41, text)).code() == Code::MALFORMED);
    }
}

TEST_CASE(
    "fault 45: what this server does not know is unsupported and never ignored", "[net][commands]"
) {
    Desk desk;

    const auto field_refused = desk.refusal_of(raw_command(41, number_field(77, 1)));
    CHECK(field_refused.code() == Code::UNSUPPORTED);
    CHECK(field_refused.field() == "acknowledge_alert.77");
    const auto value_refused =
        desk.refusal_of(raw_command(41, field(1, "al-1") + number_field(2, 99)));
    CHECK(value_refused.code() == Code::UNSUPPORTED);
    CHECK(value_refused.field() == "acknowledge_alert.answer");
    CHECK(desk.refusal_of(raw_command(199, "")).code() == Code::UNSUPPORTED);
}

TEST_CASE(
    "fault 46: odd but lawful bytes are taken and known again by themselves", "[net][commands]"
) {
    Desk desk;
    const std::string id = desk.house.issue_alert("Networks down");
    // A field twice, the last counts; a number longer than it needs to be; a default spelled out.
    const std::string odd = raw_command(
        41, field(1, "al-0") + field(1, id) + std::string("\x10\x82\x00", 3) + field(4, "")
    );
    const auto plain = [&] {
        v1::ClientFrame frame;
        *frame.mutable_command() = acknowledging(id);
        frame.mutable_command()->set_command_id(some_id);
        return frame.SerializeAsString();
    }();
    Client client(desk.house.port());
    client.log_in(desk.house, desk.ghana);
    const auto sent = [&](const std::string& message) {
        client.send(Frame{Frame::binary, message});
        return client.verdict().value_or(v1::Verdict());
    };

    CHECK(sent(odd).has_receipt());
    CHECK(sent(odd).repeated());
    CHECK(sent(plain).refusal().code() == Code::COMMAND_ID_REUSED); // Other bytes, as received.
}

TEST_CASE("fault 47: a field beyond its limit is named with the limit", "[net][commands]") {
    Desk desk;
    const auto with_headline = [&](const std::string& headline) {
        auto frame = alert();
        content_of(frame).set_headline(headline);
        const auto refusal = desk.refusal_of(frame);
        CHECK(refusal.field() == "raise_alert.content.headline");
        CHECK_FALSE(refusal.limit().empty());
        return refusal.code();
    };

    CHECK(with_headline(std::string("a\0b", 3)) == Code::INVALID_FIELD);
    CHECK(with_headline("safe\u202egpj.exe") == Code::INVALID_FIELD);
    CHECK(with_headline("a\rb") == Code::INVALID_FIELD);
    CHECK(with_headline(std::string(60 * 1024, 'x')) == Code::INVALID_FIELD);
    auto tags = alert();
    for (int i = 0; i < 10'000; ++i)
        content_of(tags).add_services("x");
    CHECK(desk.refusal_of(tags).limit() == "at most 64 items");
}

TEST_CASE("fault 48: markup in an alert is text and comes back as it was sent", "[net][commands]") {
    Desk desk;
    const std::string markup =
        "<script>alert(1)</script> <img onerror=x> & {{7*7}} '; DROP TABLE--";
    const std::string id = desk.house.issue_alert(markup);
    Client client(desk.house.port());
    client.log_in(desk.house, desk.ghana);
    client.follow();

    std::string told;
    while (told.empty()) {
        const auto next = client.message();
        REQUIRE(next);
        for (const auto& item : next->items()) {
            if (item.event().alert_issued().alert_id() == id)
                told = item.event().alert_issued().content().headline();
        }
    }

    CHECK(told == markup);
    // What a terminal would obey does not come in at all, and no line of the log is theirs.
    auto escape = alert();
    content_of(escape).set_headline("\x1b[31mred\n2026-01-01 INFO forged");
    CHECK(desk.refusal_of(escape).code() == Code::INVALID_FIELD);
    CHECK_FALSE(desk.house.logged("forged"));
}

TEST_CASE("fault 49: a country or a party that is none is refused by name", "[net][commands]") {
    Desk desk;
    for (const char* code : {"XX", "gh", "GHA"}) {
        auto frame = alert();
        content_of(frame).add_countries(code);
        const auto refusal = desk.refusal_of(frame);
        CHECK(refusal.code() == Code::INVALID_FIELD);
        CHECK(refusal.field() == "raise_alert.content.countries[1]");
    }
    // A country, and no party of this coalition.
    auto to_nobody = alert();
    content_of(to_nobody).set_status(v1::AlertContent::STATUS_EXERCISE);
    content_of(to_nobody).mutable_audience()->add_parties("CH");
    CHECK(desk.refusal_of(to_nobody).code() == Code::INVALID_FIELD);
}

TEST_CASE("fault 50: an instant or an amount that cannot be is refused", "[net][commands]") {
    Desk desk;
    for (const std::int64_t at : {std::int64_t{-1}, std::int64_t{-62'135'596'800'000}, INT64_MAX}) {
        auto frame = acknowledgement();
        frame.mutable_command()->mutable_acknowledge_alert()->set_answer_by(at);
        const auto refusal = desk.refusal_of(frame);
        CHECK(refusal.code() == Code::INVALID_FIELD);
        CHECK(refusal.field() == "acknowledge_alert.answer_by");
    }
    for (const std::int64_t amount : {std::int64_t{-1}, INT64_MIN}) {
        v1::ClientFrame frame;
        frame.mutable_command()->set_command_id(some_id);
        auto& pledge = *frame.mutable_command()->mutable_make_pledge();
        pledge.set_procedure_id("pc-1");
        pledge.mutable_pledge()->set_need_id("need-1");
        pledge.mutable_pledge()->set_amount(amount);
        CHECK(desk.refusal_of(frame).code() == Code::INVALID_FIELD);
    }
    Client json(desk.house.port(), {{"Sec-WebSocket-Protocol", "tocsin.v1.json"}});
    json.log_in(desk.house, desk.ghana);
    json.send(Frame{
        Frame::text,
        R"({"command":{"commandId":")" + to_base64(some_id) +
            R"(","makePledge":{"procedureId":"pc-1","pledge":{"amount":"a lot"}}}})"});
    CHECK(json.verdict()->refusal().code() == Code::INVALID_FIELD);
}

TEST_CASE(
    "fault 52: what is not there and what is not for you are refused alike", "[net][commands]"
) {
    Desk desk;
    const Person norway = desk.house.seat("NO", {v1::FOCAL_POINT});
    Client client(desk.house.port());
    client.log_in(desk.house, desk.ghana);
    v1::Command raise;
    auto frame = alert();
    content_of(frame).set_status(v1::AlertContent::STATUS_EXERCISE);
    content_of(frame).set_label(v1::RED);
    content_of(frame).mutable_audience()->add_persons(desk.ghana.id.str());
    const auto hidden = client.command(frame.command());
    REQUIRE(hidden.has_receipt());
    Client other(desk.house.port());
    other.log_in(desk.house, norway);

    auto unknown = other.command(acknowledging("al-00000000")).refusal();
    auto forbidden = other.command(acknowledging(hidden.receipt().subject())).refusal();

    CHECK(unknown.code() == Code::NOT_FOUND);
    CHECK(unknown.SerializeAsString() == forbidden.SerializeAsString());
    CHECK(other.command(withdrawing("st-00000000")).refusal().code() == Code::NOT_FOUND);
}

TEST_CASE(
    "fault 53: the same command gets its first answer again, after a restart too", "[net][commands]"
) {
    Desk desk;
    const std::string id = desk.house.issue_alert("Networks down");
    v1::Command command = note(id, "once");
    command.set_command_id(some_id);
    const auto ask = [&] {
        Client client(desk.house.port());
        client.log_in(desk.house, desk.ghana);
        return client.command(command);
    };

    const auto first = ask();
    const auto size = desk.log_size();
    const auto again = ask();
    desk.house.reopen();
    const auto later = ask();

    REQUIRE(first.has_receipt());
    CHECK_FALSE(first.repeated());
    for (const auto& verdict : {again, later}) {
        CHECK(verdict.repeated());
        CHECK(verdict.receipt().index() == first.receipt().index());
        CHECK(verdict.receipt().leaf_hash() == first.receipt().leaf_hash());
    }
    CHECK(desk.log_size() == size);
}

TEST_CASE("fault 54: a used id with other bytes is refused and not written", "[net][commands]") {
    Desk desk;
    const std::string id = desk.house.issue_alert("Networks down");
    Client client(desk.house.port());
    client.log_in(desk.house, desk.ghana);
    v1::Command command = note(id, "once");
    command.set_command_id(some_id);
    const auto first = client.command(command);
    const auto size = desk.log_size();

    command.mutable_add_note()->set_text("twice");
    const auto other = client.command(command);

    CHECK(other.refusal().code() == Code::COMMAND_ID_REUSED);
    CHECK(other.refusal().index() == first.receipt().index());
    CHECK(desk.log_size() == size);
}

TEST_CASE(
    "fault 55: of two who race for one act one wins and the other is told by whom",
    "[net][commands]"
) {
    Statement statement;
    const Person colleague = statement.house.seat("GH", {v1::FOCAL_POINT});
    Client second(statement.house.port());
    second.log_in(statement.house, colleague);
    domain::SignOn theirs = statement.text;
    theirs.key = colleague.fingerprint;
    theirs.stance = v1::Position::NOT_JOINING;
    v1::ClientFrame one;
    *one.mutable_command() = taking(statement.text, *statement.ghana.key);
    one.mutable_command()->set_command_id(std::string(16, '1'));
    v1::ClientFrame two;
    *two.mutable_command() = taking(theirs, *colleague.key);
    two.mutable_command()->set_command_id(std::string(16, '2'));

    auto racing = std::async(std::launch::async, [&] { return second.send(two); });
    statement.signer.send(one);
    racing.get();
    std::vector<v1::Verdict> verdicts{*statement.signer.verdict(), *second.verdict()};
    if (verdicts[0].has_refusal()) std::swap(verdicts[0], verdicts[1]);

    REQUIRE(verdicts[0].has_receipt());
    REQUIRE(verdicts[1].refusal().code() == Code::ALREADY_ANSWERED);
    CHECK(verdicts[1].refusal().index() == verdicts[0].receipt().index());
    CHECK(statement.positions() == 1);
}
