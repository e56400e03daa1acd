// What is measured: single broadcasts, a burst, a rush of requests, a restart, and what bad readers
// do to the others. Each stage adds its figures to one line of JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/bench/load_links.hpp"

#include <sys/types.h>

namespace tocsin::bench {

struct Asked {
    std::uint16_t port = 0;
    std::uint16_t tls_port = 0;
    bool plain = false;
    pid_t server = 0;
    std::size_t connections = 100;
    std::size_t text_bytes = 1024;
    int singles = 0;
    int burst = 0;
    int rushes = 0;
    bool rush_signs = false; // positions, else acknowledgements
    bool waits = false;      // sleeps between looks, and leaves its core to the server
    std::string restart;     // the command that starts the server again
    int isolation = 0;       // broadcasts with and without bad readers
};

class Stages {
public:
    explicit Stages(Asked asked);
    // Everything asked for; the line.
    std::string run();

private:
    void add(std::string_view name, double value);
    void connect();
    void connect_publisher();
    void single(int broadcasts);
    void burst(int broadcasts);
    void rush(int rushes);
    void restart();
    void isolation(int broadcasts);

    void gather(std::size_t count, double seconds);
    std::vector<double> last_of_each(int broadcasts, double gap_ms);
    std::vector<std::string> requests(int turn);
    std::string request(Link& link, int turn, std::uint64_t run) const;

    Asked asked_;
    Links links_;
    std::vector<double> latencies_; // ms, of the stage at hand
    std::uint64_t next_ = 1;        // stamp
    std::uint64_t first_counted_ = 0;
    std::uint64_t last_ns_ = 0;
    std::size_t disorder_ = 0;
    std::size_t refused_ = 0;
    std::string refusal_;
    std::string line_;
};

} // namespace tocsin::bench
