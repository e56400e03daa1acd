// SPDX-License-Identifier: Apache-2.0
#include "client/cli/context.hpp"

#include "client/cli/view_json.hpp"
#include "storage/sha256.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::cli {

void Context::print_json(const boost::json::value& value) {
    terminal.out << boost::json::serialize(value) << '\n';
}

void Context::print_json(const google::protobuf::Message& view) {
    print_json(view_json(view));
}

void Context::say(const std::string& words) {
    if (!globals.quiet) terminal.err << words << '\n';
}

void Context::detail(const std::string& words) {
    if (globals.verbose) terminal.err << words << '\n';
}

Result<CommandId> Context::command_id(int step) {
    std::optional<CommandId> id;
    if (globals.command_id.empty()) {
        // Kept, so that every step of this run, and a hint to run it again, name the same one.
        id = rng.command_id(clock.wall());
        globals.command_id = uuid(id->view());
    } else {
        std::string hex = globals.command_id;
        hex.erase(std::remove(hex.begin(), hex.end(), '-'), hex.end());
        const auto raw = from_hex(hex);
        id = raw ? CommandId::from(*raw) : std::nullopt;
    }
    if (!id || id->is_zero())
        return usage_trouble(
            "--command-id must be 32 hex digits or a UUID", "leave it out for a new one"
        );
    if (step == 0) return *id;
    // Each step has an id of its own, the same again on a re-run; the time part and version stay.
    CommandId derived = *id;
    const Digest digest =
        storage::sha256({"tocsin.example/step/v1\n", id->view(), std::to_string(step)});
    std::copy_n(digest.octets.begin(), 7, derived.octets.begin() + 9);
    return derived;
}

int report(Context& context, const Trouble& trouble) {
    if (trouble.exit_code == stopped_by_hand) return stopped_by_hand; // whoever stopped it knows
    auto& err = context.terminal.err;
    err << "error: " << harmless(trouble.what) << '\n';
    if (!trouble.why.empty()) err << "why: " << harmless(trouble.why) << '\n';
    if (!trouble.next.empty()) err << "hint: " << harmless(trouble.next) << '\n';
    return trouble.exit_code == 0 ? failed : trouble.exit_code;
}

} // namespace tocsin::cli
