// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/program.hpp"

#include "server/base/check.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <signal.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tocsin::scenario {

namespace {

using namespace std::chrono_literals;

std::string contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

// Starts a program with standard output and error into `out`; the child dies with the test.
pid_t spawn(
    const std::string& program,
    const std::vector<std::string>& arguments,
    const std::filesystem::path& out,
    const std::filesystem::path& demo_file
) {
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const auto& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const std::string demo = demo_file.string(),
                      state = (demo_file.parent_path() / "state").string();
    const pid_t pid = fork();
    TOCSIN_CHECK(pid >= 0);
    if (pid > 0) return pid;

    const int file = open(out.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    dup2(file, 1);
    dup2(file, 2);
    setenv("TOCSIN_DEMO", demo.c_str(), 1);
    setenv("XDG_STATE_HOME", state.c_str(), 1);
    execv(program.c_str(), argv.data());
    _exit(127);
}

int wait_for(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

Server::Server(std::filesystem::path programs) : programs_(std::move(programs)) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "tocsin-scenario-XXXXXX").string();
    TOCSIN_CHECK(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
}

Server::~Server() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Result<void> Server::start() {
    TOCSIN_CHECK(pid_ < 0);
    std::filesystem::remove(demo_file());
    pid_ = spawn(
        (programs_ / "tocsin-server").string(),
        {"demo",
         "--empty",
         "--quiet-sim",
         "--port",
         port_,
         "--keep",
         data().string(),
         "--demo-file",
         demo_file().string()},
        folder_ / "server.log",
        demo_file()
    );
    return wait_ready();
}

Result<void> Server::wait_ready() {
    for (int tries = 0; tries < 3000; ++tries, std::this_thread::sleep_for(10ms)) {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            return Trouble{
                .what = "the server ended at once", .why = contents(folder_ / "server.log")};
        }
        boost::system::error_code ec;
        const auto demo = boost::json::parse(contents(demo_file()), ec);
        if (ec || !demo.is_object()) continue;
        url_ = boost::json::value_to<std::string>(demo.at("url"));
        log_key_ = boost::json::value_to<std::string>(demo.at("log_key"));
        const auto colon = url_.rfind(':');
        port_ = url_.substr(colon + 1, url_.find('/', colon) - colon - 1);
        return {};
    }
    return Trouble{
        .what = "the server did not come up in 30 s", .why = contents(folder_ / "server.log")};
}

void Server::kill() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    wait_for(std::exchange(pid_, -1));
}

Result<int> Server::stop() {
    TOCSIN_CHECK(pid_ > 0);
    ::kill(pid_, SIGTERM);
    return wait_for(std::exchange(pid_, -1));
}

Server::Ran Server::tocsin(const std::vector<std::string>& arguments) const {
    return run("tocsin", arguments);
}

Server::Ran
Server::run(const std::string& program, const std::vector<std::string>& arguments) const {
    const auto out = folder_ / "ran.log";
    const int code = wait_for(spawn((programs_ / program).string(), arguments, out, demo_file()));
    return {code, contents(out)};
}

} // namespace tocsin::scenario
