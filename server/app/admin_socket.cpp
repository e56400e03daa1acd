// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_socket.hpp"

#include "server/app/exit_code.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <sys/un.h>

namespace tocsin::app {

namespace {

using Protocol = asio::local::stream_protocol;
using Socket = asio::basic_stream_socket<Protocol, Executor>;
using Acceptor = asio::basic_socket_acceptor<Protocol, Executor>;
using Timer = asio::basic_waitable_timer<
    std::chrono::steady_clock,
    asio::wait_traits<std::chrono::steady_clock>,
    Executor>;

constexpr auto accept_pause = std::chrono::milliseconds(100); // when descriptors have run out

// Shared by its reader, its writer and the answers still to come, which may outlive both.
struct Connection {
    explicit Connection(Socket accepted)
        : socket(std::move(accepted)), wake(socket.get_executor()), room(socket.get_executor()) {}

    Socket socket;
    Signal wake; // something to write, or over
    Signal room; // fewer requests waiting, or over
    std::string input;
    std::string output;
    std::size_t waiting = 0;
    bool read_all = false;
    bool broken = false;
};

void answer(const std::shared_ptr<Connection>& connection, const std::string& line) {
    --connection->waiting;
    connection->output += line;
    connection->output += '\n';
    connection->wake.notify();
    connection->room.notify();
}

awaitable<void>
read_requests(std::shared_ptr<Connection> connection, AdminSocket::Handler handler) {
    while (!connection->broken) {
        auto buffer = asio::dynamic_buffer(connection->input, admin_line_bytes_max);
        const auto [ec, length] =
            co_await asio::async_read_until(connection->socket, buffer, '\n', no_throw);
        if (ec) break;
        std::string line = connection->input.substr(0, length - 1);
        connection->input.erase(0, length);
        ++connection->waiting;
        handler(std::move(line), [connection](std::string said) { answer(connection, said); });
        while (connection->waiting >= admin_requests_waiting_max && !connection->broken)
            co_await connection->room.wait();
    }
    connection->read_all = true;
    connection->wake.notify();
}

awaitable<void> write_answers(std::shared_ptr<Connection> connection) {
    for (;;) {
        while (connection->output.empty()) {
            if (connection->read_all && connection->waiting == 0) co_return;
            co_await connection->wake.wait();
        }
        const std::string piece = std::exchange(connection->output, {});
        const auto buffer = asio::buffer(piece);
        const auto [ec, written] = co_await asio::async_write(connection->socket, buffer, no_throw);
        if (ec) break;
    }
    connection->broken = true;
    connection->room.notify();
    error_code ignored;
    connection->socket.close(ignored);
}

} // namespace

struct AdminSocket::State {
    State(
        asio::io_context& io,
        Nursery& its_nursery,
        std::filesystem::path its_path,
        Handler its_handler
    )
        : nursery(its_nursery),
          path(std::move(its_path)),
          handler(std::move(its_handler)),
          acceptor(io.get_executor()) {}

    Nursery& nursery;
    std::filesystem::path path;
    Handler handler;
    Acceptor acceptor;
    std::vector<std::weak_ptr<Connection>> connections;
};

namespace {

template <class State>
awaitable<void> accept_connections(std::shared_ptr<State> state) {
    Timer pause(state->acceptor.get_executor());
    for (;;) {
        auto [ec, socket] = co_await state->acceptor.async_accept(no_throw);
        if (!state->acceptor.is_open()) co_return;
        if (ec) {
            pause.expires_after(accept_pause);
            (void)co_await pause.async_wait(no_throw);
            continue;
        }
        auto connection = std::make_shared<Connection>(std::move(socket));
        std::erase_if(state->connections, [](const auto& known) { return known.expired(); });
        state->connections.push_back(connection);
        state->nursery.spawn(read_requests(connection, state->handler));
        state->nursery.spawn(write_answers(connection));
    }
}

Trouble unusable(const std::filesystem::path& path, std::string why, int exit) {
    return {
        Trouble::Fate::failed,
        exit,
        "cannot open the admin socket " + path.string(),
        std::move(why),
        "set listen.admin_socket to a path that can be used"};
}

} // namespace

Result<std::unique_ptr<AdminSocket>> AdminSocket::open(
    asio::io_context& io, Nursery& nursery, const std::filesystem::path& path, Handler handler
) {
    if (path.string().size() >= sizeof(sockaddr_un::sun_path))
        return unusable(path, "longer than 107 bytes", exit_code::configuration);
    // What an earlier process left: the data directory's lock says that it is gone.
    std::error_code removed;
    if (std::filesystem::is_socket(path, removed)) std::filesystem::remove(path, removed);

    auto state = std::make_shared<State>(io, nursery, path, std::move(handler));
    error_code ec;
    state->acceptor.open(Protocol(), ec);
    if (!ec) state->acceptor.bind(Protocol::endpoint(path.string()), ec);
    if (!ec) state->acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return unusable(path, ec.message(), exit_code::permission);
    nursery.spawn(accept_connections(state));
    return std::unique_ptr<AdminSocket>(new AdminSocket(std::move(state)));
}

AdminSocket::AdminSocket(std::shared_ptr<State> state) : state_(std::move(state)) {}

AdminSocket::~AdminSocket() {
    close();
}

void AdminSocket::close() {
    if (!state_->acceptor.is_open()) return;
    error_code ignored;
    state_->acceptor.close(ignored);
    std::error_code removed;
    std::filesystem::remove(state_->path, removed);
    for (const auto& known : state_->connections) {
        const auto connection = known.lock();
        if (connection) connection->socket.shutdown(asio::socket_base::shutdown_receive, ignored);
    }
}

} // namespace tocsin::app
