// SPDX-License-Identifier: Apache-2.0
#include "server/net/lane.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"

#include <algorithm>
#include <cstring>
#include <linux/sockios.h>
#include <sys/ioctl.h>

namespace tocsin::net {

namespace {

constexpr unsigned char close_opcode = 0x08;

unsigned char first_byte(asio::const_buffer bytes) {
    return *static_cast<const unsigned char*>(bytes.data());
}

} // namespace

Lane::Lane(Transport transport, Deadlines& deadlines, LaneKeeper& keeper)
    : transport_(std::move(transport)),
      deadlines_(deadlines),
      keeper_(keeper),
      write_deadline_(keeper) {}

awaitable<error_code> Lane::handshake() {
    error_code ec;
    while (transport_.is_tls()) {
        transport_.accept(ec);
        if (ec != asio::error::would_block) break;
        const auto [failure] =
            co_await transport_.socket().async_wait(transport_.wait_for(), no_throw);
        if (failure) co_return failure;
    }
    co_return ec;
}

awaitable<void> Lane::settle() {
    // The socket is closed: every wait has been completed and only its handler has yet to run.
    TOCSIN_CHECK(dead_);
    while (waiting_)
        co_await asio::post(get_executor(), use_awaitable);
}

Lane::Sent Lane::send(wire::SharedFrame frame) {
    TOCSIN_CHECK(may_send());
    rest_ = asio::buffer(*frame);
    error_code ec;
    push(rest_, ec);
    if (ec && ec != asio::error::would_block) {
        abort();
        return Sent::failed;
    }
    if (rest_.size() == 0) return Sent::all;
    frame_ = std::move(frame);
    begin_waiting();
    return Sent::part;
}

bool Lane::read_unread(asio::mutable_buffer buffer, std::size_t& size) {
    if (unread_.empty()) return false;
    size = std::min(buffer.size(), unread_.size());
    std::memcpy(buffer.data(), unread_.data(), size);
    unread_.erase(0, size);
    if (unread_.empty()) unread_.shrink_to_fit();
    return true;
}

// Beast lets one write through at a time, so there is room for one and no queue.
void Lane::write(Given given, OnWritten handler) {
    TOCSIN_CHECK(!on_written_);
    // Not by assignment: in Boost 1.81 the move assignment of this type recurses for ever.
    OnWritten(std::move(handler)).swap(on_written_);
    written_ = given.size;
    if (dead_) return finish(asio::error::operation_aborted);
    if (framed_ && given.size > 0 && (first_byte(given.piece) & 0x0f) == close_opcode) {
        close_sent_ = true;
    }
    if (given.copy) {
        TOCSIN_CHECK(rest_.size() == 0);
        frame_ = std::move(given.copy);
        rest_ = asio::buffer(*frame_);
    } else {
        control_ = given.piece;
    }
    if (!waiting_) resume();
}

// The rest of the frame first, then Beast's control frame, then whatever the keeper has.
void Lane::resume() {
    error_code ec;
    push(rest_, ec);
    if (!ec) push(control_, ec);
    if (ec && ec != asio::error::would_block) return abort();
    if (rest_.size() == 0) frame_.reset();
    if (rest_.size() + control_.size() > 0) return begin_waiting();
    write_deadline_.stop();
    if (on_written_) finish({});
    keeper_.lane_is_clear();
}

// What the peer has not taken: ours, and what waits in the kernel, which says that it can take more
// only when most of that has gone.
std::size_t Lane::left() {
    int queued = 0;
    ::ioctl(transport_.socket().native_handle(), SIOCOUTQ, &queued);
    return rest_.size() + control_.size() + static_cast<std::size_t>(std::max(queued, 0));
}

void Lane::begin_waiting() {
    if (!write_deadline_.running()) {
        left_ = left();
        deadlines_.start(write_deadline_, Wait::write);
    }
    wait_writable();
}

// A frame of 64 KiB takes minutes on a line that is throttled to a few kbit/s; whoever sits there
// would be cut in the same frame for ever.
bool Lane::earned_time() {
    const std::size_t now = left();
    if (dead_ || now + limits::write_earns_bytes > left_) return false;
    left_ = now;
    deadlines_.start(write_deadline_, Wait::write);
    return true;
}

std::size_t Lane::push(asio::const_buffer& bytes, error_code& ec) {
    std::size_t sent = 0;
    while (bytes.size() > 0 && !ec) {
        const std::size_t took = transport_.write(bytes, ec);
        bytes += took;
        sent += took;
    }
    return sent;
}

void Lane::wait_writable() {
    waiting_ = true;
    transport_.socket().async_wait(transport_.wait_for(), [this](error_code ec) {
        waiting_ = false;
        if (!ec && !dead_) resume();
    });
}

void Lane::finish(error_code ec) {
    OnWritten handler;
    handler.swap(on_written_);
    const std::size_t size = ec ? 0 : written_;
    // Posted, never inline: Beast expects it, and a peer that pings and never reads stops itself.
    asio::post(get_executor(), [handler = std::move(handler), ec, size]() mutable {
        std::move(handler)(ec, size);
    });
}

void Lane::abort(bool abruptly) {
    if (dead_) return;
    dead_ = true;
    write_deadline_.stop();
    transport_.close(abruptly);
    rest_ = {};
    control_ = {};
    frame_.reset();
    if (on_written_) finish(asio::error::operation_aborted);
}

void Lane::begin_teardown() {
    keeper_.tearing_down();
    transport_.end_tls();
}

} // namespace tocsin::net
