// SPDX-License-Identifier: Apache-2.0
#include "server/app/server_verbs.hpp"

#include "server/app/complain.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/process.hpp"
#include "server/app/setting_values.hpp"

#include <cstdio>
#include <exception>

namespace tocsin::app {

namespace {

constexpr const char* help =
    R"(tocsin-server: the rapid-response server of a coalition of governments

  tocsin-server demo                      a seeded coalition in crisis on this machine
  tocsin-server init DIR                  a configuration and a data directory to begin with
  tocsin-server serve --config FILE       serve until SIGTERM

verbs
  serve         [--config FILE] [--data-dir DIR] [--SECTION.KEY VALUE]...
  demo          [--port N] [--keep DIR] [--empty] [--quiet-sim] [--for SECONDS] [--unsafe-bind]
                [--web-dir DIR] [--loopback-channels] [--loopback-relay smtp://127.0.0.1:PORT]
                [--demo-file PATH]
  check-config  [FILE] [--quiet]          exit 0, or 78 with the line that is wrong
  print-config  [--effective|--default]   annotated TOML, secrets masked, each value with its source
  init          [DIR]
  version
)";

int version() {
    std::puts("tocsin-server " TOCSIN_VERSION " (protocol 1)");
    return exit_code::done;
}

int unknown_verb(const std::string& verb) {
    const auto near =
        nearest(verb, {"serve", "demo", "check-config", "print-config", "init", "version"});
    return complain(
        {Trouble::Fate::failed,
         exit_code::usage,
         "unknown verb \"" + verb + "\"",
         "there is no such one",
         near ? "did you mean " + *near + "?" : "see tocsin-server --help"}
    );
}

int dispatch(Words words) {
    const auto& verb = words.front();
    const auto rest = words.subspan(1);
    if (verb == "serve") return verb_serve(rest);
    if (verb == "demo") return verb_demo(rest);
    if (verb == "check-config") return verb_check_config(rest);
    if (verb == "print-config") return verb_print_config(rest);
    if (verb == "init") return verb_init(rest);
    if (verb == "version" || verb == "--version") return version();
    if (verb == "help" || verb == "--help" || verb == "-h") {
        std::fputs(help, stdout);
        return exit_code::done;
    }
    return unknown_verb(verb);
}

} // namespace

int run_server(Words words) {
    if (words.empty()) {
        std::fputs(help, stderr);
        return exit_code::usage;
    }
    try {
        if (auto prepared = prepare_process(); !prepared) return complain(prepared.error());
        return dispatch(words);
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
