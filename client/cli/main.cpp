// The program `tocsin`. SPDX-License-Identifier: Apache-2.0
#include "client/cli/cli.hpp"

#include <csignal>

namespace {

void stop(int) {
    tocsin::cli::interrupted() = true;
}

// Without SA_RESTART: a question waiting for its answer hears Ctrl-C at once.
void hear(int signal) {
    struct sigaction action {};

    action.sa_handler = stop;
    (void)sigaction(signal, &action, nullptr);
}

} // namespace

int main(int argc, char** argv) {
    hear(SIGINT);
    hear(SIGTERM);
    // A reader of our output that went away is an error of a write, not a reason to die in silence.
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    return tocsin::cli::run_cli(arguments, tocsin::cli::process_terminal());
}
