// One accepted socket, from the TLS handshake to the last byte: HTTP first, one request at a
// time, and a session when it asks for one. A frame of its coroutine owns it all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/edge.hpp"
#include "server/net/lane.hpp"
#include "server/net/pages.hpp"
#include "server/net/upgrade.hpp"

#include <boost/intrusive/list.hpp>

namespace tocsin::net {

class Session;
struct Shown;

class Connection final : public LaneKeeper,
                         public boost::intrusive::list_base_hook<
                             boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    struct Accepted {
        Socket socket;
        TlsConnection tls; // null: plain
        asio::ip::address from;
        Door door = Door::http;
        std::chrono::nanoseconds too_soon{}; // not zero: it comes more often than it may
    };

    Connection(Edge& edge, Accepted accepted);
    ~Connection();

    // From the first byte to the last.
    static awaitable<void> serve(std::unique_ptr<Connection> connection);
    bool is_logged_in() const;

    // LaneKeeper, called by the lane.
    void lane_is_clear() override;
    void heard(std::string_view bytes) override;
    void tearing_down() override;
    void expired(Wait wait) override;
    void cut() override;

private:
    class Seated;

    struct Asked {
        Request request;
        std::unique_ptr<Shown> shown;
        wire::Format format = wire::Format::binary;
    };

    // A request under /auth/, whose body is still to be read.
    struct ToAuth {
        AddressBlock from;
    };

    // A GET or HEAD whose answer waits for the log.
    struct ToBundle {};

    using Judged = std::variant<std::unique_ptr<Asked>, Response, ToAuth, ToBundle>;

    // HTTP until the peer asks for a WebSocket; nothing: it ended otherwise.
    awaitable<std::unique_ptr<Asked>> serve_http();
    // One request head; empty: the peer went.
    awaitable<std::string> read_head(std::string& buffer);
    Judged judge(Request& request);
    // A request to /auth/: its body is read and `whole` says whether all of it was.
    awaitable<Response>
    serve_auth(const Request& request, AddressBlock from, std::string& buffer, bool& whole);
    // False: the peer went.
    awaitable<bool> read_body(std::string& buffer, std::size_t size);
    Judged judge_upgrade(Request& request, const AddressBlock& client);
    // What is wrong with one more WebSocket for this client; nothing: it may be.
    std::optional<Response> no_place_for(const AddressBlock& client);
    awaitable<bool> respond(std::string text);
    awaitable<void> linger();

    Edge& edge_;
    asio::ip::address from_; // of the socket, a proxy's perhaps
    Place place_;
    Deadline phase_;
    Lane lane_;
    Session* session_ = nullptr; // in the frame of serve()
    std::chrono::nanoseconds too_soon_;
    Door door_;
};

} // namespace tocsin::net
