// A client that takes part up to the feed and then stops reading: stalled for good, or pinging on and
// on. Raw bytes on a socket with a small receive buffer, for no library would behave like this.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace tocsin::faults {

class BadReader {
public:
    // Connects to ws://host:port/ws, shows the feed token and follows from now on; throws what failed.
    BadReader(std::uint16_t port, const std::string& token, bool pings);
    ~BadReader();
    BadReader(const BadReader&) = delete;
    BadReader& operator=(const BadReader&) = delete;

    // Sends its pings, if it does; false once the server has cut it off.
    bool still_connected();

private:
    void read_until(const std::string& mark);
    int socket_ = -1;
    bool pings_;
};

}  // namespace tocsin::faults
