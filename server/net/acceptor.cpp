// SPDX-License-Identifier: Apache-2.0
#include "server/net/acceptor.hpp"

#include <charconv>
#include <fcntl.h>
#include <unistd.h>

namespace tocsin::net {

namespace {

using asio::ip::tcp;

constexpr int exit_unavailable = 69;
constexpr int exit_configuration = 78;
constexpr int backlog = 4096;

std::optional<tcp::endpoint> parse_address(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    unsigned short port = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data() + colon + 1, end, port);
    if (failure != std::errc() || stopped != end || colon + 1 == text.size()) return std::nullopt;

    std::string host = text.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    error_code ec;
    const auto address = asio::ip::make_address(host, ec);
    if (ec) return std::nullopt;
    return tcp::endpoint(address, port);
}

int open_reserve() {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

} // namespace

// The one place where errors of listening become ours.
Result<Acceptor> listen_on(Executor executor, const std::string& address, int send_buffer_bytes) {
    const auto endpoint = parse_address(address);
    if (!endpoint) {
        return Trouble{
            Trouble::Fate::failed,
            exit_configuration,
            "cannot listen on " + address,
            "it is not address:port",
            "write 127.0.0.1:8080 or [::]:443"};
    }
    Acceptor acceptor(executor);
    error_code ec;
    acceptor.open(endpoint->protocol(), ec);
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    // Accepted sockets inherit it.
    if (!ec && send_buffer_bytes > 0)
        acceptor.set_option(asio::socket_base::send_buffer_size(send_buffer_bytes), ec);
    if (!ec) acceptor.bind(*endpoint, ec);
    if (!ec) acceptor.listen(backlog, ec);
    if (ec) {
        return Trouble{
            Trouble::Fate::failed,
            exit_unavailable,
            "cannot listen on " + address,
            ec.message(),
            "stop what listens there, or choose another address"};
    }
    return acceptor;
}

Reserve::Reserve() : descriptor_(open_reserve()) {}

Reserve::~Reserve() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void Reserve::turn_away(Acceptor& acceptor) {
    if (descriptor_ >= 0) ::close(descriptor_);
    error_code ignored;
    {
        Socket socket(acceptor.get_executor());
        acceptor.non_blocking(true, ignored);
        acceptor.accept(socket, ignored);
    }
    descriptor_ = open_reserve();
}

bool is_out_of_descriptors(error_code ec) {
    return ec == asio::error::no_descriptors ||
           ec == boost::system::errc::too_many_files_open_in_system ||
           ec == asio::error::no_buffer_space || ec == asio::error::no_memory;
}

} // namespace tocsin::net
