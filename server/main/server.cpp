// tocsin-server. Everything is in server/app.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/server_verbs.hpp"

#include <string>
#include <vector>

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    return tocsin::app::run_server(words);
}
