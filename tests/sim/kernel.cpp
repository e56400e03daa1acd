// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/kernel.hpp"

#include "server/base/check.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tocsin::sim {

Kernel* Kernel::running = nullptr;

namespace {

int close_really(int fd) {
    return static_cast<int>(::syscall(SYS_close, fd));
}

} // namespace

Kernel::Kernel(std::uint64_t seed) : rng_(seed) {
    TOCSIN_CHECK(running == nullptr);
    running = this;
}

Kernel::~Kernel() {
    for (Link& link : links_)
        close_link(link);
    for (auto& [fd, socket] : sockets_)
        close_end(socket.ours);
    running = nullptr;
}

void Kernel::close_end(int& fd) {
    if (fd >= 0) close_really(fd);
    fd = -1;
}

int Kernel::socket(int type) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | (type & (SOCK_NONBLOCK | SOCK_CLOEXEC)), 0, ends) != 0)
        return -1;
    ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
    Socket& socket = sockets_[ends[0]];
    socket = {};
    socket.ours = ends[1];
    return ends[0];
}

int Kernel::bind(int fd, std::uint16_t port) {
    Socket& socket = sockets_.at(fd);
    socket.port = port != 0 ? port : next_port_++;
    return 0;
}

int Kernel::listen(int fd) {
    Socket& socket = sockets_.at(fd);
    if (listening_.contains(socket.port)) {
        errno = EADDRINUSE;
        return -1;
    }
    socket.listens = true;
    listening_[socket.port] = fd;
    return 0;
}

int Kernel::connect(int fd, Address server_address, std::uint16_t port) {
    const auto listener = listening_.find(port);
    if (listener == listening_.end() || dark_.contains(port)) {
        errno = ECONNREFUSED;
        return -1;
    }
    Socket& server = sockets_.at(listener->second);
    const int accepted = socket(SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0) return -1;
    int send_buffer = 0;
    socklen_t size = sizeof send_buffer;
    ::getsockopt(listener->second, SOL_SOCKET, SO_SNDBUF, &send_buffer, &size);
    send_buffer /= 2; // Linux tells twice what was asked for
    ::setsockopt(accepted, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);

    Socket& near = sockets_.at(fd);
    Socket& far = sockets_.at(accepted);
    Link& link = links_.emplace_back();
    link.client = server_address;
    link.server = port;
    link.up.from = link.down.to = near.ours;
    link.up.to = link.down.from = far.ours;
    near.port = next_port_++;
    near.peer_port = far.port = port;
    far.peer = server_address + 0x0100; // of the same number in the next network
    far.peer_port = near.port;
    near.link = far.link = &link;
    near.ours = far.ours = -1; // the link's from here on
    server.waiting.push_back(accepted);
    const char ring = 'r';
    TOCSIN_CHECK(::write(server.ours, &ring, 1) == 1);
    return 0;
}

int Kernel::accept(int fd) {
    Socket& listener = sockets_.at(fd);
    char ring = 0;
    if (listener.waiting.empty() || ::recv(fd, &ring, 1, MSG_DONTWAIT) != 1) {
        errno = EAGAIN;
        return -1;
    }
    const int accepted = listener.waiting.front();
    listener.waiting.pop_front();
    return accepted;
}

std::uint16_t Kernel::local_port(int fd) const {
    return sockets_.at(fd).port;
}

std::pair<Address, std::uint16_t> Kernel::peer(int fd) const {
    const Socket& socket = sockets_.at(fd);
    return {socket.peer, socket.peer_port};
}

void Kernel::touched(int fd) {
    const auto socket = sockets_.find(fd);
    if (socket != sockets_.end() && socket->second.link) dirty_.insert(socket->second.link);
}

void Kernel::closing(int fd) {
    const auto found = sockets_.find(fd);
    if (found == sockets_.end()) return;
    touched(fd);
    Socket socket = std::move(found->second);
    sockets_.erase(found);
    if (socket.listens) listening_.erase(socket.port);
    for (const int never_accepted : socket.waiting) {
        closing(never_accepted);
        close_really(never_accepted);
    }
    close_end(socket.ours);
}

