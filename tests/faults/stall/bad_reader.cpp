// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/stall/bad_reader.hpp"

#include "tocsin/v1/frame.pb.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace tocsin::faults {

namespace {

// A masked, final client frame; a mask of zeros is a mask.
std::string frame(unsigned opcode, const std::string& payload) {
    std::string bytes;
    bytes += static_cast<char>(0x80u | opcode);
    bytes += static_cast<char>(0x80u | payload.size());   // all of ours are shorter than 126
    bytes.append(4, '\0');
    return bytes + payload;
}

std::string follow_frame() {
    v1::ClientFrame follow;
    follow.mutable_follow()->set_from_now(true);
    return frame(2, follow.SerializeAsString());
}

}  // namespace

BadReader::BadReader(std::uint16_t port, const std::string& token, bool pings) : pings_(pings) {
    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int small = 4096;
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("cannot connect");
    }
    const std::string request = "GET /ws HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
                                "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                "Sec-WebSocket-Protocol: tocsin.v1\r\nAuthorization: Bearer " +
                                token + "\r\n\r\n";
    if (send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0) throw std::runtime_error("cannot send");
    read_until("\r\n\r\n");
    const std::string follow = follow_frame();
    if (send(socket_, follow.data(), follow.size(), MSG_NOSIGNAL) < 0) throw std::runtime_error("cannot follow");
}

BadReader::~BadReader() { close(socket_); }

void BadReader::read_until(const std::string& mark) {
    std::string read;
    char byte = 0;
    while (!read.ends_with(mark)) {
        if (recv(socket_, &byte, 1, 0) != 1) throw std::runtime_error("the upgrade was refused: " + read);
        read += byte;
    }
    if (read.find(" 101 ") == read.npos) throw std::runtime_error("the upgrade was refused: " + read);
}

bool BadReader::still_connected() {
    if (pings_) {
        const std::string ping = frame(9, "still here");
        (void)send(socket_, ping.data(), ping.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    tcp_info now{};
    socklen_t size = sizeof now;
    getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &now, &size);
    return now.tcpi_state == TCP_ESTABLISHED;
}

}  // namespace tocsin::faults
