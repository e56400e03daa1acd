// The load's connections: raw sockets on one edge-triggered epoll, upgraded and logged in to a
// Tocsin server, or only upgraded when the peer is one of the plain servers it is compared with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/signature.hpp"
#include "tests/bench/load_frames.hpp"
#include "tests/bench/load_stamp.hpp"
#include "tests/bench/load_tls.hpp"
#include "tocsin/v1/frame.pb.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::bench {

enum class Part {
    follower,  // a feed token; follows from now, or from its cursor
    replayer,  // a feed token; follows from the beginning
    stalled,   // likewise, and never reads again once it follows
    pinging,   // likewise, and is told to ping now and then
    person,    // its own key; asks and is answered
    publisher, // the lead
};

inline bool never_reads(Part part) {
    return part == Part::stalled || part == Part::pinging;
}

struct Link {
    enum class Step : std::uint8_t { upgrading, entering, ready, closed };

    int fd = -1;
    std::uint64_t number = 0;
    Part part = Part::follower;
    Step step = Step::upgrading;
    FrameReader frames;
    StampScanner scanner;
    std::uint64_t next = 0;     // number of the stamp it has not had
    std::uint64_t asked_ns = 0; // a request without its answer
    std::uint64_t bytes_in = 0;
    std::string cursor;
    std::string message; // gathered while that is wanted
    std::string out;     // what the kernel did not take
    std::unique_ptr<storage::SigningKey> key;
    Digest standing;          // leaf hash of its position
    std::unique_ptr<Tls> tls; // null: its bytes go as they are

    // As send(2) and recv(2), without waiting.
    ssize_t send_some(std::string_view bytes);
    ssize_t receive_some(char* into, std::size_t size);
};

class Links {
public:
    Links(std::uint16_t port, bool plain, std::size_t text_bytes);
    ~Links();
    Links(const Links&) = delete;
    Links& operator=(const Links&) = delete;

    Link& open(std::uint64_t number, Part part, std::string cursor = {});
    // All of them, a few hundred at a time; throws when they are not ready in time.
    void open_all(std::size_t count, Part part);
    void wait_ready(double seconds);
    void close_all();
    // Of a link that is not read any more: whether the server has not closed it yet.
    bool still_open(const Link& link) const;
    void follow(Link& link);

    void poll(int milliseconds);
    void poll_for(double milliseconds);
    void send_message(Link& link, std::string_view payload); // one binary frame
    void send_bytes(Link& link, std::string_view bytes);
    // One broadcast with that stamp; returns when it is with the kernel.
    void publish(std::uint64_t number);

    std::vector<Link*> followers;
    Link* publisher = nullptr;
    // The address a connection comes from, in host order; not set: 127.0.0.1.
    std::function<std::uint32_t(std::uint64_t number)> source;
    std::uint16_t tls_port = 0; // where followers speak TLS; 0: nobody does
    std::size_t ready = 0, wanted = 0, lost = 0;
    std::uint64_t arrived_ns = 0; // of the bytes being looked at
    std::function<void(Link&, const Stamp&)> on_stamp;
    std::function<void(Link&, const v1::Verdict*)> on_answer; // null: of a plain peer
    bool may_be_sent_away = false;                            // else a goodbye throws
    bool reads_items = false; // of follower 0, whole, into `cursors`
    std::vector<std::pair<std::uint64_t, std::string>> cursors; // by number of the stamp before it

private:
    struct Sink;
    void input(Link& link);
    bool gathers(const Link& link) const;
    bool upgraded(Link& link, std::string_view& bytes);
    void whole(Link& link);
    void enter(Link& link, const v1::ServerFrame& frame);
    void read_items(const v1::ServerFrame& frame);
    void authenticate(Link& link, const v1::Challenge& challenge);
    void be_ready(Link& link);
    void drop(Link& link);

    std::uint16_t port_;
    bool plain_;
    std::size_t text_bytes_;
    int epoll_ = -1;
    std::vector<std::unique_ptr<Link>> all_;
    std::vector<char> buffer_;
    std::uint64_t commands_ = 0;
};

} // namespace tocsin::bench
