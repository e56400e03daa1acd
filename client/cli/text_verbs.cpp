// diff: what changed between two versions of a text.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/line_diff.hpp"
#include "client/cli/show.hpp"
#include "client/cli/verbs.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::cli {
namespace {

struct Comparing {
    std::string id;
    std::vector<std::uint32_t> versions;
};

const TextVersion* find(const std::vector<TextVersion>& versions, std::uint32_t number) {
    const auto found =
        std::find_if(versions.begin(), versions.end(), [&](const TextVersion& version) {
            return version.number == number;
        });
    return found == versions.end() ? nullptr : &*found;
}

void print(Context& context, const std::vector<DiffLine>& lines) {
    for (const auto& line : lines) {
        const bool changed = line.mark != ' ' && context.colour();
        const char* colour = line.mark == '+' ? "\x1b[32m" : "\x1b[31m";
        context.terminal.out << (changed ? colour : "") << line.mark << harmless(line.text)
                             << (changed ? "\x1b[0m" : "") << '\n';
    }
}

Result<int> diff(Context& context, const Comparing& given) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    const auto versions = fetch_versions(session, given.id);
    if (!versions) return versions.error();
    std::uint32_t last = 0;
    for (const auto& version : *versions)
        last = std::max(last, version.number);
    const bool named = given.versions.size() == 2;
    const std::uint32_t from = named ? given.versions[0] : last - 1,
                        to = named ? given.versions[1] : last;
    const TextVersion* before = find(*versions, from);
    const TextVersion* after = find(*versions, to);
    if (!before || !after) {
        Trouble trouble;
        trouble.exit_code = not_found;
        trouble.what = "NOT_FOUND: there are not two such versions";
        trouble.why =
            "this procedure has " + std::to_string(versions->size()) + " that you may read";
        return trouble;
    }
    const auto old_text = fetch_document(session, before->sha256);
    if (!old_text) return old_text.error();
    const auto new_text = fetch_document(session, after->sha256);
    if (!new_text) return new_text.error();
    const auto lines = line_diff(*old_text, *new_text);
    if (context.globals.json) {
        boost::json::array list;
        for (const auto& line : lines)
            list.push_back(boost::json::object{
                {"mark", std::string(1, line.mark)}, {"text", line.text}});
        context.print_json(boost::json::object{
            {"from", from}, {"to", to}, {"lines", std::move(list)}});
        return done;
    }
    context.say(
        "version " + std::to_string(from) + " to " + std::to_string(to) +
        (after->editorial ? " (editorial)" : " (substantive)")
    );
    print(context, lines);
    return done;
}

} // namespace

void add_text_verbs(CLI::App& app, Context& context) {
    auto* sub = app.add_subcommand("diff", "two versions of a procedure's text, line by line");
    auto given = std::make_shared<Comparing>();
    sub->add_option("ID", given->id)->required();
    sub->add_option("VERSIONS", given->versions, "V1 V2 (default: the last two)")->expected(0, 2);
    on(*sub, context, [&context, given] { return diff(context, *given); });
}

} // namespace tocsin::cli
