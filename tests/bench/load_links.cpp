// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load_links.hpp"

#include "tests/bench/coalition.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin::bench {

namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;
constexpr std::size_t opening_max = 200; // well below any backlog
constexpr int stalled_receive_buffer = 4096;

std::string request_of(const Link& link, std::uint16_t port, bool plain) {
    std::string request = fmt::format(
        "GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        !plain                         ? "/ws"
        : link.part == Part::publisher ? "/pub"
                                       : "/",
        port
    );
    if (!plain) request += "Sec-WebSocket-Protocol: tocsin.v1\r\n";
    if (!plain && !link.key) request += "Authorization: Bearer " + token_of(link.number) + "\r\n";
    return request + "\r\n";
}

int connect_to(std::uint16_t port, Part part, std::uint32_t source) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) throw std::runtime_error(std::string("socket: ") + std::strerror(errno));
    // The port is found by connect(), which takes one again that is only waiting to be forgotten.
    const int no_port = 1;
    ::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &no_port, sizeof no_port);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(source);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0)
        throw std::runtime_error(std::string("bind: ") + std::strerror(errno));
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (never_reads(part))
        ::setsockopt(
            fd, SOL_SOCKET, SO_RCVBUF, &stalled_receive_buffer, sizeof stalled_receive_buffer
        );
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    const int error = errno;
    ::close(fd);
    throw std::runtime_error(std::string("connect: ") + std::strerror(error));
}

} // namespace

ssize_t Link::send_some(std::string_view bytes) {
    if (tls) return tls->send(bytes);
    return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

ssize_t Link::receive_some(char* into, std::size_t size) {
    return tls ? tls->receive(into, size) : ::recv(fd, into, size, MSG_DONTWAIT);
}

Links::Links(std::uint16_t port, bool plain, std::size_t text_bytes)
    : port_(port),
      plain_(plain),
      text_bytes_(text_bytes),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      buffer_(buffer_bytes) {}

Links::~Links() {
    close_all();
    ::close(epoll_);
}

Link& Links::open(std::uint64_t number, Part part, std::string cursor) {
    auto link = std::make_unique<Link>();
    link->number = number;
    link->part = part;
    link->cursor = std::move(cursor);
    if (part == Part::person || part == Part::publisher)
        link->key = std::make_unique<storage::SigningKey>(key_of(number));
    const bool speaks_tls = tls_port != 0 && part == Part::follower;
    const std::uint16_t port = speaks_tls ? tls_port : port_;
    link->fd = connect_to(port, part, source ? source(number) : INADDR_LOOPBACK);
    if (speaks_tls) link->tls = std::make_unique<Tls>(link->fd);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT;
    // A replay never stops coming: it may not keep the others waiting.
    if (part != Part::replayer)
        event.events |= EPOLLET;
    else
        event.events = EPOLLIN;
    event.data.ptr = link.get();
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, link->fd, &event);
    ++wanted;
    all_.push_back(std::move(link));
    send_bytes(*all_.back(), request_of(*all_.back(), port_, plain_));
    return *all_.back();
}

void Links::open_all(std::size_t count, Part part) {
    for (std::size_t number = 0; number < count; ++number) {
        followers.push_back(&open(number, part));
        while (wanted - ready >= opening_max && lost == 0)
            poll(1);
        poll(0);
    }
    wait_ready(60);
}

void Links::wait_ready(double seconds) {
    const auto until = now_ns() + static_cast<std::uint64_t>(seconds * 1e9);
    while (ready < wanted && lost == 0 && now_ns() < until)
        poll(10);
    if (ready < wanted)
        throw std::runtime_error(fmt::format("only {} of {} connections are ready", ready, wanted));
}

void Links::close_all() {
    for (auto& link : all_) {
        if (link->step != Link::Step::closed) ::close(link->fd);
    }
    all_.clear();
    followers.clear();
    publisher = nullptr;
    ready = wanted = lost = 0;
}

bool Links::still_open(const Link& link) const {
    tcp_info now{};
    socklen_t size = sizeof now;
    ::getsockopt(link.fd, IPPROTO_TCP, TCP_INFO, &now, &size);
    return now.tcpi_state == TCP_ESTABLISHED;
}

void Links::send_bytes(Link& link, std::string_view bytes) {
    if (link.step == Link::Step::closed) return;
    if (link.out.empty()) {
        const auto sent = link.send_some(bytes);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    link.out.append(bytes);
}

void Links::send_message(Link& link, std::string_view payload) {
    send_bytes(link, client_frame(opcode::binary, payload));
}

void Links::publish(std::uint64_t number) {
    const Stamp stamp{number, now_ns()};
    const std::string text = stamp.text(text_bytes_);
    if (plain_) return send_message(*publisher, text);
    v1::ClientFrame frame;
    v1::Command& command = *frame.mutable_command();
    // Different in every run: the log remembers.
    command.set_command_id(fmt::format("{:016x}", stamp.sent_ns + ++commands_));
    command.mutable_add_note()->set_subject(std::string(alert_id));
    command.mutable_add_note()->set_text(text);
    send_message(*publisher, frame.SerializeAsString());
}

void Links::poll(int milliseconds) {
    std::array<epoll_event, 512> events;
    const int count =
        ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), milliseconds);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        Link& link = *static_cast<Link*>(event.data.ptr);
        if (link.step == Link::Step::closed) continue;
        while (!link.out.empty()) {
            const auto sent = link.send_some(link.out);
            if (sent <= 0) break;
            link.out.erase(0, static_cast<std::size_t>(sent));
        }
        if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) input(link);
    }
}

void Links::poll_for(double milliseconds) {
    const auto until = now_ns() + static_cast<std::uint64_t>(milliseconds * 1e6);
    for (auto now = now_ns(); now < until; now = now_ns())
        poll(static_cast<int>((until - now) / 1'000'000) + 1);
}

void Links::drop(Link& link) {
    if (link.step == Link::Step::ready) --ready;
    link.step = Link::Step::closed;
    ::close(link.fd);
    ++lost;
}

} // namespace tocsin::bench
