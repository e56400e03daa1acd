// The twins of the system calls by which the rooms reach time and network. While no kernel of the
// simulation runs they are Linux's own.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/kernel.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

using tocsin::sim::Kernel;
using tocsin::sim::Time;

namespace {

// An arbitrary start of the monotonic clocks.
constexpr Time began = std::chrono::hours(1);

Kernel* kernel_of(int fd) {
    Kernel* kernel = Kernel::running;
    return kernel && kernel->knows(fd) ? kernel : nullptr;
}

void fill(sockaddr* address, socklen_t* size, std::uint32_t host, std::uint16_t port) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = htonl(host);
    in.sin_port = htons(port);
    std::memcpy(address, &in, std::min<std::size_t>(*size, sizeof in));
    *size = sizeof in;
}

std::uint16_t port_of(const sockaddr* address) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    return ntohs(in.sin_port);
}

std::uint32_t host_of(const sockaddr* address) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    return ntohl(in.sin_addr.s_addr);
}

template <class... Arguments>
long really(long call, Arguments... arguments) {
    return ::syscall(call, arguments...);
}

} // namespace

namespace std::chrono::inline _V2 {

steady_clock::time_point steady_clock::now() noexcept {
    if (const Kernel* kernel = Kernel::running)
        return time_point(duration_cast<duration>(began + kernel->now));
    timespec now{};
    really(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return time_point(seconds(now.tv_sec) + nanoseconds(now.tv_nsec));
}

} // namespace std::chrono::inline _V2

extern "C" {

int clock_gettime(clockid_t id, timespec* now) noexcept {
    const Kernel* kernel = Kernel::running;
    if (!kernel) return static_cast<int>(really(SYS_clock_gettime, id, now));
    const Time time = began + kernel->now;
    now->tv_sec = static_cast<time_t>(time / std::chrono::seconds(1));
    now->tv_nsec = static_cast<long>((time % std::chrono::seconds(1)).count());
    return 0;
}

// Asio keeps its timers itself then, by the clock above.
int timerfd_create(int clock, int flags) noexcept {
    if (!Kernel::running) return static_cast<int>(really(SYS_timerfd_create, clock, flags));
    errno = EINVAL;
    return -1;
}

// Who waits for sockets lets time pass: to the next event, or to its own next timer.
int epoll_wait(int epoll, epoll_event* events, int max, int timeout) {
    Kernel* kernel = Kernel::running;
    const auto ask = [&](int wait) {
        return static_cast<int>(really(SYS_epoll_wait, epoll, events, max, wait));
    };
    if (!kernel) return ask(timeout);
    const int ready = ask(0);
    if (ready != 0 || timeout == 0) return ready;
    const Time event = std::min(kernel->next_event(), kernel->next_arrival());
    const Time limit = timeout < 0 ? Time::max() : kernel->now + std::chrono::milliseconds(timeout);
    kernel->now = std::max(kernel->now, std::min(event, limit));
    if (event <= limit) kernel->wake();
    return 0;
}

int socket(int domain, int type, int protocol) noexcept {
    if (Kernel* kernel = Kernel::running; kernel && domain == AF_INET) return kernel->socket(type);
    return static_cast<int>(really(SYS_socket, domain, type, protocol));
}

int bind(int fd, const sockaddr* address, socklen_t size) noexcept {
    if (Kernel* kernel = kernel_of(fd)) return kernel->bind(fd, port_of(address));
    return static_cast<int>(really(SYS_bind, fd, address, size));
}

int listen(int fd, int backlog) noexcept {
    if (Kernel* kernel = kernel_of(fd)) return kernel->listen(fd);
    return static_cast<int>(really(SYS_listen, fd, backlog));
}

int connect(int fd, const sockaddr* address, socklen_t size) {
    if (Kernel* kernel = kernel_of(fd))
        return kernel->connect(fd, host_of(address), port_of(address));
    return static_cast<int>(really(SYS_connect, fd, address, size));
}

int accept(int fd, sockaddr* address, socklen_t* size) {
    Kernel* kernel = kernel_of(fd);
    if (!kernel) return static_cast<int>(really(SYS_accept, fd, address, size));
    const int accepted = kernel->accept(fd);
    if (accepted >= 0 && address) {
        const auto [host, port] = kernel->peer(accepted);
        fill(address, size, host, port);
    }
    return accepted;
}

int getsockname(int fd, sockaddr* address, socklen_t* size) noexcept {
    Kernel* kernel = kernel_of(fd);
    if (!kernel) return static_cast<int>(really(SYS_getsockname, fd, address, size));
    fill(address, size, INADDR_LOOPBACK, kernel->local_port(fd));
    return 0;
}

int getpeername(int fd, sockaddr* address, socklen_t* size) noexcept {
    Kernel* kernel = kernel_of(fd);
    if (!kernel) return static_cast<int>(really(SYS_getpeername, fd, address, size));
    const auto [host, port] = kernel->peer(fd);
    fill(address, size, host, port);
    return 0;
}

int setsockopt(int fd, int level, int name, const void* value, socklen_t size) noexcept {
    if (level == IPPROTO_TCP && kernel_of(fd)) return 0;
    return static_cast<int>(really(SYS_setsockopt, fd, level, name, value, size));
}

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
    if (Kernel* kernel = kernel_of(fd)) kernel->touched(fd);
    return really(SYS_sendto, fd, bytes, size, flags, nullptr, 0);
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    if (Kernel* kernel = kernel_of(fd)) kernel->touched(fd);
    return really(SYS_sendmsg, fd, message, flags);
}

ssize_t recv(int fd, void* bytes, size_t size, int flags) {
    if (Kernel* kernel = kernel_of(fd)) kernel->touched(fd);
    return really(SYS_recvfrom, fd, bytes, size, flags, nullptr, nullptr);
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
    if (Kernel* kernel = kernel_of(fd)) kernel->touched(fd);
    return really(SYS_recvmsg, fd, message, flags);
}

int shutdown(int fd, int how) noexcept {
    if (Kernel* kernel = kernel_of(fd)) kernel->touched(fd);
    return static_cast<int>(really(SYS_shutdown, fd, how));
}

int close(int fd) {
    if (Kernel* kernel = Kernel::running) kernel->closing(fd);
    return static_cast<int>(really(SYS_close, fd));
}

} // extern "C"
