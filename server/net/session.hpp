// One logged-in connection: log-in, then commands, questions and texts in, and verdicts and the
// feed out. Reading is a coroutine; writing is a plain function that the feed's pump and the lane
// call.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/edge.hpp"
#include "server/net/frame_scan.hpp"
#include "server/net/websocket.hpp"

#include <exception>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tocsin::net {

// What a session has of its connection; the connection outlives it.
struct Seat {
    Lane& lane;
    Deadline& phase;
    Place& place;
};

// What the upgrade carried besides: shown in place of a log-in.
struct Shown {
    std::string authorization; // "Bearer …", or empty
    std::string cookie;        // of a browser's session, from a page of ours; or empty
    std::string page;          // the origin of a page of ours; empty: a program
};

class Session final : public engine::Follower, public SessionNode {
public:
    Session(Edge& edge, const Seat& seat, wire::Format spoken);
    ~Session() override;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    WebSocket& socket() { return socket_; }

    bool is_logged_in() const { return attendance_ != nullptr; }

    // From the challenge to the last byte. The lane is closed when it returns.
    awaitable<void> run(std::unique_ptr<Shown> shown);

    // From the connection.
    void advance() override;
    void expired(Wait wait);
    void heard(std::string_view bytes);
    void tearing_down();

    // From the edge.
    void look_again(Look look) override;
    void checkpoint_released() override;
    void go_away(int retry_after_ms) override;

private:
    void still_takes();
    // Log-in (session_login.cpp).
    awaitable<bool> enter(std::unique_ptr<Shown> shown);
    awaitable<bool> enrol(const v1::Enrol& enrol, const wire::ServerNonce& nonce);
    std::optional<v1::Refusal> refuse_form(const v1::Authenticate& proof) const;
    bool authenticate(const v1::Authenticate& proof, const wire::ServerNonce& nonce);
    bool admit(const identity::Caller& caller);
    bool turn_away(v1::Refusal refusal);
    void welcome();

    // What comes in (session_requests.cpp).
    bool take(WebSocket::Received received, std::string& message);
    void take(std::string_view message, Instant received_at);
    void take(wire::Parsed& parsed, Instant received_at);
    void unreadable(wire::Unreadable& unreadable);
    void command(wire::Parsed& parsed, Instant received_at);
    std::optional<v1::Refusal> may_command(const v1::Command& command);
    awaitable<void> prepare();

    // A position's key and what is to be verified of it: what stays of its text while it waits.
    struct Claim {
        Digest key;
        std::optional<Digest> reservation_sha256;
        identity::Verifier::Check work;
    };

    std::variant<v1::Refusal, Claim> claim(const v1::TakePosition& taking);

    awaitable<std::optional<v1::Refusal>> check(v1::Command& command);
    awaitable<std::optional<v1::Refusal>> check_documents(v1::Command& command);
    awaitable<std::optional<v1::Refusal>> check(const v1::TakePosition& taking);
    awaitable<std::optional<v1::Refusal>> check(const v1::AddOwnKey& adding);
    awaitable<std::optional<v1::Refusal>> verified(identity::Verifier::Check check);
    awaitable<engine::LookedAt> look_at(std::string_view sha256);
    void submit(engine::Submission submission);
    void submit_signed(engine::Submission submission);
    void query(v1::Query& query);
    void deposit(v1::Deposit& deposit);
    void received(const v1::Received& receipts, Instant received_at);
    void channel(const v1::ChannelAct& act); // session_channels.cpp
    std::optional<v1::Refusal> too_much(Rate& rate);
    Rate& rate_of(const v1::Query& query);
    void refuse(const std::string& command_id, v1::Refusal refusal);
    void refuse_query(const std::string& query_id, const v1::Refusal& refusal);
    void answered(v1::Verdict verdict);

    // Who is still there (session_verify.cpp).
    bool must_verify(const v1::Command& command) const;
    void ask_challenge();
    void verify(const v1::Authenticate& proof);
    void end_session(const v1::EndSession& end);
    void acted();
    void complete(v1::AccountView& account) const;
    void note_attack(v1::SecurityNoted::Kind kind);

    // Following (session_feed.cpp).
    void follow(const v1::Follow& follow);
    bool checkpoint_holds(const std::string& note);
    void begin_following();
    void caught_up();
    void end_replay();
    void ahead_of_log();
    void send_more();
    void note_sent(const wire::SharedFrame& frame);

    // Out, and away (session.cpp).
    awaitable<void> wait_for_end();
    bool still_allowed(Look look);
    void push(const v1::ServerFrame& frame);
    bool send(const wire::SharedFrame& frame);
    void flush();
    void leave(CloseCode code, std::string reason, int retry_after_ms = 0);
    void say_goodbye();
    void failed(const std::string& why);

    // What is called from outside the coroutine must not throw into the pump or into the log's
    // answers: our bug ends this session and nobody else's (faults.md 105, 106).
    template <class Act>
    void guarded(Act act) {
        std::string why;
        try {
            return act();
        } catch (const std::exception& error) {
            why = error.what();
        }
        failed(why);
    }

    Edge& edge_;
    Seat seat_;
    WebSocket socket_;
    FrameScan scan_;
    Attendance* attendance_ = nullptr; // null: not logged in
    identity::Caller caller_;
    std::vector<wire::SharedFrame> box_;          // verdicts and answers, ahead of the feed
    std::unique_ptr<engine::Submission> pending_; // to be verified before it is submitted
    // What is to be answered, since when; null: nothing was asked.
    std::unique_ptr<std::pair<wire::ServerNonce, Instant>> challenged_;
    std::shared_ptr<Session*> self_; // held by those who will answer; null when we are gone
    std::string leave_reason_;
    std::uint64_t looked_at_ = 0; // the edge's reading by which it was admitted
    std::uint32_t checkpoint_seen_ = 0;
    std::uint32_t owed_ = 0; // commands not yet answered
    int retry_after_ms_ = 0;
    CloseCode leave_code_ = CloseCode::done;
    std::uint8_t strikes_ = 0;
    bool passkeys_only_ = false; // a page, other than a demonstration's
    bool following_ = false;
    bool live_ = false; // caught up once
    bool replaying_ = false;
    bool waiting_to_replay_ = false;
    bool leaving_ = false;
    bool draining_ = false;
};

} // namespace tocsin::net
