// systemd's notification protocol: one datagram a word (sd_notify(3)). Without $NOTIFY_SOCKET every
// call does nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::app {

class Notify {
public:
    Notify(); // reads the environment once
    ~Notify();
    Notify(const Notify&) = delete;
    Notify& operator=(const Notify&) = delete;

    void ready(std::string_view status) const;
    void reloading() const;
    void stopping() const;
    void watchdog() const;

    // Half of what systemd waits for; nothing: it does not watch.
    std::optional<std::chrono::microseconds> watchdog_interval() const { return interval_; }

private:
    void send(std::string_view words) const;

    int socket_ = -1;
    std::string address_;
    std::optional<std::chrono::microseconds> interval_;
};

} // namespace tocsin::app
