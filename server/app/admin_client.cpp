// SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_client.hpp"

#include "server/app/exit_code.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin::app {

namespace {

namespace json = boost::json;

Trouble unreachable(const std::string& what, int error) {
    const bool denied = error == EACCES || error == EPERM;
    return {
        Trouble::Fate::failed,
        denied ? exit_code::permission : exit_code::unavailable,
        what,
        std::strerror(error),
        "is the server running with this data directory?"};
}

std::string text_of(const json::object& answer, const char* key) {
    const auto* value = answer.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

} // namespace

std::optional<Trouble> error_of(const json::object& answer) {
    const auto code = text_of(answer, "error");
    if (code.empty()) return std::nullopt;
    const auto field = text_of(answer, "field");
    return Trouble{
        Trouble::Fate::failed,
        exit_code::bad_request,
        code + (field.empty() ? "" : " (" + field + ")") + ": " + text_of(answer, "what"),
        text_of(answer, "why"),
        text_of(answer, "next")};
}

Result<AdminClient> AdminClient::connect(const std::filesystem::path& socket) {
    const auto what = "cannot reach " + socket.string();
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (socket.string().size() >= sizeof to.sun_path) return unreachable(what, ENAMETOOLONG);
    std::memcpy(to.sun_path, socket.c_str(), socket.string().size());

    AdminClient client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (client.descriptor_ < 0) return unreachable(what, errno);
    if (::connect(client.descriptor_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
        return unreachable(what, errno);
    return client;
}

AdminClient::AdminClient(AdminClient&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), input_(std::move(other.input_)) {}

AdminClient::~AdminClient() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> AdminClient::send(const json::object& request) {
    const auto line = json::serialize(request) + "\n";
    std::string_view rest = line;
    while (!rest.empty()) {
        const auto sent = ::send(descriptor_, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return unreachable("the server went away", errno);
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

Result<json::object> AdminClient::receive() {
    std::size_t end = 0;
    while ((end = input_.find('\n')) == std::string::npos) {
        char block[16 * 1024];
        const auto got = ::recv(descriptor_, block, sizeof block, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return unreachable("the server went away", got == 0 ? ECONNRESET : errno);
        input_.append(block, static_cast<std::size_t>(got));
    }
    json::error_code ec;
    auto parsed = json::parse({input_.data(), end}, ec);
    input_.erase(0, end + 1);
    if (ec || !parsed.is_object())
        return unreachable("the server's answer is no JSON object", EPROTO);
    return std::move(parsed.as_object());
}

Result<json::object> AdminClient::ask(const json::object& request) {
    if (auto sent = send(request); !sent) return sent.error();
    auto answer = receive();
    if (!answer) return answer;
    if (auto error = error_of(*answer)) return *error;
    return answer;
}

} // namespace tocsin::app
