// SPDX-License-Identifier: Apache-2.0
#include "server/net/connection.hpp"

#include "server/net/auth_pages.hpp"
#include "server/net/session.hpp"
#include "server/net/tile_pages.hpp"

#include <boost/asio/write.hpp>

#include <exception>

namespace tocsin::net {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::size_t read_bytes = 2048;
constexpr int requests_max = 100; // of one connection kept alive
constexpr std::size_t linger_bytes_max = 256 * 1024;

} // namespace

// The session lives in the frame of serve(); however that ends, nobody calls it afterwards.
class Connection::Seated {
public:
    Seated(Connection& connection, Session& session) : connection_(connection) {
        connection_.session_ = &session;
        ++connection_.edge_.counters.accepted;
    }

    ~Seated() { connection_.session_ = nullptr; }

    Seated(const Seated&) = delete;
    Seated& operator=(const Seated&) = delete;

private:
    Connection& connection_;
};

Connection::Connection(Edge& edge, Accepted accepted)
    : edge_(edge),
      from_(std::move(accepted.from)),
      place_(
          edge.admission,
          block_of(from_),
          edge.proxies.trusts(from_) ? Place::Of::proxy : Place::Of::stranger
      ),
      phase_(*this),
      lane_(Transport(std::move(accepted.socket), std::move(accepted.tls)), edge.deadlines, *this),
      too_soon_(accepted.too_soon),
      door_(accepted.door) {
    ++edge_.counters.connections;
    edge_.deadlines.start(phase_, Wait::handshake);
}

Connection::~Connection() {
    --edge_.counters.connections;
}

awaitable<void> Connection::serve(std::unique_ptr<Connection> connection) {
    Connection& here = *connection;
    try {
        const error_code ec = co_await here.lane_.handshake();
        if (ec && !here.lane_.is_dead())
            here.edge_.log_stranger(Level::info, here.place_.block(), "no TLS was agreed");
        std::unique_ptr<Asked> asked;
        if (!ec) asked = co_await here.serve_http();
        if (asked) {
            const Seat seat{here.lane_, here.phase_, here.place_};
            Session session(here.edge_, seat, asked->format);
            const error_code refused = co_await session.socket().accept(asked->request);
            std::unique_ptr<Shown> shown = std::move(asked->shown);
            asked.reset();
            if (!refused && !here.lane_.is_dead()) {
                const Seated seated(here, session);
                co_await session.run(std::move(shown));
            }
        }
    } catch (const std::exception& error) {
        ++here.edge_.counters.failures;
        const std::string why = error.what();
        here.edge_.log(Level::error, "a connection failed and was closed: " + why);
    }
    here.lane_.abort();
    co_await here.lane_.settle();
}

bool Connection::is_logged_in() const {
    return session_ != nullptr && session_->is_logged_in();
}

void Connection::cut() {
    lane_.abort(true);
}

awaitable<std::unique_ptr<Connection::Asked>> Connection::serve_http() {
    std::string buffer;
    for (int served = 1; served <= requests_max; ++served) {
        const std::string head = co_await read_head(buffer);
        if (head.empty()) break;

        auto parsed = buffer.size() > limits::http_header_bytes_max
                          ? refuse(
                                http::status::request_header_fields_too_large,
                                "The header is larger than 8 KiB."
                            )
                          : parse_head(head);
        Request* request = std::get_if<Request>(&parsed);
        Rendering how;
        how.is_tls = lane_.transport().is_tls();
        Response response;
        if (request == nullptr) {
            response = std::move(std::get<Response>(parsed));
        } else {
            auto judged = judge(*request);
            if (auto* asked = std::get_if<std::unique_ptr<Asked>>(&judged)) {
                // What came with the head are frames already; an empty buffer would keep its 2 KiB.
                if (!buffer.empty()) lane_.unread(std::move(buffer));
                co_return std::move(*asked);
            }
            bool whole = request->count(http::field::content_length) == 0 &&
                         request->count(http::field::transfer_encoding) == 0;
            if (const auto* auth = std::get_if<ToAuth>(&judged))
                response = co_await serve_auth(*request, auth->from, buffer, whole);
            else if (std::holds_alternative<ToBundle>(judged))
                response = co_await answer_bundle(edge_, *request);
            else
                response = std::move(std::get<Response>(judged));
            how.with_body = request->method() != http::verb::head;
            how.keep_alive = request->keep_alive() && whole && served < requests_max;
        }
        const bool sent = co_await respond(render(response, how));
        if (!sent) break;
        if (!how.keep_alive) {
            co_await linger();
            break;
        }
        edge_.deadlines.start(phase_, Wait::handshake);
    }
    co_return nullptr;
}

// `buffer` keeps what came behind the head.
awaitable<std::string> Connection::read_head(std::string& buffer) {
    for (;;) {
        const std::size_t end = buffer.find(head_end);
        std::string head;
        if (end != std::string::npos) {
            head = buffer.substr(0, end + head_end.size());
            buffer.erase(0, head.size());
            co_return head;
        }
        if (buffer.size() > limits::http_header_bytes_max) co_return buffer;
        const std::size_t have = buffer.size();
        buffer.resize(have + read_bytes);
        const auto bytes = asio::buffer(buffer.data() + have, read_bytes);
        const auto [ec, got] = co_await lane_.async_read_some(bytes, no_throw);
        buffer.resize(have + got);
        if (ec) co_return head;
    }
}

