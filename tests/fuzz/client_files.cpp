// What the command line finds in its folder and is handed by people: the last log-in, the URL of a
// server, an OpenSSH key's public half.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/login.hpp"
#include "client/core/address.hpp"
#include "client/core/ssh_key.hpp"
#include "client/core/state_dir.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <filesystem>
#include <fstream>

namespace {

using namespace tocsin;
using fuzz::must;

// One for the process, gone with it.
struct Home {
    std::string path = std::filesystem::temp_directory_path() / "tocsin-fuzz-home.XXXXXX";

    Home() {
        must(::mkdtemp(path.data()) != nullptr, "there is room for a home");
        ::setenv("XDG_STATE_HOME", path.c_str(), 1);
        must(client::state_home().has_value(), "which is ours");
    }

    ~Home() { std::filesystem::remove_all(path); }

    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;
};

bool same(const cli::StoredLogin& a, const cli::StoredLogin& b) {
    return a.server == b.server && a.key == b.key && a.ssh_key == b.ssh_key &&
           a.token_file == b.token_file;
}

void last_login(const Home& home, std::string_view input) {
    std::ofstream(home.path + "/tocsin/login.json", std::ios::trunc) << input;
    const auto stored = cli::stored_login();
    if (!stored) return must(!stored.error().why.empty(), "it is said why it cannot be read");
    if (stored->server.empty()) return;
    fuzz::believed();
    if (!cli::store_login(*stored)) return; // names a file where none can be
    const auto kept = cli::stored_login();
    must(kept.has_value() && kept->server == stored->server, "a log-in is kept");
    must(cli::store_login(*kept).has_value(), "and kept");
    must(same(*cli::stored_login(), *kept), "as it was");
}

void server(std::string_view input) {
    const auto address = client::parse_address(input);
    if (!address) return;
    fuzz::believed();
    const auto again = client::parse_address(address->url());
    must(again && again->url() == address->url(), "a server has one URL");
    must(again->tls == address->tls && again->host == address->host, "and is the same by it");
    constexpr const char* parts = " \r\n\t";
    must(address->url().find_first_of(parts) == std::string::npos, "a request's line stays one");
}

} // namespace

void tocsin::fuzz::fuzz(std::string_view input) {
    static const Home home;
    server(input);
    bool is_touched = false;
    if (client::parse_ssh_public_key(input, is_touched)) believed();
    if (!input.empty() && input.front() == '{') last_login(home, input);
}
