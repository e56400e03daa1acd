// SPDX-License-Identifier: Apache-2.0
#include "client/core/address.hpp"

#include <algorithm>

namespace tocsin::client {
namespace {

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool is_port(std::string_view text) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || text.size() > 5 || text.front() == '0') return false;
    return std::all_of(text.begin(), text.end(), digit) && std::stoi(std::string(text)) <= 65535;
}

bool is_host(std::string_view text) {
    const auto fits = [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '_';
    };
    return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), fits);
}

// "host:port", "[v6]:port", "host"; false for anything else.
bool split_authority(std::string_view authority, Address& address) {
    std::string_view port;
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos) return false;
        address.host = authority.substr(1, end - 1);
        port = authority.substr(end + 1);
    } else {
        const auto colon = authority.find(':');
        address.host = authority.substr(0, colon);
        port = colon == std::string_view::npos ? "" : authority.substr(colon);
        if (address.host.find(':') != std::string::npos) return false;
    }
    if (!port.empty() && (!take(port, ":") || !is_port(port))) return false;
    address.port = port.empty() ? (address.tls ? "443" : "80") : std::string(port);
    return is_host(address.host);
}

} // namespace

std::string Address::host_header() const {
    std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != (tls ? "443" : "80")) text += ":" + port;
    return text;
}

std::string Address::url() const {
    return (tls ? "wss://" : "ws://") + host_header() + path;
}

std::optional<Address> parse_address(std::string_view url) {
    Address address;
    if (take(url, "wss://") || take(url, "https://"))
        address.tls = true;
    else if (!take(url, "ws://") && !take(url, "http://"))
        return std::nullopt;
    const auto slash = url.find_first_of("/?#");
    if (slash != std::string_view::npos && url[slash] != '/') return std::nullopt;
    const auto authority = url.substr(0, slash);
    address.path = slash == std::string_view::npos ? "" : std::string(url.substr(slash));
    if (address.path.find_first_of(" #?\r\n\t") != std::string::npos) return std::nullopt;
    if (address.path.empty() || address.path == "/") address.path = "/ws";
    if (!split_authority(authority, address)) return std::nullopt;
    return address;
}

} // namespace tocsin::client
