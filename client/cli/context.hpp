// What every verb is given: the global options, the streams, and what was found out about the
// server to talk to. One per run of the program. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/exit_code.hpp"
#include "client/cli/terminal.hpp"
#include "server/base/clock.hpp"
#include "server/base/result.hpp"
#include "server/base/rng.hpp"

#include <boost/json/value.hpp>
#include <google/protobuf/message.h>

#include <functional>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace tocsin::cli {

struct Globals {
    std::string server;
    std::string key;
    std::string ssh_key;
    std::string token_file;
    std::string ca_file;
    std::string command_id;
    std::string person; // --as
    bool demo = false;
    bool json = false;
    bool no_colour = false;
    bool plain = false;
    bool quiet = false;
    bool verbose = false;
    bool yes = false;
    bool dry_run = false;
    bool no_input = false;
    int timeout_seconds = 15;
};

struct Context {
    explicit Context(Terminal given) : terminal(given) {}

    Terminal terminal;
    Globals globals;
    RealClock clock;
    SystemRng rng;
    // What the chosen verb does; set while the command line is parsed.
    std::function<int()> verb;

    bool interactive() const { return terminal.in_is_tty && !globals.no_input; }

    bool colour() const { return terminal.colour && !globals.no_colour && !globals.plain; }

    // Words for a terminal (relative times, local zone), or for a file (UTC).
    bool for_people() const { return terminal.out_is_tty && !globals.plain && !globals.json; }

    // Data: one JSON document with --json.
    void print_json(const boost::json::value& value);
    void print_json(const google::protobuf::Message& view);
    // Words on stderr, unless -q.
    void say(const std::string& words);
    void detail(const std::string& words); // only with -v

    // The command id of this run: --command-id, or a new one. `step`: of a verb with several
    // commands.
    Result<CommandId> command_id(int step = 0);
};

// "error: …" / "why: …" / "hint: …"; gives the exit code.
int report(Context& context, const Trouble& trouble);

} // namespace tocsin::cli
