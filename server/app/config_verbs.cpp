// `check-config`, `print-config`, `init`: what can be said about a configuration without serving
// it.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/arguments.hpp"
#include "server/app/complain.hpp"
#include "server/app/config.hpp"
#include "server/app/config_check.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/private_file.hpp"
#include "server/app/server_verbs.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>

namespace tocsin::app {

namespace {

Result<Configured> configured_from(const Arguments& arguments, const std::string& file) {
    Asked asked;
    asked.file = file;
    asked.flags = arguments.settings;
    asked.environment = environment();
    return configure(asked);
}

} // namespace

int verb_check_config(Words words) {
    static constexpr std::array known{Option{"--config", true}, Option{"--quiet", false}};
    const auto arguments = parse_arguments(words, known, true);
    if (!arguments) return complain(arguments.error());
    const auto file =
        arguments->words.empty() ? arguments->value("--config") : arguments->words.front();
    const auto configured = configured_from(*arguments, file);
    if (!configured) return complain(configured.error());

    const RealClock clock;
    int worst = exit_code::done;
    for (const auto& finding : check_config(configured->config, clock)) {
        if (finding.is_error)
            worst = complain(finding.trouble);
        else if (!arguments->has("--quiet"))
            std::fprintf(stderr, "warning: %s\n", to_string(finding.trouble).c_str());
    }
    if (worst == exit_code::done && !arguments->has("--quiet")) {
        for (const auto& read : configured->files)
            std::printf("%s\n", read.c_str());
        std::puts("configuration ok");
    }
    return worst;
}

int verb_print_config(Words words) {
    static constexpr std::array known{
        Option{"--config", true}, Option{"--effective", false}, Option{"--default", false}};
    const auto arguments = parse_arguments(words, known, true);
    if (!arguments) return complain(arguments.error());
    if (arguments->has("--default")) {
        const auto layers = gather(Sources{});
        if (!layers) return complain(layers.error());
        std::fputs(print_config(*layers).c_str(), stdout);
        return exit_code::done;
    }
    const auto configured = configured_from(*arguments, arguments->value("--config"));
    if (!configured) return complain(configured.error());
    std::fputs(print_config(configured->layers).c_str(), stdout);
    return exit_code::done;
}

int verb_init(Words words) {
    const auto arguments = parse_arguments(words, {});
    if (!arguments) return complain(arguments.error());
    const auto asked = folder_of("init", arguments->words.empty() ? "." : arguments->words.front());
    if (!asked) return complain(asked.error());
    const auto& folder = *asked;
    const auto file = folder / "tocsin.toml";
    std::error_code ec;
    if (std::filesystem::exists(file, ec))
        return complain(
            {Trouble::Fate::failed,
             exit_code::configuration,
             file.string() + " is there already",
             "nothing is overwritten",
             "name another folder"}
        );
    std::filesystem::create_directories(folder / "data", ec);
    if (!ec) std::filesystem::permissions(folder / "data", std::filesystem::perms::owner_all, ec);
    if (ec)
        return complain(
            {Trouble::Fate::failed,
             exit_code::permission,
             "cannot make " + (folder / "data").string(),
             ec.message(),
             "check the path and its owner"}
        );

    Sources sources;
    sources.flags.emplace_back("store.url", "sqlite://" + (folder / "data" / "tocsin.db").string());
    const auto layers = gather(sources);
    if (!layers) return complain(layers.error());
    if (auto written = write_private(file, print_config(*layers)); !written)
        return complain(written.error());
    std::printf(
        "%s\nnext: set public_url there, then: tocsin-server serve --config %s\n",
        file.c_str(),
        file.c_str()
    );
    return exit_code::done;
}

} // namespace tocsin::app
