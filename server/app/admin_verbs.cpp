// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_verbs.hpp"

#include "server/app/admin_client.hpp"
#include "server/app/complain.hpp"
#include "server/app/config.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/process.hpp"
#include "server/app/setting_values.hpp"

#include <boost/json/serialize.hpp>

#include <array>
#include <cstdio>
#include <exception>

namespace tocsin::app {

namespace {

constexpr const char* help = R"(tocsin-admin: for whoever runs the host of a Tocsin server

  tocsin-admin health --data-dir /var/lib/tocsin
  tocsin-admin import stop shutdowns.jsonl --demo-dir DIR --issue

verbs
  health                        exit 0 when ready, 1 when not, 69 when nobody answers
  stats                         counts, one a line
  drain                         end the server as SIGTERM does
  import stop FILE [--issue]    the #KeepItOn STOP list as signals, or (exercises) as alerts
  break-glass FINGERPRINT       let in a key of the secretariat, which one person confirmed: reads
                                the secretariat's printed code from stdin
  key export-public             the log's public key, as verifiers take it
  key rotate | key retire       another key for the log; the old one no longer signs beside it
  witness --name N --key F --state F --listen A --log VKEY
                                cosign checkpoints of a log that never contradict each other
  verify                        the data of a stopped server: every leaf, the root, every commitment
  version

where     --data-dir DIR | --demo-dir DIR | --socket PATH | --config FILE
)";

Trouble misused(std::string what, std::string next) {
    return {
        Trouble::Fate::failed,
        exit_code::usage,
        std::move(what),
        "this is not how it is used",
        std::move(next)};
}

// Each member of an answer on a line of its own.
void print(const boost::json::object& answer) {
    for (const auto& [key, value] : answer) {
        if (key == "ok") continue;
        const auto text =
            value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
        std::printf("%s %s\n", std::string(key).c_str(), text.c_str());
    }
}

int ask_and_print(const Place& place, const char* request, bool health) {
    auto client = AdminClient::connect(place.socket);
    if (!client) return complain(client.error());
    const auto answer = client->ask({{request, true}});
    if (!answer) return complain(answer.error());
    print(*answer);
    const auto* ready = answer->if_contains("ready");
    return !health || (ready && ready->is_bool() && ready->get_bool()) ? exit_code::done
                                                                       : exit_code::failed;
}

int import_verb(const Arguments& arguments, const Place& place) {
    if (arguments.words.size() != 3 || arguments.words[1] != "stop")
        return complain(
            misused("import takes a list's name and a file", "tocsin-admin import stop FILE")
        );
    return admin_import(place, arguments.words[2], arguments.has("--issue"));
}

// A fingerprint may come in its eight groups.
int break_glass_verb(const Arguments& arguments, const Place& place) {
    std::string fingerprint;
    for (std::size_t i = 1; i < arguments.words.size(); ++i)
        fingerprint += arguments.words[i];
    if (!fingerprint.empty()) return admin_break_glass(place, fingerprint);
    return complain(misused(
        "break-glass takes the fingerprint of the key that waits",
        "tocsin-admin break-glass FINGERPRINT"
    ));
}

int dispatch(const Arguments& arguments) {
    const auto& verb = arguments.words.front();
    if (verb == "version") {
        std::puts("tocsin-admin " TOCSIN_VERSION " (protocol 1)");
        return exit_code::done;
    }
    const std::vector<std::string> verbs{
        "health", "stats", "drain", "import", "break-glass", "key", "verify", "version", "witness"};
    if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end()) {
        const auto near = nearest(verb, verbs);
        return complain(misused(
            "unknown verb \"" + verb + "\"", near ? "did you mean " + *near + "?" : "see --help"
        ));
    }
    if (verb == "witness") return admin_witness(arguments);
    const auto place = place_of(arguments);
    if (!place) return complain(place.error());
    if (verb == "import") return import_verb(arguments, *place);
    if (verb == "break-glass") return break_glass_verb(arguments, *place);
    if (verb == "verify") return admin_verify(*place);
    if (verb != "key") return ask_and_print(*place, verb.c_str(), verb == "health");
    const std::string what = arguments.words.size() == 2 ? arguments.words[1] : "";
    if (what == "export-public") return admin_export_key(*place);
    if (what == "rotate") return admin_rotate_key(*place);
    if (what == "retire") return admin_retire_key(*place);
    return complain(
        misused("key knows export-public, rotate and retire", "tocsin-admin key export-public")
    );
}

} // namespace

Result<Place> place_of(const Arguments& arguments) {
    Place place;
    for (const auto* option : {"--data-dir", "--demo-dir"}) {
        if (!arguments.has(option)) continue;
        const auto folder = folder_of(option, arguments.value(option));
        if (!folder) return folder.error();
        place.directory = *folder;
    }
    if (!place.directory.empty()) place.socket = place.directory / "admin.sock";
    if (arguments.has("--socket")) place.socket = arguments.value("--socket");
    if (!place.socket.empty()) return place;

    Asked asked;
    asked.file = arguments.value("--config");
    asked.environment = environment();
    const auto configured = configure(asked);
    if (!configured) return configured.error();
    return Place{configured->config.directory, configured->config.admin_socket};
}

int run_admin(Words words) {
    static constexpr std::array known{
        Option{"--data-dir", true},
        Option{"--demo-dir", true},
        Option{"--socket", true},
        Option{"--config", true},
        Option{"--issue", false},
        Option{"--name", true},
        Option{"--key", true},
        Option{"--state", true},
        Option{"--listen", true},
        Option{"--log", true},
        Option{"--policy", true},
        Option{"--verbose", false},
        Option{"--help", false}};
    try {
        if (auto prepared = prepare_process(); !prepared) return complain(prepared.error());
        const auto arguments = parse_arguments(words, known);
        if (!arguments) return complain(arguments.error());
        if (arguments->has("--help") || arguments->words.empty()) {
            std::fputs(help, arguments->has("--help") ? stdout : stderr);
            return arguments->has("--help") ? exit_code::done : exit_code::usage;
        }
        return dispatch(*arguments);
    } catch (const std::exception& error) {
        return complain(
            {Trouble::Fate::failed,
             exit_code::bug,
             "this is a bug of ours",
             error.what(),
             "please report it"}
        );
    }
}

} // namespace tocsin::app
