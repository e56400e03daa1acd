// What comes in: the upgrade, the log-in, then stamps and answers.
// SPDX-License-Identifier: Apache-2.0
#include "server/wire/auth_text.hpp"
#include "tests/bench/coalition.hpp"
#include "tests/bench/load_links.hpp"

#include <cerrno>
#include <ctime>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace tocsin::bench {

struct Links::Sink {
    Links& links;
    Link& link;

    void data(std::uint8_t code, std::string_view bytes) {
        if (code >= opcode::close || links.gathers(link)) link.message.append(bytes);
        const bool counts = code < opcode::close && link.step == Link::Step::ready &&
                            link.part != Part::person && link.part != Part::publisher;
        if (!counts) return;
        link.scanner
            .scan(bytes.data(), bytes.size(), links.text_bytes_, [this](const Stamp& stamp) {
                link.next = stamp.number + 1;
                if (links.on_stamp) links.on_stamp(link, stamp);
            });
    }

    void end(std::uint8_t code) {
        if (code == opcode::ping)
            links.send_bytes(link, client_frame(opcode::pong, link.message));
        else if (code < opcode::close && links.gathers(link))
            links.whole(link);
        link.message.clear();
    }
};

bool Links::gathers(const Link& link) const {
    if (link.step != Link::Step::ready || link.part == Part::person) return true;
    return reads_items && link.part == Part::follower && link.number == 0;
}

void Links::input(Link& link) {
    for (;;) {
        const auto count = link.receive_some(buffer_.data(), buffer_.size());
        if (count <= 0) {
            if (count == 0 || (errno != EAGAIN && errno != EINTR)) drop(link);
            return;
        }
        arrived_ns = now_ns();
        std::string_view bytes(buffer_.data(), static_cast<std::size_t>(count));
        link.bytes_in += bytes.size();
        std::string copy;
        if (link.step == Link::Step::upgrading) {
            if (!upgraded(link, bytes)) continue;
            copy = bytes;
            bytes = copy;
        }
        link.frames.read(bytes.data(), bytes.size(), Sink{*this, link});
        // A record of TLS is smaller than the buffer, and the next may be read already.
        const bool emptied = !link.tls && static_cast<std::size_t>(count) < buffer_.size();
        if (emptied || link.part == Part::replayer || link.step == Link::Step::closed) return;
    }
}

// Leaves in `bytes` what follows the answer's head.
bool Links::upgraded(Link& link, std::string_view& bytes) {
    link.message.append(bytes);
    const auto end = link.message.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    if (!link.message.starts_with("HTTP/1.1 101"))
        throw std::runtime_error("no upgrade: " + link.message.substr(0, 200));
    bytes.remove_prefix(bytes.size() - (link.message.size() - end - 4));
    link.message.clear();
    link.step = Link::Step::entering;
    if (plain_) be_ready(link);
    return true;
}

void Links::be_ready(Link& link) {
    link.step = Link::Step::ready;
    ++ready;
    if (never_reads(link.part)) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, link.fd, nullptr);
}

void Links::whole(Link& link) {
    if (plain_) {
        if (link.asked_ns != 0 && on_answer) on_answer(link, nullptr);
        return;
    }
    v1::ServerFrame frame;
    if (!frame.ParseFromString(link.message)) throw std::runtime_error("a frame that is none");
    if (frame.has_goodbye() && may_be_sent_away) return;
    if (frame.has_goodbye()) throw std::runtime_error("sent away: " + frame.goodbye().reason());
    if (link.step == Link::Step::entering) return enter(link, frame);
    if (frame.has_verdict() && on_answer) on_answer(link, &frame.verdict());
    if (frame.items_size() > 0) read_items(frame);
}

void Links::enter(Link& link, const v1::ServerFrame& frame) {
    if (frame.has_challenge() && link.key) return authenticate(link, frame.challenge());
    if (frame.has_verdict())
        throw std::runtime_error("not let in: " + frame.verdict().refusal().what());
    if (frame.has_welcome()) {
        if (link.key)
            be_ready(link);
        else
            follow(link);
    }
    if (frame.has_following()) be_ready(link);
}

void Links::authenticate(Link& link, const v1::Challenge& challenge) {
    wire::AuthText text;
    text.origin = challenge.origin();
    text.server_nonce = *wire::ServerNonce::from(challenge.nonce());
    text.key = storage::fingerprint("ed25519", link.key->public_key().view());
    text.time_seconds = challenge.server_time() / 1000;
    v1::ClientFrame frame;
    v1::Authenticate& proof = *frame.mutable_authenticate();
    proof.set_key_fingerprint(text.key.str());
    proof.set_client_nonce(text.client_nonce.str());
    proof.set_time_seconds(text.time_seconds);
    proof.set_signature(link.key->sign(wire::render(text)).str());
    proof.set_protocol(1);
    send_message(link, frame.SerializeAsString());
}

void Links::follow(Link& link) {
    v1::ClientFrame frame;
    v1::Follow& follow = *frame.mutable_follow();
    follow.set_cursor(link.cursor);
    follow.set_from_now(link.part == Part::follower && link.cursor.empty());
    send_message(link, frame.SerializeAsString());
}

// Everybody's cursor behind an entry is the same: one follower learns them for all.
void Links::read_items(const v1::ServerFrame& frame) {
    for (const v1::Item& item : frame.items()) {
        const std::string& text = item.event().note_added().text();
        StampScanner scanner;
        scanner.scan(text.data(), text.size(), text_bytes_, [&](const Stamp& stamp) {
            cursors.emplace_back(stamp.number + 1, item.cursor());
        });
    }
}

} // namespace tocsin::bench
