// The other end of the admin socket, for tocsin-admin: blocking, one line each way, many requests
// on their way at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <boost/json/object.hpp>

#include <filesystem>
#include <optional>

namespace tocsin::app {

class AdminClient {
public:
    // Trouble (exit 69): nobody listens there.
    static Result<AdminClient> connect(const std::filesystem::path& socket);
    ~AdminClient();
    AdminClient(AdminClient&& other) noexcept;
    AdminClient& operator=(AdminClient&&) = delete;

    Result<void> send(const boost::json::object& request);
    Result<boost::json::object> receive();
    // One request, one answer; an answer that is an "error" is Trouble (exit 64).
    Result<boost::json::object> ask(const boost::json::object& request);

private:
    explicit AdminClient(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
    std::string input_;
};

// The answer's "error", "what", "why" and "next" as Trouble; nothing: it is no error.
std::optional<Trouble> error_of(const boost::json::object& answer);

} // namespace tocsin::app
