// The admin socket: a Unix socket in the data directory, 0600, for whoever runs the host. One JSON
// object a line each way; a request may carry an "id", which its answer repeats. No rate limits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/nursery.hpp"
#include "server/base/result.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace tocsin::app {

class AdminSocket {
public:
    using Reply = std::function<void(std::string line)>; // exactly once, on the shell's thread
    using Handler = std::function<void(std::string line, Reply reply)>;

    // Its coroutines live in `nursery`, which MUST be joined before this goes.
    static Result<std::unique_ptr<AdminSocket>> open(
        asio::io_context& io, Nursery& nursery, const std::filesystem::path& path, Handler handler
    );
    ~AdminSocket(); // removes the file

    // No new connections; those there read no more, and end when their answers are written.
    void close();

private:
    struct State;
    explicit AdminSocket(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

constexpr std::size_t admin_line_bytes_max = 256 * 1024;
constexpr std::size_t admin_requests_waiting_max = 256; // of one connection

} // namespace tocsin::app
