// SPDX-License-Identifier: Apache-2.0
#include "server/net/pages.hpp"

#include "server/net/tile_pages.hpp"

#include <array>

namespace tocsin::net {

namespace {

constexpr std::string_view protocol_version = "1";

using Page = Response (*)(const Request&, const Edge&);

Response livez(const Request&, const Edge&) {
    Response response; // Who answers turns its loop.
    response.body = "ok\n";
    return response;
}

std::string check_line(bool well, std::string_view name, const std::string& because) {
    std::string line = well ? "[+]" : "[-]";
    line.append(name);
    if (!well && !because.empty()) line.append(" ").append(because);
    return line + "\n";
}

Response readyz(const Request& request, const Edge& edge) {
    const engine::Health health = edge.engine.health();
    const bool draining = health.draining || edge.draining;
    const bool ready = health.ready && !draining;
    Response response;
    response.status = ready ? http::status::ok : http::status::service_unavailable;
    const std::string_view query = query_of(request);
    const bool is_verbose = query == "verbose" || query == "verbose=1";
    if (is_verbose) {
        response.body += check_line(!health.halted, "not-halted", health.because);
        response.body += check_line(!health.read_only, "writable", health.because);
        response.body += check_line(health.clock_sane, "clock-sane", health.because);
        response.body += check_line(!draining, "not-draining", "");
        response.body +=
            check_line(!edge.engine.checkpoint().empty(), "checkpoint", "none released yet");
    }
    if (is_verbose && !edge.options.trusted_proxies.empty())
        response.body += "[!]tls-ends-at-proxy log-ins are not bound to their connection\n";
    response.body += ready ? "ok\n" : "not ready\n";
    return response;
}

Response version(const Request&, const Edge&) {
    Response response;
    response.type = "application/json";
    response.body = R"({"name":"tocsin","version":")" TOCSIN_VERSION R"(","protocol":)";
    response.body += protocol_version;
    response.body += "}\n";
    return response;
}

Response checkpoint(const Request&, const Edge& edge) {
    if (edge.engine.checkpoint().empty())
        return refuse(http::status::not_found, "No checkpoint has been released yet.");
    Response response;
    response.body = edge.engine.checkpoint();
    return response;
}

Response discovery(const Request&, const Edge& edge) {
    // An origin and a key in their text forms hold nothing that JSON would have to escape.
    const storage::VerifierKey key = edge.engine.log_key();
    Response response;
    response.type = "application/json";
    response.body =
        R"({"origin":")" + key.name + R"(","log_key":")" + key.str() +
        R"(","websocket":"/ws","subprotocols":["tocsin.v1","tocsin.v1.json"],"protocol":)" +
        std::string(protocol_version) + "}\n";
    return response;
}

Response metrics(const Request&, const Edge& edge) {
    Response response;
    response.type = "text/plain; version=0.0.4; charset=utf-8";
    if (edge.options.metrics_text) response.body = edge.options.metrics_text();
    return response;
}

constexpr std::array<std::pair<std::string_view, Page>, 5> pages = {{
    {"/livez", livez},
    {"/readyz", readyz},
    {"/version", version},
    {"/checkpoint", checkpoint},
    {"/.well-known/tocsin", discovery},
}};

Page page_at(const Request& request, Door door) {
    const std::string_view path = path_of(request);
    if (door == Door::metrics) return path == "/metrics" ? metrics : nullptr;
    if (is_tile(request)) return answer_tile;
    for (const auto& [name, page] : pages) {
        if (name == path) return page;
    }
    return nullptr;
}

} // namespace

Response answer(const Request& request, const Edge& edge, Door door) {
    const Page page = page_at(request, door);
    auto of_console =
        page == nullptr && door != Door::metrics ? edge.console.answer(request) : std::nullopt;
    if (page == nullptr && !of_console)
        return refuse(http::status::not_found, "There is nothing here.");
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        Response response =
            refuse(http::status::method_not_allowed, "Only GET and HEAD are answered here.");
        response.fields.emplace_back("Allow", "GET, HEAD");
        return response;
    }
    return of_console ? std::move(*of_console) : page(request, edge);
}

} // namespace tocsin::net
