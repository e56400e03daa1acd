// SPDX-License-Identifier: Apache-2.0
#include "tests/reach/services.hpp"

#include "server/base/bytes.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <istream>

namespace tocsin::reach::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Loopback::Loopback() {
    up();
}

Loopback::~Loopback() {
    end();
}

void Loopback::up() {
    const tcp::endpoint at(asio::ip::address_v4::loopback(), port_);
    acceptor_.open(at.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(at);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
    thread_ = std::thread([this] { run(); });
}

// A blocking accept is woken by a connection of our own.
void Loopback::down() {
    if (!thread_.joinable()) return;
    error_code ec;
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    thread_.join();
    acceptor_.close(ec);
}

void Loopback::end() {
    down();
}

void Loopback::run() {
    for (;;) {
        error_code ec;
        tcp::socket socket(io_);
        acceptor_.accept(socket, ec);
        if (ec) return;
        try {
            talk(socket);
        } catch (const boost::system::system_error&) {
            // It hung up on us.
        }
    }
}

// The kernel greets whoever comes to a port that is listened at; nobody takes them from there.
Tarpit::Tarpit() : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {}

std::string Tarpit::at() const {
    return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
}

void PushService::answers(std::vector<std::string> next) {
    const std::lock_guard lock(door);
    next_ = std::move(next);
}

std::vector<Posted> PushService::posted() const {
    const std::lock_guard lock(door);
    return posted_;
}

void PushService::talk(Socket& socket) {
    asio::streambuf buffer;
    asio::read_until(socket, buffer, "\r\n\r\n");
    std::istream head(&buffer);
    Posted posted;
    std::string line, verb;
    std::getline(head, line);
    verb = line.substr(0, line.find(' '));
    posted.path = line.substr(verb.size() + 1, line.rfind(' ') - verb.size() - 1);
    while (std::getline(head, line) && line != "\r") {
        std::string name = line.substr(0, line.find(':'));
        std::transform(name.begin(), name.end(), name.begin(), ::tolower);
        posted.headers[name] = line.substr(name.size() + 2, line.size() - name.size() - 3);
    }
    const std::size_t length = std::stoul(posted.headers["content-length"]);
    if (buffer.size() < length)
        asio::read(socket, buffer, asio::transfer_exactly(length - buffer.size()));
    posted.body.resize(length);
    head.read(posted.body.data(), static_cast<std::streamsize>(length));

    std::string answer = "201 Created";
    {
        const std::lock_guard lock(door);
        posted_.push_back(posted);
        if (!next_.empty()) {
            answer = next_.front();
            next_.erase(next_.begin());
        }
    }
    const std::string reply =
        "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    asio::write(socket, asio::buffer(reply));
}

void Relay::answers_rcpt(std::string reply) {
    const std::lock_guard lock(door);
    rcpt_ = std::move(reply);
}

std::vector<Letter> Relay::letters() const {
    const std::lock_guard lock(door);
    return letters_;
}

void Relay::talk(Socket& socket) {
    asio::streambuf buffer;
    std::istream in(&buffer);
    const auto say = [&](const std::string& text) {
        asio::write(socket, asio::buffer(text + "\r\n"));
    };
    say("220 relay.test");
    Letter letter;
    for (;;) {
        asio::read_until(socket, buffer, "\r\n");
        std::string line;
        std::getline(in, line);
        if (line.starts_with("MAIL FROM:")) letter.from = line.substr(10);
        if (line.starts_with("RCPT TO:")) letter.to = line.substr(8);
        if (line.starts_with("QUIT")) return say("221 bye");
        if (line.starts_with("RCPT TO:")) {
            const std::lock_guard lock(door);
            say(rcpt_);
        } else if (line.starts_with("DATA")) {
            say("354 go on");
            const std::size_t size = asio::read_until(socket, buffer, "\r\n.\r\n");
            letter.message.resize(size);
            in.read(letter.message.data(), static_cast<std::streamsize>(size));
            const std::lock_guard lock(door);
            letters_.push_back(letter);
            say("250 taken");
        } else {
            say("250 yes");
        }
    }
}

std::string Letter::header(const std::string& name) const {
    const auto at = ("\r\n" + message).find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 2;
    std::string value = message.substr(begin, message.find("\r\n", begin) - begin);
    return value;
}

std::string Letter::text() const {
    const auto part = message.find("Content-Type: text/plain");
    const auto begin = message.find("\r\n\r\n", part) + 4;
    std::string encoded = message.substr(begin, message.find("\r\n--", begin) - begin);
    std::erase_if(encoded, [](char letter) { return letter == '\r' || letter == '\n'; });
    return from_base64(encoded).value_or("");
}

} // namespace tocsin::reach::test
