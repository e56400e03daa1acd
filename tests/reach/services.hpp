// What stands outside: a push service and a mail relay, small and real, on loopback. Each has a
// thread of its own, takes one connection after the other, and remembers what it was given.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tocsin::reach::test {

// One conversation at a time on a port of the system's choice.
class Loopback {
public:
    using Socket = boost::asio::ip::tcp::socket;

    Loopback();
    virtual ~Loopback();
    Loopback(const Loopback&) = delete;
    Loopback& operator=(const Loopback&) = delete;

    std::string at() const { return "127.0.0.1:" + std::to_string(port_); }

    // Refuses connections until it is up again, on the same port.
    void down();
    void up();

protected:
    virtual void talk(Socket& socket) = 0;
    void end(); // by the derived, before its members go

    mutable std::mutex door;

private:
    void run();

    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_{io_};
    unsigned short port_ = 0;
    std::thread thread_;
};

struct Posted {
    std::string path;
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;
};

// Takes whoever comes, and answers nobody.
class Tarpit {
public:
    Tarpit();

    std::string at() const;

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_{io_};
};

class PushService final : public Loopback {
public:
    ~PushService() override { end(); }

    std::string endpoint(const std::string& name) const { return "http://" + at() + "/" + name; }

    // What the next requests are answered; after them 201. "429\r\nRetry-After: 7" is one.
    void answers(std::vector<std::string> next);
    std::vector<Posted> posted() const;

private:
    void talk(Socket& socket) override;

    std::vector<Posted> posted_;
    std::vector<std::string> next_;
};

struct Letter {
    std::string from, to, message;
    // The text of its first part, decoded.
    std::string text() const;
    std::string header(const std::string& name) const; // unfolded and decoded; empty: none
};

class Relay final : public Loopback {
public:
    ~Relay() override { end(); }

    std::string url() const { return "smtp://" + at(); }

    void answers_rcpt(std::string reply); // instead of 250
    std::vector<Letter> letters() const;

private:
    void talk(Socket& socket) override;

    std::vector<Letter> letters_;
    std::string rcpt_ = "250 yes";
};

} // namespace tocsin::reach::test
