// The way out of a connection. Everything that leaves, Beast's control frames included, goes
// through here in whole frames, by one non-blocking send, and waits only when the kernel is full,
// with a deadline from the start of the frame; some KiB of it taken earn as much time again. It has
// no next_layer(): for Beast it is the lowest layer. What was measured and why it is built so:
// net-findings.md 3 and 4, docs/adr. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/deadlines.hpp"
#include "server/net/transport.hpp"
#include "server/wire/frame_head.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <string>

namespace tocsin::net {

// Whose lane it is.
class LaneKeeper : public Waiting {
public:
    virtual void lane_is_clear() = 0;               // may send again
    virtual void heard(std::string_view bytes) = 0; // as they came from the peer
    virtual void tearing_down() = 0; // Beast waits for the peer's end, without a timer

protected:
    ~LaneKeeper() = default;
};

class Lane {
public:
    using executor_type = Executor;
    enum class Sent { all, part, failed };

    Lane(Transport transport, Deadlines& deadlines, LaneKeeper& keeper);
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // TLS, if it is spoken here. Ends with an error when the lane is aborted.
    awaitable<error_code> handshake();
    // Waits until nothing refers to this lane any more. MUST be awaited, after abort(), before it
    // goes.
    awaitable<void> settle();

    // Ours: one whole frame. MUST be called only while may_send().
    Sent send(wire::SharedFrame frame);

    bool may_send() const { return !dead_ && !close_sent_ && !is_busy(); }

    // When the write deadline is over: true if the peer took enough meanwhile, and has as much time
    // again. Some KiB in ten seconds are a slow line; a byte now and then earns nothing.
    bool earned_time();

    // Bytes already read that belong to what is read next.
    void unread(std::string bytes) { unread_ = std::move(bytes); }

    // From here on Beast writes frames, not HTTP.
    void upgraded() { framed_ = true; }

    // Closes the socket; what waits ends with operation_aborted. Idempotent.
    void abort(bool abruptly = false);

    bool is_dead() const { return dead_; }

    // Something is half sent or waiting to be.
    bool is_busy() const { return rest_.size() > 0 || control_.size() > 0 || on_written_; }

    Transport& transport() { return transport_; }

    // Beast's.
    executor_type get_executor() noexcept { return transport_.socket().get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        asio::mutable_buffer first;
        for (auto i = asio::buffer_sequence_begin(buffers);
             first.size() == 0 && i != asio::buffer_sequence_end(buffers);
             ++i) {
            first = *i;
        }
        return asio::async_compose<Token, void(error_code, std::size_t)>(
            Reading{*this, first}, token, transport_.socket()
        );
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        auto start = [this](auto handler, const Buffers& given) {
            write(gather(given), OnWritten(std::move(handler)));
        };
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            std::move(start), token, buffers
        );
    }

    friend void beast_close_socket(Lane& lane) { lane.abort(); }

    template <class Handler>
    friend void async_teardown(boost::beast::role_type role, Lane& lane, Handler&& handler) {
        lane.begin_teardown();
        boost::beast::websocket::async_teardown(
            role, lane.transport_.socket(), std::forward<Handler>(handler)
        );
    }

private:
    using OnWritten = asio::any_completion_handler<void(error_code, std::size_t)>;

    // What Beast wants written. Frames come in one piece, which stays where it is; an HTTP answer
    // comes in many, and is copied together.
    struct Given {
        asio::const_buffer piece;
        wire::SharedFrame copy;
        std::size_t size = 0;
    };

    template <class Buffers>
    static Given gather(const Buffers& buffers) {
        Given given;
        std::size_t pieces = 0;
        std::string copy;
        for (auto i = asio::buffer_sequence_begin(buffers); i != asio::buffer_sequence_end(buffers);
             ++i) {
            const asio::const_buffer piece = *i;
            if (piece.size() == 0) continue;
            if (++pieces == 1) given.piece = piece;
            given.size += piece.size();
        }
        if (pieces < 2) return given;
        copy.reserve(given.size);
        for (auto i = asio::buffer_sequence_begin(buffers); i != asio::buffer_sequence_end(buffers);
             ++i) {
            const asio::const_buffer piece = *i;
            copy.append(static_cast<const char*>(piece.data()), piece.size());
        }
        given.piece = {};
        given.copy = std::make_shared<const std::string>(std::move(copy));
        return given;
    }

    // One read of what is there; under TLS it may take several rounds of waiting.
    struct Reading {
        Lane& lane;
        asio::mutable_buffer buffer;
        enum class At { start, received, waited, posted } at = At::start;

        template <class Self>
        void operator()(Self& self, error_code ec = {}, std::size_t size = 0) {
            switch (at) {
            case At::start:
                if (lane.read_unread(buffer, size)) {
                    // Bytes that came with the HTTP head.
                } else if (!lane.transport_.is_tls()) {
                    at = At::received;
                    lane.transport_.socket().async_read_some(buffer, std::move(self));
                    return;
                } else {
                    size = lane.transport_.read(buffer, ec);
                    if (ec == asio::error::would_block) return wait(self);
                }
                at = At::posted;
                asio::post(lane.get_executor(), [self = std::move(self), ec, size]() mutable {
                    self(ec, size);
                });
                return;
            case At::waited:
                if (!ec) size = lane.transport_.read(buffer, ec);
                if (ec == asio::error::would_block) return wait(self);
                break;
            case At::received:
            case At::posted: break;
            }
            if (!ec) lane.keeper_.heard({static_cast<const char*>(buffer.data()), size});
            self.complete(ec, size);
        }

        template <class Self>
        void wait(Self& self) {
            at = At::waited;
            Lane& here = lane; // `self` holds us, and is about to move.
            here.transport_.socket().async_wait(here.transport_.wait_for(), std::move(self));
        }
    };

    bool read_unread(asio::mutable_buffer buffer, std::size_t& size);
    void write(Given given, OnWritten handler);
    void resume();
    std::size_t push(asio::const_buffer& bytes, error_code& ec);
    std::size_t left();
    void begin_waiting();
    void wait_writable();
    void finish(error_code ec);
    void begin_teardown();

    Transport transport_;
    Deadlines& deadlines_;
    LaneKeeper& keeper_;
    Deadline write_deadline_;
    wire::SharedFrame frame_;    // whose rest_ it is
    asio::const_buffer rest_;    // of a frame half sent; goes first
    asio::const_buffer control_; // of Beast's; stays where it is until on_written_
    OnWritten on_written_;
    std::size_t written_ = 0;
    std::size_t left_ = 0; // for the peer to take when the write deadline began
    std::string unread_;
    bool framed_ = false;
    bool waiting_ = false;    // a wait of the socket refers to us
    bool close_sent_ = false; // no data frame may follow a close frame
    bool dead_ = false;
};

} // namespace tocsin::net
