// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/client.hpp"

#include "server/wire/auth_text.hpp"

#include <stdexcept>

namespace tocsin::net::test {

namespace {

void must(bool holds, const char* rule) {
    if (!holds) throw std::runtime_error(std::string("the server's framing: ") + rule);
}

std::uint64_t number(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

Headers right_headers() {
    return {
        {"Host", "localhost"},
        {"Upgrade", "websocket"},
        {"Connection", "Upgrade"},
        {"Sec-WebSocket-Version", "13"},
        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
        {"Sec-WebSocket-Protocol", "tocsin.v1"},
    };
}

} // namespace

int Frame::close_code() const {
    return payload.size() < 2 ? 0
                              : static_cast<int>(number(std::string_view(payload).substr(0, 2)));
}

std::string bytes_of(const Frame& frame, Wrong wrong) {
    std::string bytes;
    bytes += static_cast<char>((frame.fin ? 0x80 : 0) | wrong.reserved | frame.opcode);
    const std::uint64_t length = frame.payload.size();
    const int mask_bit = wrong.masked ? 0x80 : 0;
    int octets = 0;
    if (length < 126) {
        bytes += static_cast<char>(mask_bit | static_cast<int>(length));
    } else {
        octets = length < 65536 ? 2 : 8;
        bytes += static_cast<char>(mask_bit | (octets == 2 ? 126 : 127));
    }
    for (int i = octets - 1; i >= 0; --i)
        bytes += static_cast<char>(length >> (8 * i) & 0xff);
    constexpr std::string_view mask = "\x37\xfa\x21\x3d";
    if (wrong.masked) bytes += mask;
    for (std::size_t i = 0; i < frame.payload.size(); ++i) {
        const char c = frame.payload[i];
        bytes += wrong.masked ? static_cast<char>(c ^ mask[i % 4]) : c;
    }
    return bytes;
}

std::string upgrade_request(const Headers& changed, const std::string& target) {
    Headers headers = right_headers();
    for (const auto& [name, value] : changed)
        headers[name] = value;
    std::string request = "GET " + target + " HTTP/1.1\r\n";
    for (const auto& [name, value] : headers) {
        if (!value.empty()) request += name + ": " + value + "\r\n";
    }
    return request + "\r\n";
}

std::string Http::field(const std::string& name) const {
    const std::string start = "\r\n" + name + ": ";
    const std::size_t found = head.find(start);
    if (found == std::string::npos) return {};
    const std::size_t begin = found + start.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

Http read_answer(Peer& peer, bool with_body) {
    Http http;
    std::size_t end = std::string::npos;
    while ((end = peer.heard().find("\r\n\r\n")) == std::string::npos) {
        if (!peer.await(peer.heard().size() + 1)) return http;
    }
    http.head = peer.take(end + 4);
    if (http.head.size() < 12) return http;
    http.status = std::stoi(http.head.substr(9, 3));
    const std::string length = http.field("Content-Length");
    if (with_body && !length.empty() && peer.await(std::stoul(length))) {
        http.body = peer.take(std::stoul(length));
    }
    return http;
}

Http request(unsigned short port, const std::string& bytes) {
    Peer peer(port);
    peer.send(bytes);
    return read_answer(peer);
}

Http get(unsigned short port, const std::string& target) {
    return request(port, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

Client::Client(unsigned short port, const Headers& changed, Peer::Tls tls, int receive_buffer_bytes)
    : Client(Peer(port, tls, receive_buffer_bytes), changed) {}

Client::Client(Peer connected, const Headers& changed) : peer(std::move(connected)) {
    const auto protocol = changed.find("Sec-WebSocket-Protocol");
    if (protocol != changed.end() && protocol->second == "tocsin.v1.json")
        format = wire::Format::json;
    peer.send(upgrade_request(changed));
    answer = read_answer(peer);
}

bool Client::send(const v1::ClientFrame& message) {
    Frame frame;
    frame.opcode = format == wire::Format::binary ? Frame::binary : Frame::text;
    frame.payload = wire::encode(message, format);
    return send(frame);
}

std::optional<Frame> Client::frame(Patience patience) {
    if (!peer.await(2, patience)) return std::nullopt;
    const auto first = static_cast<unsigned char>(peer.heard()[0]);
    const auto second = static_cast<unsigned char>(peer.heard()[1]);
    must(!closed_, "a frame behind the close frame");
    must((first & 0x70) == 0, "a reserved bit is set");
    must((second & 0x80) == 0, "it masks");
    Frame frame;
    frame.fin = (first & 0x80) != 0;
    frame.opcode = first & 0x0f;
    must(frame.fin, "it fragments");
    std::size_t head = 2;
    std::uint64_t length = second & 0x7f;
    if (length >= 126) {
        must(frame.opcode < 8, "a control frame of more than 125 bytes");
        const std::size_t octets = length == 126 ? 2 : 8;
        head += octets;
        if (!peer.await(head, patience)) return std::nullopt;
        length = number(std::string_view(peer.heard()).substr(2, octets));
        must(length >= (octets == 2 ? 126u : 65536u), "not the shortest length");
    }
    if (!peer.await(head + length, patience)) return std::nullopt;
    frame.payload = peer.take(head + length).substr(head);
    closed_ = frame.opcode == Frame::close;
    return frame;
}

std::optional<v1::ServerFrame> Client::message(Patience patience) {
    for (;;) {
        const auto next = frame(patience);
        if (!next || next->opcode == Frame::close) {
            if (next) close_reason = next->close_reason();
            return std::nullopt;
        }
        if (next->opcode == Frame::ping) {
            ++pings;
            Frame pong = *next;
            pong.opcode = Frame::pong;
            send(pong);
        }
        if (next->opcode > Frame::binary) continue;
        must(
            (next->opcode == Frame::binary) == (format == wire::Format::binary), "the kind of data"
        );
        auto message = wire::parse_server_frame(next->payload, format);
        must(message.has_value(), "a message that cannot be read");
        if (!message->has_checkpoint()) return message;
        checkpoint = message->checkpoint().note();
    }
}

v1::Challenge Client::challenge() {
    if (!challenge_) {
        const auto hello = message();
        must(hello && hello->has_challenge(), "it speaks first");
        challenge_ = hello->challenge();
    }
    return *challenge_;
}

void Client::authenticate(const House& house, const Person& person) {
    wire::AuthText text;
    text.origin = house.origin;
    text.server_nonce = *wire::ServerNonce::from(challenge().nonce());
    text.client_nonce.octets.fill(0x42);
    const std::string exporter = peer.exporter();
    if (!exporter.empty()) text.exporter = wire::Exporter::from(exporter);
    text.key = person.fingerprint;
    text.time_seconds = to_ms(house.time.wall()) / 1000;

    v1::ClientFrame message;
    v1::Authenticate& proof = *message.mutable_authenticate();
    proof.set_key_fingerprint(person.fingerprint.str());
    proof.set_client_nonce(text.client_nonce.str());
    proof.set_time_seconds(text.time_seconds);
    proof.set_signature(person.key->sign(wire::render(text)).str());
    proof.set_protocol(1);
    send(message);
}

v1::Welcome Client::log_in(const House& house, const Person& person) {
    authenticate(house, person);
    const auto welcomed = message();
    must(welcomed && welcomed->has_welcome(), "it welcomes");
    checkpoint = welcomed->welcome().checkpoint();
    return welcomed->welcome();
}

v1::Following Client::follow(const v1::Follow& follow) {
    v1::ClientFrame frame;
    *frame.mutable_follow() = follow;
    send(frame);
    for (;;) {
        const auto answered = message();
        must(answered.has_value(), "it answers follow");
        if (answered->has_following()) return answered->following();
    }
}

std::optional<v1::Verdict> Client::verdict() {
    while (const auto next = message()) {
        if (next->has_verdict()) return next->verdict();
    }
    return std::nullopt;
}

v1::Verdict Client::command(v1::Command command) {
    if (command.command_id().empty()) {
        std::string id(16, 'i');
        id[15] = static_cast<char>(++ids_);
        id[6] = 0x70;
        command.set_command_id(id);
    }
    v1::ClientFrame frame;
    *frame.mutable_command() = std::move(command);
    send(frame);
    const auto told = verdict();
    must(told.has_value(), "it answers a command");
    return *told;
}

v1::Answer Client::ask(v1::Query query) {
    query.set_query_id(std::string(16, 'q'));
    v1::ClientFrame frame;
    *frame.mutable_query() = std::move(query);
    send(frame);
    while (const auto next = message()) {
        if (next->has_answer()) return next->answer();
    }
    must(false, "it answers a query");
    return {};
}

int Client::close_code(Patience patience) {
    while (const auto next = frame(patience)) {
        if (next->opcode != Frame::close) continue;
        close_reason = next->close_reason();
        return next->close_code();
    }
    return 0;
}

} // namespace tocsin::net::test
