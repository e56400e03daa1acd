// The machine under the simulation: its clock and its network, in place of Linux's. The program is
// linked with twins of the system calls by which the rooms reach both (kernel_calls.cpp), so that
// all above them, Asio and Beast included, is the code that runs in earnest. One thread.
// docs/adr/0026-simulation-below-the-rooms.md
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/rng.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace tocsin::sim {

using Time = std::chrono::nanoseconds; // since the simulation began
using Address = std::uint32_t;         // IPv4, in the order of the host

// What a link does to what is sent over it; drawn anew now and then by the swarm.
struct Weather {
    std::chrono::milliseconds delay_max{20}; // of a chunk: anything up to this, never out of order
    std::size_t window = 64 * 1024;          // bytes under way in one direction
    std::size_t chunk_max = 16 * 1024;       // small: what was sent at once arrives in pieces
};

// One TCP connection: two ends that programs hold, and between them this.
struct Link {
    struct Way {
        struct Chunk {
            Time due;
            std::string bytes;
        };

        int from = -1, to = -1; // our sides of the programs' sockets; -1: gone
        std::deque<Chunk> chunks;
        std::size_t bytes = 0; // under way
        Time last_due{};
        bool ended = false; // the program that sends has closed; told when all has arrived
    };

    Address client = 0;       // each client reaches the server under an address of its own
    std::uint16_t server = 0; // the port that was connected to
    Way up, down;
    Time stalled_until{};
    bool lost = false; // nothing arrives any more, and nobody is told
    bool cut = false;
};

class Kernel {
public:
    explicit Kernel(std::uint64_t seed);
    ~Kernel();
    Kernel(const Kernel&) = delete;
    Kernel& operator=(const Kernel&) = delete;

    // The one that the system calls speak to; null: they are Linux's.
    static Kernel* running;

    Time now{};
    // When the simulation wants to be asked again; the clock never passes it unasked.
    std::function<Time()> next_event;
    // Runs when the clock stands at an event while somebody waits for sockets.
    std::function<void()> wake;

    Weather weather;

    // Moves what is due, and takes up what programs have written. True: something moved.
    bool pump();
    Time next_arrival() const; // Time::max(): nothing is under way

    // Faults. A port that nobody listens on, or that is dark, refuses.
    void cut(Address client); // every link of this client: both ends are told
    void lose(Address client);
    void stall(Address client, Time until);
    void cut_server(std::uint16_t port, bool deliver_first);
    void make_dark(std::uint16_t port, bool dark);

    // The system calls.
    int socket(int type);
    int listen(int fd);
    int bind(int fd, std::uint16_t port);
    int connect(int fd, Address server, std::uint16_t port);
    int accept(int fd);

    bool knows(int fd) const { return sockets_.contains(fd); }

    std::uint16_t local_port(int fd) const;
    std::pair<Address, std::uint16_t> peer(int fd) const;
    void closing(int fd);
    void touched(int fd); // written to, read from or shut

private:
    struct Socket {
        int ours = -1; // the other side
        std::uint16_t port = 0;
        bool listens = false;
        std::deque<int> waiting; // accepted ends, of programs not yet told
        Address peer = 0;
        std::uint16_t peer_port = 0;
        Link* link = nullptr;
    };

    bool take_up(Link& link, Link::Way& way);
    bool deliver(Link& link, Link::Way& way);
    void close_link(Link& link);
    void close_end(int& fd);

    SeededRng rng_;
    std::map<int, Socket> sockets_; // by the program's descriptor
    std::map<std::uint16_t, int> listening_;
    std::set<std::uint16_t> dark_;
    std::list<Link> links_;
    std::set<Link*> dirty_;
    std::uint16_t next_port_ = 40'000;
};

} // namespace tocsin::sim
