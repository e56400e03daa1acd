// SPDX-License-Identifier: Apache-2.0
#include "client/core/socket.hpp"

#include "server/base/limits.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <charconv>
#include <vector>

namespace tocsin::client {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
namespace ssl = asio::ssl;

using Tcp = beast::basic_stream<asio::ip::tcp, Executor>;
using Tls = ssl::stream<Tcp>;
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;

Trouble unreachable(const Address& address, std::string why) {
    Trouble trouble;
    trouble.exit_code = 8;
    trouble.what = "cannot reach " + address.url();
    trouble.why = std::move(why);
    trouble.next = "check the URL and the network";
    return trouble;
}

ssl::context tls_context(const std::string& ca_file, error_code& ec) {
    ssl::context context(ssl::context::tls_client);
    ::SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_3_VERSION);
    context.set_verify_mode(ssl::verify_peer);
    if (ca_file.empty())
        context.set_default_verify_paths(ec);
    else
        context.load_verify_file(ca_file, ec);
    return context;
}

template <class Layer>
class Stream final : public Socket {
public:
    template <class... Arguments>
    Stream(asio::io_context& io, SocketOptions options, Arguments&... arguments)
        : options_(std::move(options)),
          resolver_(io.get_executor()),
          stream_(Layer(Tcp(io.get_executor()), arguments...)) {}

    awaitable<Result<void>> open() override {
        std::vector<asio::ip::tcp::endpoint> endpoints;
        const error_code lost = co_await find(endpoints);
        if (lost) co_return unreachable(options_.address, lost.message());
        if (cut_) co_return unreachable(options_.address, "given up");
        tcp().expires_after(limits::handshake_timeout);
        const auto [ec, endpoint] = co_await tcp().async_connect(endpoints, no_throw);
        if (ec) co_return unreachable(options_.address, ec.message());
        error_code ignored;
        tcp().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        const error_code refused = co_await secure();
        if (refused) co_return unreachable(options_.address, "TLS: " + refused.message());
        tcp().expires_never();
        Result<void> upgraded = co_await upgrade();
        co_return upgraded;
    }

    awaitable<std::optional<std::string>> receive() override {
        beast::flat_buffer buffer(limits::message_bytes_max);
        const auto [ec, bytes] = co_await stream_.async_read(buffer, no_throw);
        if (ec) {
            finish(ec);
            co_return std::nullopt;
        }
        if (!stream_.got_binary()) {
            ending_.reason = "the server sent text under tocsin.v1";
            cut(false);
            co_return std::nullopt;
        }
        co_return beast::buffers_to_string(buffer.data());
    }

    awaitable<bool> send(std::string message) override {
        const auto bytes = asio::buffer(message);
        const auto [ec, sent] = co_await stream_.async_write(bytes, no_throw);
        co_return !ec;
    }

    awaitable<void> close(int code) override {
        const websocket::close_reason reason(static_cast<websocket::close_code>(code));
        (void)co_await stream_.async_close(reason, no_throw);
    }

    void cut(bool reset) override {
        cut_ = true;
        resolver_.cancel();
        error_code ignored;
        if (reset) tcp().socket().set_option(asio::socket_base::linger(true, 0), ignored);
        tcp().close();
    }

    const Ending& ending() const override { return ending_; }

    std::optional<wire::Exporter> exporter() override {
        if constexpr (std::is_same_v<Layer, Tls>) {
            wire::Exporter bytes;
            constexpr std::string_view label = "EXPORTER-Channel-Binding";
            SSL* handle = stream_.next_layer().native_handle();
            const int done = ::SSL_export_keying_material(
                handle,
                bytes.octets.data(),
                bytes.octets.size(),
                label.data(),
                label.size(),
                nullptr,
                0,
                0
            );
            if (done == 1) return bytes;
        }
        return std::nullopt;
    }

private:
    Tcp& tcp() { return beast::get_lowest_layer(stream_); }

