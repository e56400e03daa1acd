// SPDX-License-Identifier: Apache-2.0
#include "server/app/notify.hpp"

#include "server/app/setting_values.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin::app {

Notify::Notify() {
    const char* address = std::getenv("NOTIFY_SOCKET");
    if (!address || (address[0] != '/' && address[0] != '@')) return;
    address_ = address;
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    const char* usec = std::getenv("WATCHDOG_USEC");
    const char* pid = std::getenv("WATCHDOG_PID");
    if (!usec || (pid && pid != std::to_string(::getpid()))) return;
    if (const auto number = parse_number(usec); number && *number > 1)
        interval_ = std::chrono::microseconds(static_cast<std::int64_t>(*number / 2));
}

Notify::~Notify() {
    if (socket_ >= 0) ::close(socket_);
}

void Notify::ready(std::string_view status) const {
    send("READY=1\nSTATUS=" + std::string(status));
}

void Notify::reloading() const {
    send("RELOADING=1");
}

void Notify::stopping() const {
    send("STOPPING=1");
}

void Notify::watchdog() const {
    send("WATCHDOG=1");
}

void Notify::send(std::string_view words) const {
    if (socket_ < 0) return;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    const auto length = std::min(address_.size(), sizeof to.sun_path - 1);
    std::memcpy(to.sun_path, address_.data(), length);
    if (to.sun_path[0] == '@') to.sun_path[0] = '\0'; // an abstract address
    // A supervisor that does not listen is no reason to fail.
    [[maybe_unused]] const auto sent = ::sendto(
        socket_,
        words.data(),
        words.size(),
        MSG_NOSIGNAL,
        reinterpret_cast<const sockaddr*>(&to),
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length)
    );
}

} // namespace tocsin::app
