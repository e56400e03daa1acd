// A line of the STOP list, as its publisher or whoever stands in between may have written it.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/stop_import.hpp"

#include "server/wire/codec.hpp"
#include "server/wire/json.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace {

using namespace tocsin;
using fuzz::must;

// Our edge takes what our importer made, in the very command that brings it.
void is_taken(const v1::AlertContent& content) {
    v1::AlertContent again;
    must(wire::read_json_leniently(wire::write_json(content), again), "it can be brought");
    must(wire::serialise_alike(again) == wire::serialise_alike(content), "as it is");
    must(!wire::check_limits(again), "within the limits");
    must(again.has_onset() && !again.external_id().empty(), "it has its day and its name");
    must(again.headline().find('\n') == std::string::npos, "a headline is one line");
}

// Every text of the row stands somewhere to the letter, but those that were made something else.
void nothing_is_lost(std::string_view line, const v1::AlertContent& content) {
    constexpr std::string_view changed[] = {"start", "end", "country"};
    const std::string kept = content.SerializeAsString();
    const auto row = boost::json::parse({line.data(), line.size()});
    for (const auto& [key, value] : row.as_object()) {
        if (std::find(std::begin(changed), std::end(changed), key) != std::end(changed)) continue;
        if (const auto* text = value.if_string())
            must(kept.find(std::string_view(*text)) != kept.npos, "nothing that it says is lost");
    }
}

} // namespace

void tocsin::fuzz::fuzz(std::string_view input) {
    const auto imported = app::import_stop(input, 1, v1::EXERCISE);
    if (const auto* trouble = std::get_if<app::RowTrouble>(&imported))
        return must(!trouble->why.empty() && trouble->line == 1, "it is said why, and where");
    believed();
    const auto& content = std::get<v1::AlertContent>(imported);
    is_taken(content);
    nothing_is_lost(input, content);
}