    // An address needs no resolver, which is a thread of its own.
    awaitable<error_code> find(std::vector<asio::ip::tcp::endpoint>& endpoints) {
        error_code ec;
        const auto address = asio::ip::make_address(options_.address.host, ec);
        unsigned short port = 0;
        const std::string& digits = options_.address.port;
        const char* end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, port);
        if (!ec && read.ec == std::errc() && read.ptr == end) {
            endpoints.emplace_back(address, port);
            co_return error_code();
        }
        const auto [lost, found] = co_await resolver_.async_resolve(
            options_.address.host, options_.address.port, no_throw
        );
        for (const auto& entry : found)
            endpoints.push_back(entry.endpoint());
        co_return lost;
    }

    awaitable<error_code> secure() {
        if constexpr (std::is_same_v<Layer, Tls>) {
            Tls& tls = stream_.next_layer();
            const char* host = options_.address.host.c_str();
            // A name is sent as such and checked; so is an address, against the certificate's.
            error_code is_name;
            (void)asio::ip::make_address(options_.address.host, is_name);
            if (is_name) SSL_set_tlsext_host_name(tls.native_handle(), host);
            error_code ignored;
            tls.set_verify_callback(ssl::host_name_verification(options_.address.host), ignored);
            const auto [ec] = co_await tls.async_handshake(ssl::stream_base::client, no_throw);
            co_return ec;
        }
        co_return error_code();
    }

    void decorate(websocket::request_type& request) const {
        request.set(http::field::sec_websocket_protocol, "tocsin.v1");
        request.set(http::field::user_agent, "tocsin/" TOCSIN_VERSION);
        if (!options_.token.empty())
            request.set(http::field::authorization, "Bearer " + options_.token);
    }

    void prepare() {
        websocket::stream_base::timeout times;
        times.handshake_timeout = limits::handshake_timeout;
        times.idle_timeout = limits::idle_timeout;
        times.keep_alive_pings = true;
        stream_.set_option(times);
        auto decorator = [this](websocket::request_type& request) { decorate(request); };
        stream_.set_option(websocket::stream_base::decorator(decorator));
        stream_.read_message_max(limits::message_bytes_max);
        stream_.auto_fragment(false);
        stream_.binary(true);
    }

    awaitable<Result<void>> upgrade() {
        prepare();
        websocket::response_type response;
        const std::string host = options_.address.host_header();
        const auto [ec] =
            co_await stream_.async_handshake(response, host, options_.address.path, no_throw);
        if (ec == websocket::error::upgrade_declined)
            co_return unreachable(
                options_.address, "the server answered " + std::to_string(response.result_int())
            );
        if (ec) co_return unreachable(options_.address, ec.message());
        if (response[http::field::sec_websocket_protocol] != "tocsin.v1")
            co_return unreachable(options_.address, "it does not speak tocsin.v1");
        co_return Result<void>();
    }

    void finish(const error_code& ec) {
        if (ec == websocket::error::closed) {
            ending_.close_code = stream_.reason().code;
            ending_.reason =
                std::string(stream_.reason().reason.data(), stream_.reason().reason.size());
        } else if (ending_.reason.empty()) {
            ending_.reason = cut_ ? "cut" : ec.message();
        }
    }

    SocketOptions options_;
    Resolver resolver_;
    websocket::stream<Layer> stream_;
    Ending ending_;
    bool cut_ = false;
};

// A socket that cannot be: the files it needs are not there.
class Unusable final : public Socket {
public:
    explicit Unusable(Trouble trouble) : trouble_(std::move(trouble)) {}

    awaitable<Result<void>> open() override { co_return trouble_; }

    awaitable<std::optional<std::string>> receive() override { co_return std::nullopt; }

    awaitable<bool> send(std::string) override { co_return false; }

    awaitable<void> close(int) override { co_return; }

    void cut(bool) override {}

    const Ending& ending() const override { return ending_; }

    std::optional<wire::Exporter> exporter() override { return std::nullopt; }

private:
    Trouble trouble_;
    Ending ending_;
};

} // namespace

std::unique_ptr<Socket> Socket::make(asio::io_context& io, SocketOptions options) {
    if (!options.address.tls) return std::make_unique<Stream<Tcp>>(io, std::move(options));
    error_code ec;
    ssl::context context = tls_context(options.ca_file, ec);
    if (ec) {
        Trouble trouble = unreachable(options.address, ec.message());
        trouble.next = "check the file of trusted certificates";
        return std::make_unique<Unusable>(std::move(trouble));
    }
    return std::make_unique<Stream<Tls>>(io, std::move(options), context);
}

} // namespace tocsin::client
