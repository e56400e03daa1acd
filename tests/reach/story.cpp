// SPDX-License-Identifier: Apache-2.0
#include "tests/reach/story.hpp"

#include "server/engine/entry_reading.hpp"

#include <catch2/catch.hpp>

#include <thread>

namespace tocsin::reach::test {

Story::~Story() {
    if (channels) channels->stop();
    channels.reset();
    egress.reset();
}

Story::Story() {
    ways.exercise = true;
}

void Story::prepare() {
    REQUIRE(!world.start());
    coalition = std::make_unique<engine::test::Coalition>(world);
    ways.push_key = push_key;
    ways.push_contact = "mailto:duty@tocsin.example";
    ways.smtp_url = relay.url();
    ways.smtp_from = "tocsin@demo.tocsin.example";
    ways.public_url = "https://tocsin.example";
}

void Story::open_channels() {
    auto rows = world.on_log([&](storage::Log&) { return *world.sqlite().channels().all(); });
    if (!rows.next) {
        storage::ChannelChanges begun;
        begun.next = rows.next = world.head().size;
        world.on_log([&](storage::Log&) {
            return world.sqlite().channels().keep(begun).has_value();
        });
    }
    egress = std::make_unique<CurlEgress>(world.executor());
    const Channels::Rooms rooms{
        world.engine(),
        world.desk(),
        world.log(),
        world.sqlite().channels(),
        *egress,
        world.clock,
        world.rng,
        world.executor()};
    channels =
        std::make_unique<Channels>(rooms, ways, std::move(rows), [this](const std::string& line) {
            said.push_back(line);
        });
    channels->start();
}

void Story::close_channels() {
    bool drained = false;
    channels->stop();
    channels->drain([&] { drained = true; });
    REQUIRE(comes_to([&] { return drained; }));
    channels.reset();
}

v1::Channels Story::acts(const Person& person, const v1::ChannelAct& act) {
    std::optional<v1::Channels> told;
    channels->act(world.reader(person), act, [&](v1::Channels answer) { told = answer; });
    REQUIRE(told);
    return *told;
}

v1::Channels Story::list(const Person& person) {
    v1::ChannelAct act;
    act.mutable_list();
    return acts(person, act);
}

v1::Channels Story::subscribe(const Person& person, const std::string& name) {
    return subscribe_at(person, service.endpoint(name));
}

v1::Channels Story::subscribe_at(const Person& person, const std::string& endpoint) {
    v1::ChannelAct act;
    act.mutable_add_push()->set_endpoint(endpoint);
    act.mutable_add_push()->set_p256dh(browser.key.point());
    act.mutable_add_push()->set_auth(browser.auth);
    act.mutable_add_push()->set_label("Firefox");
    auto told = acts(person, act);
    CHECK(!told.has_refusal());
    return told;
}

v1::Channels Story::add_email(const Person& person, const std::string& address) {
    v1::ChannelAct act;
    act.mutable_add_email()->set_address(address);
    return acts(person, act);
}

v1::Channels Story::test(const Person& person, const std::string& channel) {
    v1::ChannelAct act;
    act.mutable_test()->set_channel(channel);
    return acts(person, act);
}

v1::Channels
Story::prove(const Person& person, const std::string& channel, const std::string& code) {
    v1::ChannelAct act;
    act.mutable_prove()->set_channel(channel);
    act.mutable_prove()->set_code(code);
    return acts(person, act);
}

void Story::pass(std::chrono::milliseconds time) {
    comes_to([] { return false; }, 2ms); // what was on its way is looked at first
    world.clock.pass(time);
    channels->look();
}

bool Story::comes_to(const std::function<bool()>& done, std::chrono::milliseconds within) {
    const auto end = RealClock().mono() + within;
    while (RealClock().mono() < end) {
        if (done()) return true;
        world.run_rounds(1);
    }
    return done();
}

bool Story::until_posted(std::size_t count) {
    const auto end = RealClock().mono() + 5s;
    while (service.posted().size() < count && RealClock().mono() < end)
        std::this_thread::sleep_for(1ms);
    return service.posted().size() == count;
}

boost::json::object Story::opened(const Posted& posted) const {
    const auto plain = browser.open(posted.body);
    REQUIRE(plain);
    return boost::json::parse(*plain).as_object();
}

std::vector<v1::Delivery>
Story::deliveries(const std::string& subject, const std::string& channel) {
    std::vector<v1::Delivery> found;
    const auto entries =
        world.on_log([](storage::Log& log) { return *log.read(0, 10'000, 100'000'000); });
    for (const auto& entry : entries) {
        const auto event = engine::read_entry(entry).told.event;
        if (!event || !event->has_delivery_recorded()) continue;
        for (const auto& delivery : event->delivery_recorded().deliveries())
            if (delivery.alert_id() == subject && delivery.channel() == channel)
                found.push_back(delivery);
    }
    return found;
}

domain::Rungs Story::rungs(const std::string& alert, const Person& person) {
    return world.engine().shown().alerts.at(domain::AlertId{alert}).reach.at(person.id);
}

void Story::saw(const std::string& alert, const Person& person) {
    v1::Delivery seen;
    seen.set_alert_id(alert);
    seen.set_message(1);
    seen.set_person(person.id.str());
    seen.set_rung(v1::Delivery::SEEN);
    seen.set_at(to_ms(world.clock.wall()));
    seen.set_channel("socket");
    world.engine().delivered(seen);
    REQUIRE(comes_to([&] { return rungs(alert, person).seen != Instant{}; }));
}

} // namespace tocsin::reach::test
