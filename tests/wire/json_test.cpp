// JSON is strict on its way in, whatever protobuf's own reader would forgive.
// SPDX-License-Identifier: Apache-2.0
#include "server/wire/json_shape.hpp"
#include "tests/wire/frames.hpp"

using namespace tocsin;
using namespace tocsin::test;

TEST_CASE("JSON that is not JSON is malformed", "[wire][json]") {
    for (const char* text :
         {"{'command':{}}",
          "{command:{}}",
          R"({"command":{},})",
          "[1,]",
          "{\"a\" 1}",
          "{\"a\":01}",
          "{\"a\":+1}",
          "{\"a\":.5}",
          "{\"a\":1.}",
          "{\"a\":1e}",
          "{\"a\":tru}",
          "{\"a\":NaN}",
          "{\"a\":\"\\x\"}",
          "{\"a\":\"\\u12g4\"}",
          "{\"a\":\"\n\"}",
          "{\"a\":\"b",
          "{}{}",
          "{} x",
          "[",
          "{\"a\"",
          "\"",
          "-",
          "/**/{}"}) {
        INFO(text);
        CHECK(wire::unfit_json(text));
        CHECK(refused(text, wire::Format::json).code() == v1::Refusal::MALFORMED);
    }
}

TEST_CASE("JSON of every kind of value is well shaped", "[wire][json]") {
    for (const char* text :
         {"{}",
          " [ ] ",
          "\"\\u00e9\\n\\\"\"",
          "-0.5e+10",
          "0",
          "true",
          "null",
          R"({"a":[{"b":{}},[1,2.0E-3]],"c":"ü"})"}) {
        INFO(text);
        CHECK(!wire::unfit_json(text));
    }
    CHECK(!wire::unfit_json(std::string(32, '[') + std::string(32, ']')));
    CHECK(wire::unfit_json(std::string(33, '[') + std::string(33, ']')));
}

TEST_CASE("a quote inside a string hides no nesting", "[wire][json]") {
    const std::string text = R"({"a\"":")" + std::string(100, '[') + "\"}";
    CHECK(!wire::unfit_json(text));
    CHECK(wire::unfit_json(R"({"a\\":)" + std::string(100, '[')));
}

TEST_CASE("well formed JSON in the wrong place is no frame", "[wire][json]") {
    for (const char* text :
         {"[]",
          "5",
          "\"x\"",
          "null",
          R"({"command":5})",
          R"({"command":null})",
          R"({"command":{"acknowledgeAlert":{"alertId":{}}}})",
          R"({"command":{"acknowledgeAlert":{},"raiseAlert":{}}})",
          R"({"command":{"acknowledgeAlert":{}},"command":{"acknowledgeAlert":{}}})"}) {
        INFO(text);
        CHECK(refused(text, wire::Format::json).code() == v1::Refusal::MALFORMED);
    }
}

TEST_CASE("bytes of the wrong alphabet are refused with their field", "[wire][json]") {
    const auto refusal = refused(R"({"command":{"commandId":"***"}})", wire::Format::json);
    CHECK(refusal.code() == v1::Refusal::INVALID_FIELD);
    CHECK(refusal.field() == "command_id");
}
