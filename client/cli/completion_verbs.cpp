// completion: made by walking the program's own verbs and options, so that it is never out of date.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/verbs.hpp"

namespace tocsin::cli {
namespace {

using Apps = std::vector<const CLI::App*>;

// Without option groups, which CLI11 keeps as nameless subcommands.
Apps verbs_of(const CLI::App& app) {
    Apps named;
    for (const auto* sub : app.get_subcommands(nullptr))
        if (!sub->get_name().empty()) named.push_back(sub);
    return named;
}

void collect_options(const CLI::App& app, std::vector<const CLI::Option*>& options) {
    for (const auto* option : app.get_options())
        if (!option->get_lnames().empty()) options.push_back(option);
    for (const auto* sub : app.get_subcommands(nullptr))
        if (sub->get_name().empty()) collect_options(*sub, options);
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
    std::vector<const CLI::Option*> options;
    collect_options(app, options);
    return options;
}

std::string words_of(const CLI::App& app) {
    std::string words;
    for (const auto* sub : verbs_of(app))
        words += sub->get_name() + " ";
    for (const auto* option : options_of(app))
        for (const auto& name : option->get_lnames())
            words += "--" + name + " ";
    return words;
}

std::string long_options(const CLI::App& app) {
    std::string words;
    for (const auto* option : options_of(app))
        for (const auto& name : option->get_lnames())
            words += "--" + name + " ";
    return words;
}

// One case per verb; a verb of a verb is known by both words.
std::string bash(const CLI::App& app, const std::string& registration) {
    std::string script =
        "# tocsin completion\n_tocsin() {\n"
        "    local current=\"${COMP_WORDS[COMP_CWORD]}\" verb=\"\" sub=\"\" word words\n"
        "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "        case \"$word\" in -*) continue ;; esac\n"
        "        if [ -z \"$verb\" ]; then verb=\"$word\"; else sub=\"${sub:-$word}\"; fi\n"
        "    done\n    case \"$verb $sub\" in\n";
    for (const auto* verb : verbs_of(app)) {
        for (const auto* sub : verbs_of(*verb))
            script += "        \"" + verb->get_name() + " " + sub->get_name() + "\"*) words=\"" +
                      long_options(*sub) + "\" ;;\n";
        script += "        \"" + verb->get_name() + " \"*) words=\"" + words_of(*verb) + "\" ;;\n";
    }
    script += "        *) words=\"" + words_of(app) +
              "\" ;;\n    esac\n"
              "    [ -n \"$verb\" ] && words=\"$words " +
              long_options(app) +
              "\"\n"
              "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
              "    [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- \"$current\"))\n}\n";
    return script + registration;
}

std::string quoted(std::string text) {
    std::string safe;
    for (const char c : text)
        safe += c == '\'' ? std::string("\\'") : std::string(1, c);
    return "'" + safe + "'";
}

void fish_options(std::string& script, const CLI::App& app, const std::string& condition) {
    for (const auto* option : options_of(app))
        for (const auto& name : option->get_lnames())
            script +=
                "complete -c tocsin" + condition + " -l " + name +
                (option->get_description().empty() ? "" : " -d " + quoted(option->get_description())
                ) +
                "\n";
}

std::string fish(const CLI::App& app) {
    std::string script = "# tocsin completion\n";
    fish_options(script, app, "");
    for (const auto* verb : verbs_of(app)) {
        script += "complete -c tocsin -f -n __fish_use_subcommand -a " + verb->get_name() + " -d " +
                  quoted(verb->get_description()) + "\n";
        const std::string seen = " -n '__fish_seen_subcommand_from " + verb->get_name() + "'";
        for (const auto* sub : verbs_of(*verb))
            script += "complete -c tocsin -f" + seen + " -a " + sub->get_name() + " -d " +
                      quoted(sub->get_description()) + "\n";
        fish_options(script, *verb, seen);
    }
    return script;
}

Result<int> print(Context& context, const CLI::App& app, const std::string& shell) {
    auto& out = context.terminal.out;
    if (shell == "bash")
        out << bash(app, "complete -F _tocsin tocsin\n");
    else if (shell == "zsh")
        out << "#compdef tocsin\n"
            << bash(
                   app, "autoload -U +X bashcompinit && bashcompinit\ncomplete -F _tocsin tocsin\n"
               );
    else if (shell == "fish")
        out << fish(app);
    else
        return usage_trouble("\"" + shell + "\" is not a shell known here", "bash, zsh or fish");
    return done;
}

} // namespace

void add_completion_verbs(CLI::App& app, Context& context) {
    auto* sub = app.add_subcommand("completion", "a script for bash, zsh or fish");
    auto shell = std::make_shared<std::string>();
    sub->add_option("SHELL", *shell, "bash, zsh, fish")->required();
    on(*sub, context, [&context, &app, shell] { return print(context, app, *shell); });
}

} // namespace tocsin::cli
