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

class Connection final : public LaneKeeper,
                         public boost::intrusive::list_base_hook<
                             boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    struct Accepted {
        Socket socket;
        TlsConnection tls; // null: plain
        AddressBlock from;
        Door door = Door::http;
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
        Upgrade upgrade;
    };

    // HTTP until the peer asks for a WebSocket; nothing: it ended otherwise.
    awaitable<std::unique_ptr<Asked>> serve_http();
    // One request head; empty: the peer went.
    awaitable<std::string> read_head(std::string& buffer);
    std::variant<std::unique_ptr<Asked>, Response> judge(Request& request);
    awaitable<bool> respond(std::string text);
    awaitable<void> linger();

    Edge& edge_;
    Place place_;
    Deadline phase_;
    Lane lane_;
    Session* session_ = nullptr; // in the frame of serve()
    Door door_;
};

} // namespace tocsin::net
