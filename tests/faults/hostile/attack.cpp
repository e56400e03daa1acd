// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/hostile/attack.hpp"

#include "tests/bench/load_frames.hpp"
#include "tests/bench/load_stamp.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin::faults {

namespace {

using namespace std::chrono_literals;

constexpr auto turn_length = 2ms;
constexpr int turns_per_second = 500;
constexpr std::size_t slow_sockets = 500;
constexpr std::size_t flooding_sockets = 10;
constexpr std::uint64_t pings_per_second = 10'000;
constexpr std::uint64_t pings_at_once_max = 200;
constexpr std::size_t ping_bytes = 2 + 4 + 1; // of a masked frame with one byte
constexpr std::size_t garbage_bytes = 512;
constexpr std::uint32_t connections_per_address = 20;
constexpr std::uint32_t first_address = 0x7f640001; // 127.100.0.1
constexpr std::string_view head =
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Protocol: tocsin.v1\r\n\r\n";

bool send_all(int fd, std::string_view bytes) {
    return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
           static_cast<ssize_t>(bytes.size());
}

// Read, so that the server is never the one that waits; false: it has closed.
bool still_open(int fd) {
    std::array<char, 4096> bytes;
    for (;;) {
        const auto got = ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got == 0) return false;
        if (got < 0) return errno == EAGAIN || errno == EINTR;
    }
}

} // namespace

Attack::Attack(std::uint16_t port, std::uint16_t tls_port)
    : port_(port),
      tls_port_(tls_port),
      slow_(slow_sockets),
      flooding_(flooding_sockets, -1),
      thread_([this] { run(); }) {}

Attack::~Attack() {
    over_ = true;
    thread_.join();
}

void Attack::begin() {
    done_ = {};
    began_ns_ = bench::now_ns();
    idle_ = false;
    on_ = true;
}

Attacked Attack::end() {
    on_ = false;
    while (!idle_)
        std::this_thread::sleep_for(turn_length);
    return done_;
}

void Attack::run() {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 19); // It may not slow the members.
    while (!over_) {
        if (on_) {
            turn();
        } else if (!idle_) {
            done_.slow_open = static_cast<std::size_t>(std::count_if(
                slow_.begin(), slow_.end(), [](const Slow& slow) { return slow.fd >= 0; }
            ));
            drop_all();
            idle_ = true;
        }
        std::this_thread::sleep_for(turn_length);
    }
    drop_all();
}

void Attack::turn() {
    crawl();
    flood();
    litter();
}

int Attack::connect_from_anew(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(first_address + connections_++ / connections_per_address);
    bool there = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    there =
        there && ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    if (there) return fd;
    ::close(fd);
    return -1;
}

// One byte of the head a second, each in its turn.
void Attack::crawl() {
    for (std::size_t i = 0; i < slow_sockets / turns_per_second; ++i) {
        Slow& slow = slow_[next_slow_++ % slow_sockets];
        if (slow.fd >= 0 && !still_open(slow.fd)) {
            ++done_.slow_closed;
            ::close(slow.fd);
            slow.fd = -1;
        }
        if (slow.fd < 0) slow = {connect_from_anew(port_), 0};
        if (slow.fd >= 0 && slow.sent + 1 < head.size() &&
            send_all(slow.fd, head.substr(slow.sent, 1)))
            ++slow.sent;
    }
}

int Attack::upgraded() {
    const int fd = connect_from_anew(port_);
    if (fd < 0) return -1;
    if (send_all(fd, head)) return fd;
    ::close(fd);
    return -1;
}

// What is missing to so many a second: a turn that came late makes up for it.
void Attack::flood() {
    const std::uint64_t wanted =
        pings_per_second * ((bench::now_ns() - began_ns_) / 1'000'000) / 1000;
    const std::uint64_t missing = wanted > done_.pings ? wanted - done_.pings : 0;
    std::string pings;
    for (std::size_t i = 0; i < std::min(missing / flooding_sockets + 1, pings_at_once_max); ++i)
        pings += bench::client_frame(bench::opcode::ping, "!");
    for (int& fd : flooding_) {
        if (fd >= 0 && !still_open(fd)) {
            ::close(fd);
            fd = -1;
        }
        if (fd < 0) fd = upgraded();
        if (fd >= 0 && send_all(fd, pings)) done_.pings += pings.size() / ping_bytes;
    }
}

// Every fifth turn, a hundred a second.
void Attack::litter() {
    if (next_slow_ % 5 != 0) return;
    for (const int fd : littered_)
        ::close(fd);
    littered_.clear();
    const int fd = connect_from_anew(tls_port_);
    if (fd < 0) return;
    std::string garbage(garbage_bytes, '\0');
    std::uint32_t mixed = connections_;
    for (char& byte : garbage) {
        mixed = mixed * 1664525u + 1013904223u;
        byte = static_cast<char>(mixed >> 24);
    }
    if (send_all(fd, garbage)) ++done_.garbage;
    littered_.push_back(fd);
}

void Attack::drop_all() {
    for (Slow& slow : slow_) {
        if (slow.fd >= 0) ::close(slow.fd);
        slow = {};
    }
    for (int& fd : flooding_) {
        if (fd >= 0) ::close(fd);
        fd = -1;
    }
    for (const int fd : littered_)
        ::close(fd);
    littered_.clear();
}

} // namespace tocsin::faults