Connection::Judged Connection::judge(Request& request) {
    const auto host = request[http::field::host];
    if (!is_our_host({host.data(), host.size()}, edge_.options.hosts))
        return refuse(http::status::misdirected_request, "This host is not served here.");
    if (door_ == Door::metrics) return answer(request, edge_, door_);

    const AddressBlock client = block_of(edge_.proxies.client_of(from_, request));
    const auto now = edge_.clock.mono();
    const bool is_file = edge_.console.holds(path_of(request));
    const auto wait =
        is_file ? edge_.admission.ask_file(client, now) : edge_.admission.ask(client, now);
    if (wait.count() > 0) {
        ++edge_.counters.refused_requests;
        edge_.log_stranger(Level::warning, client, "it asks more often than it may");
        return refuse_for_now(
            http::status::too_many_requests, "This address asks too much a minute.", wait
        );
    }
    if (path_of(request) == websocket_path) return judge_upgrade(request, client);
    place_.was_welcome();
    if (is_auth(request)) return ToAuth{client};
    const bool is_read =
        request.method() == http::verb::get || request.method() == http::verb::head;
    if (is_bundle(request) && is_read) return ToBundle{};
    return answer(request, edge_, door_);
}

Connection::Judged Connection::judge_upgrade(Request& request, const AddressBlock& client) {
    auto checked = check_upgrade(request, edge_.identity.site().origins);
    if (auto* refused = std::get_if<Response>(&checked)) {
        ++edge_.counters.refused_upgrades;
        return std::move(*refused);
    }
    if (edge_.draining)
        return refuse_for_now(http::status::service_unavailable, "The server is restarting.", 5s);
    if (auto refused = no_place_for(client)) {
        ++edge_.counters.refused_connections;
        return std::move(*refused);
    }
    auto asked = std::make_unique<Asked>();
    request.erase(http::field::expect);
    Upgrade& upgrade = std::get<Upgrade>(checked);
    asked->format = upgrade.format;
    asked->shown = std::make_unique<Shown>();
    asked->shown->authorization = std::move(upgrade.authorization);
    asked->shown->cookie = std::move(upgrade.cookie);
    asked->shown->page = std::move(upgrade.page);
    asked->request = std::move(request);
    return asked;
}

awaitable<Response> Connection::serve_auth(
    const Request& request, AddressBlock from, std::string& buffer, bool& whole
) {
    const auto size = body_size(request, limits::http_body_bytes_max);
    if (const auto* refused = std::get_if<Response>(&size)) co_return *refused;
    whole = co_await read_body(buffer, std::get<std::size_t>(size));
    if (!whole) co_return refuse(http::status::bad_request, "The body ends too early.");
    // What follows waits for the log, not for the peer.
    edge_.deadlines.start(phase_, Wait::handshake);
    AuthAsked asked{request, buffer.substr(0, std::get<std::size_t>(size)), from};
    buffer.erase(0, asked.body.size());
    co_return co_await answer_auth(edge_, asked);
}

// `buffer` keeps what came behind the body. The deadline is that of the head.
awaitable<bool> Connection::read_body(std::string& buffer, std::size_t size) {
    while (buffer.size() < size) {
        const std::size_t have = buffer.size();
        buffer.resize(have + read_bytes);
        const auto bytes = asio::buffer(buffer.data() + have, read_bytes);
        const auto [ec, got] = co_await lane_.async_read_some(bytes, no_throw);
        buffer.resize(have + got);
        if (ec) co_return false;
    }
    co_return true;
}

std::optional<Response> Connection::no_place_for(const AddressBlock& client) {
    auto wait = too_soon_;
    if (edge_.proxies.trusts(from_)) { // Only now is it known who comes.
        if (edge_.admission.too_many_from(client))
            return refuse_for_now(
                http::status::service_unavailable,
                "Too many connections of this address have not logged in.",
                edge_.options.timeouts.authentication
            );
        wait = edge_.too_often(client);
        if (wait.count() == 0) place_.comes_from(client);
    }
    if (wait.count() == 0) return std::nullopt;
    edge_.log_stranger(Level::warning, client, "it connects more often than it may");
    return refuse_for_now(
        http::status::service_unavailable, "This address connects too often without log-in.", wait
    );
}

awaitable<bool> Connection::respond(std::string text) {
    const auto bytes = asio::buffer(text);
    const auto [ec, sent] = co_await asio::async_write(lane_, bytes, no_throw);
    co_return !ec && sent == text.size();
}

// Our answer would be lost with a reset if bytes of the peer's were still unread when we close.
awaitable<void> Connection::linger() {
    error_code ignored;
    lane_.transport().end_tls();
    lane_.transport().socket().shutdown(asio::socket_base::shutdown_send, ignored);
    edge_.deadlines.start(phase_, Wait::goodbye);
    std::string buffer(read_bytes, '\0');
    for (std::size_t passed = 0; passed < linger_bytes_max;) {
        const auto bytes = asio::buffer(buffer);
        const auto [ec, got] = co_await lane_.async_read_some(bytes, no_throw);
        if (ec) co_return;
        passed += got;
    }
}

void Connection::lane_is_clear() {
    if (session_ != nullptr) session_->advance();
}

void Connection::heard(std::string_view bytes) {
    if (session_ != nullptr) session_->heard(bytes);
}

void Connection::tearing_down() {
    if (session_ != nullptr) session_->tearing_down();
}

void Connection::expired(Wait wait) {
    if (session_ != nullptr) return session_->expired(wait);
    if (wait == Wait::write && lane_.earned_time()) return;
    // An answer is on its way, and has a deadline of its own.
    if (wait == Wait::handshake && lane_.is_busy())
        return edge_.deadlines.start(phase_, Wait::handshake);
    if (wait == Wait::handshake) {
        ++edge_.counters.handshake_timeouts;
        edge_.log_stranger(Level::info, place_.block(), "it did not say in time what it wants");
    }
    cut();
}

} // namespace tocsin::net
