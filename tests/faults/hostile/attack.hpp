// What a hostile network does at once: sockets that send a header byte a second, strangers that
// ping as fast as they can, and garbage at the TLS door. From many addresses of the loopback range,
// on a thread of the lowest priority. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace tocsin::faults {

struct Attacked { // since the last look
    std::uint64_t pings = 0;
    std::uint64_t garbage = 0;
    std::size_t slow_open = 0;     // now
    std::uint64_t slow_closed = 0; // by the server
};

class Attack {
public:
    Attack(std::uint16_t port, std::uint16_t tls_port);
    ~Attack();

    void begin();
    Attacked end();

private:
    void run();
    void turn();
    void crawl();
    void flood();
    void litter();
    int connect_from_anew(std::uint16_t port);
    int upgraded();
    void drop_all();

    struct Slow {
        int fd = -1;
        std::size_t sent = 0;
    };

    const std::uint16_t port_, tls_port_;
    std::vector<Slow> slow_;
    std::vector<int> flooding_;
    std::vector<int> littered_;
    std::uint32_t connections_ = 0; // made so far: each twenty from another address
    std::size_t next_slow_ = 0;
    std::uint64_t began_ns_ = 0;
    Attacked done_;
    std::atomic<bool> on_ = false;
    std::atomic<bool> over_ = false;
    std::atomic<bool> idle_ = true;
    std::thread thread_;
};

} // namespace tocsin::faults
