// Carries one thing out by one channel, and says what came of it in terms of what to do next. It
// decides what may be said outside (docs/CHANNELS.md 4), and knows neither queue nor log.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/base/rng.hpp"
#include "server/reach/egress.hpp"
#include "server/reach/p256.hpp"
#include "server/reach/waiting.hpp"
#include "storage/channels.hpp"

#include <functional>
#include <optional>
#include <string>

namespace tocsin::reach {

struct Outcome {
    enum class Fate {
        taken, // by the push service or the relay: that is "sent", and no more
        later, // try again
        never, // not this one
        gone,  // this channel is no more
    };
    Fate fate = Fate::taken;
    std::string why;                   // where it failed; without any address
    std::chrono::seconds not_before{}; // from now, where one was named
};

class Courier {
public:
    // As an operator configured it; what is empty is off.
    struct Ways {
        std::optional<P256Key> push_key;
        std::string push_contact; // mailto: or https: of the operator (RFC 8292)
        std::string smtp_url;     // smtp://relay:587, smtps://relay:465
        std::string smtp_from, smtp_user, smtp_password;
        std::string public_url; // of the console, for the link in an e-mail
        // An exercise: loopback alone, and plain HTTP there. Else https to public addresses alone.
        bool exercise = false;
    };

    using Done = std::function<void(Outcome)>;

    Courier(Ways ways, Egress& egress, const Clock& clock, Rng& rng)
        : ways_(std::move(ways)), egress_(egress), clock_(clock), rng_(rng) {}

    bool sends(storage::ChannelRow::Kind kind) const;
    // Nothing: no push messages.
    std::string push_key() const;

    bool is_exercise() const { return ways_.exercise; }

    // Whether a browser's endpoint may be one: https, or here and now http.
    bool takes(const std::string& endpoint) const;

    // `done` comes later, never after the egress has gone.
    void tell(const storage::ChannelRow& channel, const Waiting& waiting, Done done);
    void test(const storage::ChannelRow& channel, const std::string& code, Done done);

private:
    struct Push {
        std::string payload, topic, urgency;
        std::chrono::seconds life{};
    };

    void push(const storage::ChannelRow& channel, const Push& push, Done done);
    void mail(
        const storage::ChannelRow& channel,
        std::string message,
        const std::string& thread,
        Done done
    );
    Bounds bounds() const;

    Ways ways_;
    Egress& egress_;
    const Clock& clock_;
    Rng& rng_;
};

} // namespace tocsin::reach
