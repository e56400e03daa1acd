// SPDX-License-Identifier: Apache-2.0
#include "server/wire/json.hpp"

#include "server/base/check.hpp"
#include "server/domain/refusal.hpp"
#include "server/wire/refusals.hpp"
#include "server/wire/utf8.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>

#include <memory>

namespace tocsin::wire {

namespace {

namespace util = google::protobuf::util;

// json_util says "(command.raise_alert.content) foo: Cannot find field." or
// "(command.answer_by): invalid value "abc" for type TYPE_INT64": the path, and the rest in its
// words.
struct Complaint {
    std::string path;
    std::string name;  // of an unknown field
    std::string value; // that is none of its type
    std::string type;
};

std::string without_command(std::string path) {
    constexpr std::string_view front = "command.";
    if (path.starts_with(front)) path.erase(0, front.size());
    return path == "command" ? std::string() : path;
}

Complaint read_complaint(const std::string& words) {
    Complaint complaint;
    const auto close = words.starts_with('(') ? words.find(')') : words.npos;
    std::string rest = words;
    if (close != words.npos) {
        complaint.path = without_command(words.substr(1, close - 1));
        rest = words.substr(close + 1);
    }
    if (const auto colon = rest.find(": Cannot find field"); colon != rest.npos) {
        complaint.name =
            rest.substr(rest.starts_with(' ') ? 1 : 0, colon - (rest.starts_with(' ') ? 1 : 0));
    }
    constexpr std::string_view invalid = ": invalid value ", of_type = " for type ";
    const auto type = rest.rfind(of_type);
    if (rest.starts_with(invalid) && type != rest.npos && type >= invalid.size()) {
        complaint.value = rest.substr(invalid.size(), type - invalid.size());
        complaint.type = rest.substr(type + of_type.size());
    }
    return complaint;
}

v1::Refusal refuse_unknown(const Complaint& complaint) {
    if (complaint.name.empty()) return unsupported(complaint.path, quoted(complaint.value));
    const std::string name = quoted(complaint.name);
    const std::string plain = name.substr(1, name.rfind('"') - 1);
    return unsupported(
        complaint.path.empty() ? plain : complaint.path + '.' + plain, "field " + name
    );
}

} // namespace

std::optional<v1::Refusal> read_json(std::string_view text, google::protobuf::Message& message) {
    const util::Status status =
        util::JsonStringToMessage({text.data(), text.size()}, &message, util::JsonParseOptions());
    if (status.ok()) return std::nullopt;
    const Complaint complaint = read_complaint(std::string(status.message()));

    // What reads once the unknown is passed over was well formed, and merely unknown here.
    const std::unique_ptr<google::protobuf::Message> known(message.New());
    if (read_json_leniently(text, *known)) return refuse_unknown(complaint);

    // A value that is none of its field's type. An object or oneof in the wrong place is no frame
    // at all.
    if (complaint.type.starts_with("TYPE_")) {
        return domain::refuse_field(complaint.path, "a value of its type", quoted(complaint.value));
    }
    return malformed("the JSON is no frame");
}

bool read_json_leniently(std::string_view text, google::protobuf::Message& message) {
    util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    return util::JsonStringToMessage({text.data(), text.size()}, &message, options).ok();
}

std::string write_json(const google::protobuf::Message& message) {
    std::string text;
    const bool written = util::MessageToJsonString(message, &text).ok();
    TOCSIN_CHECK(written);
    return text;
}

std::string serialise_alike(const google::protobuf::Message& message) {
    std::string bytes;
    {
        google::protobuf::io::StringOutputStream sink(&bytes);
        google::protobuf::io::CodedOutputStream output(&sink);
        output.SetSerializationDeterministic(true);
        const bool written = message.SerializeToCodedStream(&output);
        TOCSIN_CHECK(written);
    }
    return bytes;
}

} // namespace tocsin::wire
