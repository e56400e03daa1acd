// Tells persons what waits for them while no console of theirs is open (docs/CHANNELS.md): follows
// the log from where it was read last, sends by each channel of whoever is asked, tries again, and
// has what came of it recorded. And what a person does about its own channels. Shell's thread; the
// server waits for none of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/engine.hpp"
#include "server/reach/channel_book.hpp"
#include "server/reach/courier.hpp"
#include "tocsin/v1/frame.pb.h"

#include <deque>
#include <map>

namespace tocsin::reach {

class Channels {
public:
    struct Rooms {
        engine::Engine& engine;
        engine::Desk& desk;
        storage::Log& log;
        storage::Channels& kept;
        Egress& egress;
        const Clock& clock;
        Rng& rng;
        Executor executor;
    };

    // `rows` as they were kept, with the index to go on from. What goes wrong with a relay or a
    // service of many is said once.
    using Say = ChannelBook::Say;
    Channels(Rooms rooms, Courier::Ways ways, storage::ChannelRows rows, Say say);

    ~Channels();
    Channels(const Channels&) = delete;
    Channels& operator=(const Channels&) = delete;

    void start();
    void stop(); // sends no more; acts are still taken
    // All that was gathered is kept, then `done` is called. The last, when nobody acts any more.
    void drain(std::function<void()> done);

    // One act of a person on its own channels (channel_acts.cpp); answered once, at once.
    void
    act(const domain::Reader& reader,
        const v1::ChannelAct& act,
        const std::function<void(v1::Channels)>& told);

    bool has_proven(const PersonId& person) const { return book_.has_proven(person); }

    std::size_t waiting() const { return book_.items().size(); }

    // Sends what is due now; what the timer does, for a clock that is moved by hand.
    void look();

private:
    // From the log (channels.cpp).
    void catch_up();
    void take(const std::vector<storage::Entry>& entries);
    void committed(const std::vector<engine::Told>& entries);
    void consider(const engine::Told& told);
    void looked(storage::Index next);
    void no_room_for(const ChannelRow& row, const ChannelItem& item);

    // Out.
    void send_due(ChannelRow::Kind kind, Instant now);
    bool has_place_for(const ChannelItem& item) const;
    void send(const ChannelItem& item);
    void came(const ChannelItem& item, const Outcome& outcome);
    void again(ChannelItem item, const Outcome& outcome);
    void record(
        const ChannelRow& row,
        const ChannelItem& item,
        v1::Delivery::Rung rung,
        const std::string& why
    );
    void failed(const ChannelId& id, const std::string& why);
    void set_timer(Instant now);

    // Acts.
    std::optional<v1::Refusal> does(const PersonId& person, const v1::ChannelAct& act);
    std::optional<v1::Refusal> add(const PersonId& person, const v1::ChannelAct::AddPush& push);
    std::optional<v1::Refusal> add(const PersonId& person, const v1::ChannelAct::AddEmail& email);
    std::optional<v1::Refusal> test(const PersonId& person, ChannelRow row);
    std::optional<v1::Refusal> prove(const PersonId& person, const v1::ChannelAct::Prove& prove);
    const ChannelRow* own(const PersonId& person, const std::string& id) const;
    v1::Channels list(const PersonId& person) const;
    std::string new_code(storage::ChannelRow::Kind kind);

    struct UnderWay {
        ChannelRow::Kind kind;
        PersonId person;
        std::string host; // of a push service
    };

    struct CodeSent {
        Clock::Mono at;
        ChannelRow::Kind kind;
    };

    Rooms rooms_;
    Courier courier_;
    ChannelBook book_;
    Say say_;
    std::string last_said_;
    engine::Timer timer_, read_again_;
    std::map<ChannelBook::Items::key_type, UnderWay> under_way_;
    std::map<ChannelId, int> wrong_codes_;
    std::map<PersonId, std::deque<CodeSent>> codes_sent_; // of the last hour
    storage::Index next_ = 0;                             // to be looked at
    bool live_ = false;
    bool reading_ = false;
    bool is_deaf_ = false; // the log could not be read; said
    bool stopped_ = false;
    engine::Presence here_;
};

} // namespace tocsin::reach
