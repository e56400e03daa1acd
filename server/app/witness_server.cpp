// SPDX-License-Identifier: Apache-2.0
#include "server/app/witness_server.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/rate_policy.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace tocsin::app {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Stream = beast::basic_stream<asio::ip::tcp, Executor, beast::unlimited_rate_policy>;
using Timer = asio::basic_waitable_timer<
    std::chrono::steady_clock,
    asio::wait_traits<std::chrono::steady_clock>,
    Executor>;

constexpr std::size_t connections_max = 64;
constexpr std::size_t body_bytes_max = 128 * 1024; // 63 hashes and a note of 64 KiB
constexpr std::size_t head_bytes_max = 8 * 1024;
constexpr auto request_timeout = std::chrono::seconds(10);
constexpr auto accept_pause = std::chrono::milliseconds(100);
constexpr std::string_view checkpoint_page = "/checkpoint";

using Request = http::request<http::string_body>;
using Answer = storage::Witness::Answer;

Answer answer_to(const Request& request, WitnessRooms& rooms) {
    const std::string_view target(request.target().data(), request.target().size());
    if (target == "/add-checkpoint") {
        if (request.method() != http::verb::post) return {405, "Only POST is answered here.\n"};
        const auto now = std::chrono::floor<std::chrono::seconds>(rooms.clock.wall());
        return rooms.witness.add_checkpoint(
            request.body(), static_cast<std::uint64_t>(now.time_since_epoch().count())
        );
    }
    if (request.method() != http::verb::get) return {405, "Only GET is answered here.\n"};
    if (target == "/livez") return {200, "ok\n"};
    if (target.starts_with('/') && target.ends_with(checkpoint_page))
        return rooms.witness.last(target.substr(1, target.size() - 1 - checkpoint_page.size()));
    return {404, "There is nothing here.\n"};
}

http::response<http::string_body> response_of(Answer answer, bool keep_alive) {
    http::response<http::string_body> response;
    response.result(static_cast<unsigned>(answer.status));
    response.version(11);
    response.set(http::field::content_type, answer.type);
    response.set(http::field::cache_control, "no-store");
    response.keep_alive(keep_alive);
    response.body() = std::move(answer.body);
    response.prepare_payload();
    return response;
}

// Its place is free again when its frame goes.
awaitable<void>
serve_one(Stream stream, WitnessRooms rooms, [[maybe_unused]] std::shared_ptr<void> place) {
    beast::flat_buffer buffer;
    for (;;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(body_bytes_max);
        parser.header_limit(head_bytes_max);
        stream.expires_after(request_timeout);
        const auto [ec, got] = co_await http::async_read(stream, buffer, parser, no_throw);
        const bool too_large = ec == http::error::body_limit || ec == http::error::header_limit;
        if (ec && !too_large) break;
        const bool keep_alive = !ec && parser.get().keep_alive();
        Answer answer{413, "The request is larger than any checkpoint.\n"};
        if (!ec) answer = answer_to(parser.get(), rooms);
        const auto response = response_of(std::move(answer), keep_alive);
        stream.expires_after(request_timeout);
        const auto [failed, sent] = co_await http::async_write(stream, response, no_throw);
        if (failed || !keep_alive) break;
    }
    error_code ignored;
    stream.socket().shutdown(asio::socket_base::shutdown_send, ignored);
}

} // namespace

awaitable<void> serve_witness(WitnessRooms rooms) {
    const auto places = std::make_shared<std::size_t>(0);
    Timer pause(rooms.acceptor.get_executor());
    for (;;) {
        auto [ec, socket] = co_await rooms.acceptor.async_accept(no_throw);
        if (!rooms.acceptor.is_open()) co_return;
        if (ec) {
            pause.expires_after(accept_pause);
            (void)co_await pause.async_wait(no_throw);
            continue;
        }
        if (*places == connections_max) continue; // closed: it comes again
        ++*places;
        const std::shared_ptr<void> place(nullptr, [places](void*) { --*places; });
        rooms.nursery.spawn(serve_one(Stream(std::move(socket)), rooms, place));
    }
}

} // namespace tocsin::app
