// Bytes that are no frame of ours: refused as MALFORMED, and never more than that.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/bytes.hpp"
#include "server/base/rng.hpp"
#include "tests/support/places.hpp"
#include "tests/wire/frames.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace tocsin;
using namespace tocsin::test;

namespace {

// Groups are the only thing that nests where the schema does not.
std::string nested_groups(int depth) {
    std::string bytes;
    for (int i = 0; i < depth; ++i)
        bytes += varint(15 << 3 | 3);
    for (int i = 0; i < depth; ++i)
        bytes += varint(15 << 3 | 4);
    return bytes;
}

boost::json::value read_vectors(const char* name) {
    const auto path = test::shared("vectors") / name;
    if (!std::filesystem::exists(path)) return nullptr;
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str());
}

} // namespace

TEST_CASE("fault 41: an empty message or a frame that asks nothing is malformed", "[wire]") {
    CHECK(refused("").code() == v1::Refusal::MALFORMED);
    CHECK(refused(field(4, "")).code() == v1::Refusal::MALFORMED);
    CHECK(refused(field(4, field(1, some_id))).code() == v1::Refusal::MALFORMED);
    CHECK(refused(field(5, field(1, some_id))).code() == v1::Refusal::MALFORMED);
    CHECK(refused("{}", wire::Format::json).code() == v1::Refusal::MALFORMED);
    CHECK(refused("", wire::Format::json).code() == v1::Refusal::MALFORMED);
}

TEST_CASE("fault 42: truncated and impossible bytes are malformed", "[wire]") {
    const std::string whole = wire::encode(acknowledgement(), wire::Format::binary);

    for (std::size_t length = 1; length < whole.size(); ++length) {
        const auto refusal = refused(whole.substr(0, length));
        CHECK(refusal.code() == v1::Refusal::MALFORMED);
    }
    for (const char* hex :
         {"2205",
          "228080808008",
          "8080808080808080808001",
          "0200",
          "0e00",
          "0f00",
          "0c",
          "13",
          "7b7c7c",
          "22ffffffff07"}) {
        INFO(hex);
        CHECK(refused(*from_hex(hex)).code() == v1::Refusal::MALFORMED);
        CHECK(refused(whole + *from_hex(hex)).code() == v1::Refusal::MALFORMED);
    }
}

