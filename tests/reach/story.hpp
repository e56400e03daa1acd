// A small coalition with channels: a real engine, libcurl and a log in SQLite, a push service and a
// relay on loopback, a clock moved by hand. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/limits.hpp"
#include "server/reach/channels.hpp"
#include "tests/engine/support.hpp"
#include "tests/reach/browser.hpp"
#include "tests/reach/services.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace tocsin::reach::test {

using namespace engine::test;

struct Story {
    Story();
    ~Story();

    void begin() {
        prepare();
        open_channels();
    }

    void prepare();
    // As the house does at a start, with what was kept.
    void open_channels();

    v1::Channels acts(const Person& person, const v1::ChannelAct& act);
    v1::Channels list(const Person& person);
    v1::Channels subscribe(const Person& person, const std::string& name);
    v1::Channels subscribe_at(const Person& person, const std::string& endpoint);
    v1::Channels add_email(const Person& person, const std::string& address);
    v1::Channels test(const Person& person, const std::string& channel);
    v1::Channels prove(const Person& person, const std::string& channel, const std::string& code);

    // As the house does at its end.
    void close_channels();

    // Time passes, and the channels look.
    void pass(std::chrono::milliseconds time);
    bool comes_to(const std::function<bool()>& done, std::chrono::milliseconds within = 5s);
    // Without a turn of the loop: nobody hears the answer.
    bool until_posted(std::size_t count);

    boost::json::object opened(const Posted& posted) const;
    // What is recorded of that channel about it, in order.
    std::vector<v1::Delivery> deliveries(const std::string& subject, const std::string& channel);
    domain::Rungs rungs(const std::string& alert, const Person& person);
    void saw(const std::string& alert, const Person& person);

    World world{World::Kind::sqlite};
    std::unique_ptr<engine::test::Coalition> coalition;
    SeededRng browser_rng{99};
    Browser browser{browser_rng};
    P256Key push_key = P256Key::generate(browser_rng);
    PushService service;
    Relay relay;
    Courier::Ways ways;
    std::unique_ptr<CurlEgress> egress;
    std::unique_ptr<Channels> channels;
    std::vector<std::string> said;
};

} // namespace tocsin::reach::test
