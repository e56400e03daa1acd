// The real programs, run as processes: the server that a scenario is played on, and the command
// line. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tocsin::scenario {

// A demo server with nothing but the Coalition in it, on a port of its own, in a folder of its own.
class Server {
public:
    // `programs`: the folder of tocsin-server and tocsin.
    explicit Server(std::filesystem::path programs);
    ~Server(); // killed and its folder removed
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Starts, or starts again on the same data, and waits until it answers.
    Result<void> start();
    void kill();        // SIGKILL
    Result<int> stop(); // SIGTERM; its exit code

    const std::string& url() const { return url_; }

    const std::string& log_key() const { return log_key_; }

    const std::filesystem::path& folder() const { return folder_; }

    std::filesystem::path demo_file() const { return folder_ / "demo.json"; }

    std::filesystem::path data() const { return folder_ / "data"; }

    struct Ran {
        int exit_code = -1;
        std::string out;
    };

    // `tocsin ARGUMENTS…` with this demo; standard output and error joined.
    Ran tocsin(const std::vector<std::string>& arguments) const;
    Ran run(const std::string& program, const std::vector<std::string>& arguments) const;

private:
    Result<void> wait_ready();

    std::filesystem::path programs_;
    std::filesystem::path folder_;
    std::string url_;
    std::string log_key_;
    std::string port_ = "0";
    pid_t pid_ = -1;
};

} // namespace tocsin::scenario