TEST_CASE("fault 43: what is nested deeper than 32 is malformed and costs no stack", "[wire]") {
    CHECK(refused(nested_groups(33)).code() == v1::Refusal::MALFORMED);
    CHECK(refused(nested_groups(32'000)).code() == v1::Refusal::MALFORMED);
    CHECK(refused(nested_groups(31)).code() == v1::Refusal::UNSUPPORTED); // merely unknown

    for (const int depth : {33, 30'000}) {
        const std::string deep =
            std::string(std::size_t(depth), '[') + std::string(std::size_t(depth), ']');
        const std::string frame = R"({"command":{"raiseAlert":)" + deep + "}}";
        CHECK(refused(frame, wire::Format::json).code() == v1::Refusal::MALFORMED);
    }
    CHECK(refused(std::string(60'000, '{'), wire::Format::json).code() == v1::Refusal::MALFORMED);
}

TEST_CASE("fault 44: text that is not UTF-8 is malformed", "[wire]") {
    for (const std::string bad :
         {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xe2\x82"}) {
        const auto acknowledge = field(1, "al-1") + number_field(2, 2) + field(4, bad);
        CHECK(refused(raw_command(41, acknowledge)).code() == v1::Refusal::MALFORMED);

        const std::string json = R"({"command":{"acknowledgeAlert":{"comment":")" + bad + "\"}}}";
        CHECK(refused(json, wire::Format::json).code() == v1::Refusal::MALFORMED);
    }
    const char* lone = R"({"command":{"acknowledgeAlert":{"comment":"\ud800"}}})";
    CHECK(refused(lone, wire::Format::json).code() == v1::Refusal::MALFORMED);
}

TEST_CASE("a message is one frame and never several merged", "[wire]") {
    const std::string one = wire::encode(acknowledgement(), wire::Format::binary);
    const std::string query = field(5, field(1, some_id) + field(10, ""));

    CHECK(refused(one + one).code() == v1::Refusal::MALFORMED);
    CHECK(refused(one + query).code() == v1::Refusal::MALFORMED);
    CHECK(refused(query + query).code() == v1::Refusal::MALFORMED);
    CHECK(accepted(query).frame.has_query());
}

TEST_CASE("a message longer than 64 KiB is malformed before it is read", "[wire]") {
    CHECK(refused(std::string(64 * 1024 + 1, 'x')).code() == v1::Refusal::MALFORMED);
}

TEST_CASE("a command that cannot be read is still refused by its id", "[wire]") {
    const auto bad_text = raw_command(41, field(1, "al-1") + field(4, "\xff"));
    const auto bad_field = raw_command(41, field(1, "no such id!") + number_field(2, 2));
    const auto json = R"({"command":{"commandId":")" + to_base64(some_id) +
                      R"(","acknowledgeAlert":{"answerBy":"noon"}}})";

    for (const auto& message : {bad_text, bad_field}) {
        const auto outcome = wire::parse_client_frame(message, wire::Format::binary);
        CHECK(std::get<wire::Unreadable>(outcome).command_id == some_id);
    }
    const auto outcome = wire::parse_client_frame(json, wire::Format::json);
    CHECK(std::get<wire::Unreadable>(outcome).command_id == some_id);
}

TEST_CASE("a question that cannot be read is still refused by its id", "[wire]") {
    const auto empty = field(5, field(1, some_id));
    const auto bad_text = field(5, field(1, some_id) + field(13, field(1, "\xff")));
    const auto cut = field(5, field(1, some_id) + field(13, "\x0a"));
    const auto json = R"({"query":{"queryId":")" + to_base64(some_id) + R"(","showAlert":7}})";

    for (const auto& message : {empty, bad_text, cut}) {
        const auto outcome = wire::parse_client_frame(message, wire::Format::binary);
        CHECK(std::get<wire::Unreadable>(outcome).query_id == some_id);
        CHECK(std::get<wire::Unreadable>(outcome).command_id.empty());
    }
    const auto outcome = wire::parse_client_frame(json, wire::Format::json);
    CHECK(std::get<wire::Unreadable>(outcome).query_id == some_id);
    CHECK(std::get<wire::Unreadable>(outcome).command_id.empty());
}

TEST_CASE("no malformed input that protobuf was measured with gets through", "[wire]") {
    const auto vectors = read_vectors("protobuf/malformed.json");
    if (vectors.is_null()) {
        WARN("the vectors are not here");
        return;
    }

    for (const auto& value : vectors.at("cases").as_array()) {
        const auto& one = value.as_object();
        if (!one.at("hex").is_string()) continue;
        INFO(one.at("case").as_string().c_str());
        const auto bytes = *from_hex(std::string_view(one.at("hex").as_string()));
        const bool parses = one.at("parses").as_bool();

        // As the message itself, as a Command, as a command's branch: never accepted, never a
        // crash.
        for (const auto& message : {bytes, field(4, bytes), raw_command(41, bytes)}) {
            CHECK(refused(message).code() != v1::Refusal::CODE_UNSPECIFIED);
        }
        // A StringValue has the shape of an acknowledgement's first field, an alert id.
        if (!parses) CHECK(refused(raw_command(41, bytes)).code() == v1::Refusal::MALFORMED);
    }
}

TEST_CASE(
    "ten thousand damaged messages are refused or understood and never anything else", "[wire]"
) {
    SeededRng rng(20'261'121);
    for (const auto format : {wire::Format::binary, wire::Format::json}) {
        const std::string whole = wire::encode(alert(), format);
        for (int i = 0; i < 5'000; ++i) {
            std::string damaged = whole;
            for (auto flips = rng.below(4) + 1; flips > 0; --flips) {
                damaged[rng.below(damaged.size())] = static_cast<char>(rng.below(256));
            }
            if (rng.below(4) == 0) damaged.resize(rng.below(damaged.size()));

            const auto outcome = wire::parse_client_frame(damaged, format);
            if (const auto* unreadable = std::get_if<wire::Unreadable>(&outcome)) {
                const auto code = unreadable->refusal.code();
                REQUIRE(
                    (code == v1::Refusal::MALFORMED || code == v1::Refusal::UNSUPPORTED ||
                     code == v1::Refusal::INVALID_FIELD)
                );
                // Whatever came in, the refusal itself can be sent.
                v1::ServerFrame frame;
                *frame.mutable_verdict()->mutable_refusal() = unreadable->refusal;
                REQUIRE(wire::parse_server_frame(
                    wire::encode(frame, wire::Format::json), wire::Format::json
                ));
            } else if (const auto& parsed = std::get<wire::Parsed>(outcome);
                       parsed.frame.has_command()) {
                v1::Command again;
                REQUIRE(again.ParseFromString(parsed.command_bytes));
                REQUIRE(again.SerializeAsString() == parsed.frame.command().SerializeAsString());
            }
        }
    }
}
