// A person's acts on its own channels, as frames: answered with their id, limited, refused where
// nothing is configured. What they do is tests/reach. SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "tests/net/support/statement.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

constexpr const char* act_id = "sixteen bytes id";

v1::Channels asks(Client& client, v1::ChannelAct act) {
    act.set_act_id(act_id);
    v1::ClientFrame frame;
    *frame.mutable_channel_act() = std::move(act);
    client.send(frame);
    return client.message()->channels();
}

v1::ChannelAct list() {
    v1::ChannelAct act;
    act.mutable_list();
    return act;
}

} // namespace

TEST_CASE("where no channel is configured every act on one is refused, and says so", "[net]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);

    const auto told = asks(client, list());
    CHECK(told.act_id() == act_id);
    CHECK(told.refusal().code() == v1::Refusal::UNSUPPORTED);
    CHECK(told.push_key().empty());
}

TEST_CASE("an act on channels is whose log-in it is, and is answered under its id", "[net]") {
    PersonId asked;
    Options options;
    options.channels = [&](const domain::Reader& reader, const v1::ChannelAct& act, auto told) {
        asked = reader.person;
        v1::Channels channels;
        channels.set_email(act.has_list());
        told(std::move(channels));
    };
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);

    const auto told = asks(client, list());
    CHECK(told.act_id() == act_id);
    CHECK(told.email());
    CHECK(!told.has_refusal());
    CHECK(asked == person.id);
}

TEST_CASE("acts on channels are messages: who sends too many is told to wait", "[net]") {
    int done = 0;
    Options options;
    options.messages_per_minute = 5;
    options.channels = [&](const domain::Reader&, const v1::ChannelAct&, auto told) {
        ++done;
        told({});
    };
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);

    v1::Channels last;
    for (int i = 0; i < limits::messages_burst_max + 1 && !last.has_refusal(); ++i)
        last = asks(client, list());
    CHECK(last.refusal().code() == v1::Refusal::RATE_LIMITED);
    CHECK(last.refusal().retry_after_ms() > 0);
    CHECK(last.act_id() == act_id);
    CHECK(done > 0);
    CHECK(done <= limits::messages_burst_max);
}

TEST_CASE("what cannot be an endpoint or a key is refused before anybody looks", "[net]") {
    Options options;
    options.channels = [](const domain::Reader&, const v1::ChannelAct&, auto told) { told({}); };
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    const auto refused = [&](const std::string& endpoint, const std::string& p256dh) {
        v1::ClientFrame frame;
        frame.mutable_channel_act()->set_act_id(act_id);
        auto& push = *frame.mutable_channel_act()->mutable_add_push();
        push.set_endpoint(endpoint);
        push.set_p256dh(p256dh);
        push.set_auth(std::string(16, 'a'));
        client.send(frame);
        return client.message()->verdict().refusal().field();
    };
    const std::string key(65, '\x04');
    CHECK(refused("ftp://push.example", key) == "channel_act.add_push.endpoint");
    CHECK(refused("https://user@push.example/", key) == "channel_act.add_push.endpoint");
    CHECK(
        refused("https://push.example/" + std::string(1'024, 'a'), key) ==
        "channel_act.add_push.endpoint"
    );
    CHECK(refused("https://push.example/a", key + key) == "channel_act.add_push.p256dh");
}
