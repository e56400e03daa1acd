// SPDX-License-Identifier: Apache-2.0
#include "server/net/websocket.hpp"

#include "server/base/limits.hpp"

#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <array>

namespace tocsin::net {

namespace {

namespace beast_ws = boost::beast::websocket;

constexpr std::size_t first_buffer_bytes = 1024;
constexpr std::size_t close_reason_bytes_max = 123; // RFC 6455 section 5.5

// Without Beast's name and version; a capture-less function takes no memory in the stream.
template <wire::Format format, bool is_tls>
void decorate(beast_ws::response_type& response) {
    const std::string_view name = wire::subprotocol(format);
    response.set(http::field::server, "tocsin");
    response.set(http::field::sec_websocket_protocol, {name.data(), name.size()});
    add_security_headers(is_tls, [&response](std::string_view field, std::string_view value) {
        response.set({field.data(), field.size()}, {value.data(), value.size()});
    });
}

template <bool is_tls>
auto decoration(wire::Format format) {
    return format == wire::Format::binary ? &decorate<wire::Format::binary, is_tls>
                                          : &decorate<wire::Format::json, is_tls>;
}

} // namespace

struct WebSocket::Stream {
    Stream(Lane& lane_below, wire::Format spoken)
        : ws(lane_below), lane(lane_below), format(spoken) {}

    beast_ws::stream<Lane&, false> ws;
    Lane& lane;
    wire::Format format;
    bool pinging = false;
    bool closing = false;
    std::uint8_t pending = 0; // of Beast's operations whose handlers refer to us
    // A parked read holds no more than this: a buffer shared by all would be wrong, a big one
    // waste.
    std::array<char, 16> parked{};
};

WebSocket::WebSocket(Lane& lane, wire::Format format)
    : stream_(std::make_unique<Stream>(lane, format)) {
    set_message_limit(limits::unauthenticated_message_bytes_max);
}

WebSocket::~WebSocket() = default;

void WebSocket::set_message_limit(std::size_t bytes) {
    stream_->ws.read_message_max(bytes);
}

bool WebSocket::is_closing() const {
    return stream_->closing;
}

awaitable<error_code> WebSocket::accept(const Request& request) {
    const bool is_tls = stream_->lane.transport().is_tls();
    const auto decorated =
        is_tls ? decoration<true>(stream_->format) : decoration<false>(stream_->format);
    stream_->ws.set_option(beast_ws::stream_base::decorator(decorated));
    const auto [ec] = co_await stream_->ws.async_accept(request, no_throw);
    if (!ec) stream_->lane.upgraded();
    co_return ec;
}

awaitable<WebSocket::Received> WebSocket::receive(std::string& message) {
    Stream& stream = *stream_;
    message.clear();
    std::size_t have = 0;
    char* place = stream.parked.data();
    std::size_t room = stream.parked.size();
    do {
        const auto [ec, got] =
            co_await stream.ws.async_read_some(asio::buffer(place, room), no_throw);
        if (ec) co_return Received::over; // Every way to end: closed, cut, broken, cancelled.
        if (have == 0) message.assign(place, got);
        have += got;
        const bool is_right = stream.ws.got_binary() == (stream.format == wire::Format::binary);
        if (!is_right) co_return Received::wrong_kind;
        if (have == message.size()) message.resize(std::max(first_buffer_bytes, 2 * have));
        place = message.data() + have;
        room = message.size() - have;
    } while (!stream.ws.is_message_done());
    message.resize(have);
    co_return Received::message;
}

void WebSocket::ping() {
    Stream& stream = *stream_;
    if (stream.pinging || stream.closing) return;
    stream.pinging = true;
    ++stream.pending;
    stream.ws.async_ping({}, [&stream](error_code) {
        stream.pinging = false;
        --stream.pending;
    });
}

void WebSocket::close(CloseCode code, std::string_view reason) {
    Stream& stream = *stream_;
    if (stream.closing) return;
    stream.closing = true;
    ++stream.pending;
    reason = reason.substr(0, close_reason_bytes_max);
    const beast_ws::close_reason why(
        static_cast<beast_ws::close_code>(code), {reason.data(), reason.size()}
    );
    stream.ws.async_close(why, [&stream](error_code) { --stream.pending; });
}

awaitable<void> WebSocket::settle() {
    // The lane is closed: what is pending has been completed and only has yet to run.
    while (stream_->pending > 0)
        co_await asio::post(stream_->lane.get_executor(), use_awaitable);
}

} // namespace tocsin::net