bool Kernel::take_up(Link& link, Link::Way& way) {
    bool moved = false;
    while (way.from >= 0 && !way.ended && way.bytes < weather.window && link.stalled_until <= now) {
        std::string bytes(std::min(weather.chunk_max, weather.window - way.bytes), '\0');
        const auto got = ::recv(way.from, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        moved = true;
        if (got <= 0) { // closed, or reset: what is under way arrives, then the other end hears it
            way.ended = true;
            break;
        }
        if (link.lost) continue;
        bytes.resize(static_cast<std::size_t>(got));
        const auto delay = std::chrono::milliseconds(
            rng_.below(static_cast<std::uint64_t>(weather.delay_max.count()) + 1)
        );
        way.last_due = std::max(way.last_due, now + delay);
        way.bytes += bytes.size();
        way.chunks.push_back({way.last_due, std::move(bytes)});
    }
    return moved;
}

bool Kernel::deliver(Link& link, Link::Way& way) {
    bool moved = false;
    while (!way.chunks.empty() && way.chunks.front().due <= now && link.stalled_until <= now) {
        std::string& bytes = way.chunks.front().bytes;
        const auto sent =
            way.to < 0 ? static_cast<ssize_t>(bytes.size())
                       : ::send(way.to, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        moved = true;
        const auto gone = sent < 0 ? bytes.size() : static_cast<std::size_t>(sent);
        way.bytes -= gone;
        bytes.erase(0, gone);
        if (bytes.empty()) way.chunks.pop_front();
    }
    if (way.ended && way.chunks.empty() && way.to >= 0 && !link.lost) {
        ::shutdown(way.to, SHUT_WR);
        moved = true;
        way.to = -1;
    }
    return moved;
}

void Kernel::close_link(Link& link) {
    // The same descriptors stand on both ways: each is closed once.
    std::set<int> ends;
    for (Link::Way* way : {&link.up, &link.down})
        for (int* end : {&way->from, &way->to}) {
            if (*end >= 0) ends.insert(*end);
            *end = -1;
        }
    for (const int end : ends)
        close_really(end);
    for (auto& [fd, socket] : sockets_)
        if (socket.link == &link) socket.link = nullptr;
}

bool Kernel::pump() {
    bool moved = false;
    for (auto link = links_.begin(); link != links_.end();) {
        const bool is_due = dirty_.contains(&*link) || link->stalled_until == now;
        for (Link::Way* way : {&link->up, &link->down}) {
            if (!is_due && (way->chunks.empty() || way->chunks.front().due > now)) continue;
            for (bool again = true; again;) {
                const bool took = take_up(*link, *way);
                again = deliver(*link, *way);
                moved = moved || took || again;
            }
        }
        const bool over = link->up.ended && link->down.ended &&
                          (link->lost || (link->up.chunks.empty() && link->down.chunks.empty()));
        if (over || link->cut) {
            dirty_.erase(&*link);
            close_link(*link);
            link = links_.erase(link);
            moved = true;
        } else {
            ++link;
        }
    }
    dirty_.clear();
    return moved;
}

Time Kernel::next_arrival() const {
    Time next = Time::max();
    for (const Link& link : links_) {
        if (link.stalled_until > now) {
            next = std::min(next, link.stalled_until);
            continue;
        }
        for (const Link::Way* way : {&link.up, &link.down})
            // What is due already waits for a reader, whose reading is heard of.
            if (!way->chunks.empty() && way->chunks.front().due > now)
                next = std::min(next, way->chunks.front().due);
    }
    return next;
}

void Kernel::cut(Address client) {
    for (Link& link : links_)
        if (link.client == client) link.cut = true;
}

void Kernel::lose(Address client) {
    for (Link& link : links_) {
        if (link.client != client) continue;
        link.lost = true;
        for (Link::Way* way : {&link.up, &link.down}) {
            way->chunks.clear();
            way->bytes = 0;
        }
        dirty_.insert(&link);
    }
}

void Kernel::stall(Address client, Time until) {
    for (Link& link : links_)
        if (link.client == client) link.stalled_until = std::max(link.stalled_until, until);
}

void Kernel::cut_server(std::uint16_t port, bool deliver_first) {
    for (Link& link : links_) {
        if (link.server != port) continue;
        if (!deliver_first || link.lost) {
            link.cut = true;
            continue;
        }
        // What the machine had taken from the program still goes out; nothing else ever will.
        take_up(link, link.down);
        link.up.ended = link.down.ended = true;
        link.up.chunks.clear();
        dirty_.insert(&link);
    }
}

void Kernel::make_dark(std::uint16_t port, bool dark) {
    if (dark)
        dark_.insert(port);
    else
        dark_.erase(port);
}

} // namespace tocsin::sim
