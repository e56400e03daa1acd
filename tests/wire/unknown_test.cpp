// Understood in part is not understood: unknown fields and values are refused, and the bytes kept.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/bytes.hpp"
#include "tests/wire/frames.hpp"

using namespace tocsin;
using namespace tocsin::test;

namespace {

void check_unsupported(const v1::Refusal& refusal, const std::string& path) {
    CHECK(refusal.code() == v1::Refusal::UNSUPPORTED);
    CHECK(refusal.field() == path);
    CHECK(!refusal.limit().empty());
}

} // namespace

TEST_CASE("fault 45: an unknown field anywhere in a command is unsupported and named", "[wire]") {
    check_unsupported(refused(raw_command(199, "")), "199");
    check_unsupported(refused(field(60, "")), "60");
    check_unsupported(refused(raw_command(41, number_field(77, 1))), "acknowledge_alert.77");
    check_unsupported(
        refused(raw_command(31, field(1, field(17, "") + field(17, field(50, ""))))),
        "raise_alert.content.evidence[1].50"
    );
    // A known field with another wire type is as good as unknown.
    check_unsupported(refused(raw_command(41, number_field(1, 1))), "acknowledge_alert.alert_id");
    check_unsupported(refused(field(5, field(1, some_id) + field(99, ""))), "query.99");
}

TEST_CASE("fault 45: an unknown value of an enum is unsupported and named", "[wire]") {
    auto frame = acknowledgement();
    frame.mutable_command()->mutable_acknowledge_alert()->set_answer(
        static_cast<v1::AlertAcknowledged::Answer>(99)
    );
    check_unsupported(refused(frame), "acknowledge_alert.answer");

    auto listed = alert();
    content_of(listed).add_kinds(static_cast<v1::AlertContent::Kind>(-1));
    check_unsupported(refused(listed), "raise_alert.content.kinds[1]");
}

TEST_CASE("fault 45: the same holds for JSON", "[wire]") {
    const auto refuse = [](const char* inside) {
        const std::string id = to_base64(some_id);
        return refused(
            R"({"command":{"commandId":")" + id + "\"," + inside + "}}", wire::Format::json
        );
    };

    check_unsupported(
        refuse(R"("raiseAlert":{"content":{"evidence":[{"url":"a"},{"foo":1}]}})"),
        "raise_alert.content.evidence[1].foo"
    );
    check_unsupported(
        refuse(R"("acknowledgeAlert":{"answer":"MAYBE"})"), "acknowledge_alert.answer"
    );
    check_unsupported(refuse(R"("acknowledgeAlert":{"answer":99})"), "acknowledge_alert.answer");
    check_unsupported(refuse(R"("dropTable":{})"), "dropTable");
    check_unsupported(refused(R"({"hello":1})", wire::Format::json), "hello");
}

TEST_CASE("fault 46: odd but lawful encodings are read and kept byte for byte", "[wire]") {
    const auto twice = field(1, "al-0") + field(1, "al-1") + number_field(2, 2);
    const auto wide = field(1, "al-1") + std::string("\x10\x82\x00", 3);
    const auto spelled_out =
        field(1, "al-1") + number_field(2, 2) + number_field(3, 0) + field(4, "");
    const auto stuffed =
        field(1, "al-1") + std::string("\x10\x82\x80\x80\x80\x80\x80\x80\x80\x80\x00", 11);

    for (const auto& odd : {twice, wide, spelled_out, stuffed}) {
        const std::string command = field(1, some_id) + field(41, odd);
        const auto parsed = accepted(field(4, command));
        CHECK(parsed.frame.command().acknowledge_alert().alert_id() == "al-1");
        CHECK(
            parsed.frame.command().acknowledge_alert().answer() == v1::AlertAcknowledged::INFORMED
        );
        CHECK(parsed.command_bytes == command);
        CHECK(parsed.command_bytes != parsed.frame.command().SerializeAsString());
    }
}

TEST_CASE("a command in JSON is known by its one binary form whatever its spelling", "[wire]") {
    const std::string id = to_base64(some_id);
    const std::string plain =
        R"({"command":{"commandId":")" + id +
        R"(","acknowledgeAlert":{"alertId":"al-7k3q9x2m","answer":"INFORMED"}}})";
    const std::string other =
        R"( { "command" : {"acknowledgeAlert":{"answer":2,"alert_id":"al-7k3q9x2\u006d"},)"
        R"("commandId":")" +
        id + "\"}}";

    const auto first = accepted(plain, wire::Format::json);
    const auto second = accepted(other, wire::Format::json);

    CHECK(first.command_bytes == acknowledgement().command().SerializeAsString());
    CHECK(first.command_bytes == second.command_bytes);
    CHECK(
        accepted(wire::encode(acknowledgement(), wire::Format::json), wire::Format::json)
            .command_bytes == first.command_bytes
    );
}

TEST_CASE("a frame without a command has no command bytes", "[wire]") {
    CHECK(accepted(field(5, field(1, some_id) + field(10, ""))).command_bytes.empty());
}
