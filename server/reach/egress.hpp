// The one way out: every request that this server makes of others. Requests are values; answers
// come on the shell's thread. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::reach {

// Which addresses a request may reach, asked of the address itself when the socket is made: a name
// may stand for anything, and for something else a moment later.
enum class Bounds {
    any,         // an operator named it
    public_only, // a person named it: nothing private, loopback, link-local or set apart
    loopback,    // an exercise: nothing leaves this host
};

// A message to one mailbox, for a URL of the scheme smtp or smtps.
struct Mail {
    std::string from, to;       // the envelope's
    std::string user, password; // empty: without log-in
    bool plain = false;         // STARTTLS is not asked for: a relay on this host
};

struct Asked {
    explicit Asked(Bounds its_bounds) : bounds(its_bounds) {}

    Bounds bounds;
    std::string url;
    std::string body; // empty: GET, else POST
    std::string content_type = "text/plain; charset=utf-8";
    std::chrono::milliseconds timeout = std::chrono::seconds(10); // for all of it
    std::vector<std::string> headers = {};                        // "Name: value"
    std::optional<Mail> mail = {}; // then `body` is the message, with its headers
};

struct Answered {
    int status = 0;      // 0: there was no whole answer; of a mail the relay's last reply
    std::string body;    // at most 64 KiB; more is no answer
    std::string trouble; // why there was none, in words
    std::chrono::seconds retry_after{}; // as it asked for; zero: it did not
};

class Egress {
public:
    using Done = std::function<void(Answered)>;

    virtual ~Egress() = default;
    // `done` is called once, later, on the shell's thread; never after the Egress has gone.
    virtual void send(Asked asked, Done done) = 0;
};

// Whether an address may be reached: of `sockaddr` in network order, 4 or 16 bytes.
bool is_within(Bounds bounds, std::string_view address);

// libcurl on a thread of its own: http and https, smtp and smtps for mail; no redirect is followed,
// certificates are checked, nothing is read from the environment.
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
