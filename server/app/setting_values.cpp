// SPDX-License-Identifier: Apache-2.0
#include "server/app/setting_values.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>

namespace tocsin::app {

namespace {

struct Quantity {
    std::uint64_t number = 0;
    std::string_view unit;
};

std::optional<Quantity> parse_quantity(std::string_view text) {
    Quantity quantity;
    const char* end = text.data() + text.size();
    const auto [rest, ec] = std::from_chars(text.data(), end, quantity.number);
    if (ec != std::errc() || rest == text.data()) return std::nullopt;
    quantity.unit = std::string_view(rest, static_cast<std::size_t>(end - rest));
    return quantity;
}

std::optional<std::uint64_t> times(std::uint64_t number, std::uint64_t factor) {
    if (number > std::numeric_limits<std::int64_t>::max() / factor) return std::nullopt;
    return number * factor;
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row.back();
}

} // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto quantity = parse_quantity(text);
    if (!quantity) return std::nullopt;

    std::uint64_t factor = 0;
    if (quantity->unit == "ms") factor = 1;
    if (quantity->unit == "s") factor = 1'000;
    if (quantity->unit == "m") factor = 60'000;
    if (quantity->unit == "h") factor = 3'600'000;
    if (quantity->unit == "d") factor = 86'400'000;
    if (factor == 0) return std::nullopt;
    const auto ms = times(quantity->number, factor);
    if (!ms) return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::int64_t>(*ms));
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    const auto quantity = parse_quantity(text);
    if (!quantity) return std::nullopt;

    if (quantity->unit.empty() && quantity->number == 0) return 0;
    if (quantity->unit == "B") return times(quantity->number, 1);
    if (quantity->unit == "KiB") return times(quantity->number, 1024);
    if (quantity->unit == "MiB") return times(quantity->number, 1024 * 1024);
    if (quantity->unit == "GiB") return times(quantity->number, 1024 * 1024 * 1024);
    return std::nullopt;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    const auto quantity = parse_quantity(text);
    if (!quantity || !quantity->unit.empty()) return std::nullopt;
    return quantity->number;
}

bool HostPort::is_loopback() const {
    if (host == "localhost") return true;
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(host, ec);
    return !ec && address.is_loopback();
}

std::optional<HostPort> parse_host_port(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = parse_number(text.substr(colon + 1));
    if (!port || *port > 65'535) return std::nullopt;

    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return std::nullopt; // IPv6 needs brackets
    if (host.empty()) return std::nullopt;
    return HostPort{std::string(host), static_cast<unsigned short>(*port)};
}

bool is_network(std::string_view text) {
    const auto slash = text.find('/');
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(std::string(text.substr(0, slash)), ec);
    if (ec) return false;
    if (slash == std::string_view::npos) return true;
    const auto prefix = parse_number(text.substr(slash + 1));
    return prefix && *prefix <= (address.is_v4() ? 32u : 128u);
}

std::optional<std::string> nearest(std::string_view given, const std::vector<std::string>& names) {
    std::optional<std::string> best;
    std::size_t best_distance = given.size() / 3 + 1;
    for (const auto& name : names) {
        const auto apart = distance(given, name);
        if (apart > best_distance || (best && apart == best_distance)) continue;
        best = name;
        best_distance = apart;
    }
    return best;
}

} // namespace tocsin::app
