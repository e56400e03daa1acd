// The one way out: every request that this server makes of others. Requests are values; answers
// come on the shell's thread. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace tocsin::reach {

struct Asked {
    std::string url;
    std::string body; // empty: GET, else POST
    std::string content_type = "text/plain; charset=utf-8";
    std::chrono::milliseconds timeout = std::chrono::seconds(10); // for all of it
};

struct Answered {
    int status = 0;      // 0: there was no whole answer
    std::string body;    // at most 64 KiB; more is no answer
    std::string trouble; // why there was none, in words
};

class Egress {
public:
    using Done = std::function<void(Answered)>;

    virtual ~Egress() = default;
    // `done` is called once, later, on the shell's thread; never after the Egress has gone.
    virtual void send(Asked asked, Done done) = 0;
};

// libcurl on a thread of its own: http and https only, no redirect is followed, certificates are
// checked, nothing is read from the environment.
class CurlEgress final : public Egress {
public:
    explicit CurlEgress(Executor shell);
    ~CurlEgress() override;
    void send(Asked asked, Done done) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tocsin::reach
