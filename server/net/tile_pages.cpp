// SPDX-License-Identifier: Apache-2.0
#include "server/net/tile_pages.hpp"

#include "server/engine/questions.hpp"
#include "server/net/asked.hpp"
#include "server/net/browser.hpp"

namespace tocsin::net {

namespace {

constexpr std::string_view tiles = "/tile/";
constexpr std::string_view bundles = "/tile/entries/";
constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr std::string_view for_ever_for_one = "private, max-age=31536000, immutable";

// Without the first '/'; a query has no meaning here, and a second spelling is none.
std::optional<storage::TilePath> tile_path(const Request& request) {
    if (!query_of(request).empty()) return std::nullopt;
    return storage::TilePath::parse(path_of(request).substr(1));
}

Response no_tile() {
    return refuse(http::status::not_found, "The released checkpoint implies no such tile.");
}

Response file(std::string bytes, std::string_view keep) {
    Response response;
    response.type = "application/octet-stream";
    response.body = std::move(bytes);
    response.cache = keep;
    return response;
}

Response ask_for_login() {
    Response response = refuse(
        http::status::unauthorized,
        "Entry bundles are for auditors: send a feed token as `Authorization: Bearer`."
    );
    response.fields.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

// A page of another site cannot ask in an auditor's name: its requests bear no cookie of ours
// (SameSite=Strict), and what says that it is of another site is nobody's.
std::optional<identity::Caller> caller_of(const Edge& edge, const Request& request) {
    const auto authorization = field_of(request, http::field::authorization);
    if (!authorization.empty()) return edge.identity.token(authorization);
    if (is_of_another_site(request)) return std::nullopt;
    const std::string cookie = session_cookie(request);
    return cookie.empty() ? std::nullopt : edge.identity.session(cookie);
}

} // namespace

bool is_tile(const Request& request) {
    return path_of(request).starts_with(tiles);
}

bool is_bundle(const Request& request) {
    return path_of(request).starts_with(bundles);
}

Response answer_tile(const Request& request, const Edge& edge) {
    const auto path = tile_path(request);
    auto bytes = path ? edge.engine.proofs().hash_tile(*path) : std::nullopt;
    return bytes ? file(std::move(*bytes), for_ever) : no_tile();
}

awaitable<Response> answer_bundle(Edge& edge, const Request& request) {
    const auto path = tile_path(request);
    if (!path) co_return no_tile();
    const auto caller = caller_of(edge, request);
    if (!caller) co_return ask_for_login();
    const auto reader = domain::reader_of(edge.engine.shown(), caller->person, edge.clock.wall());
    if (!reader || !engine::is_auditor(*reader))
        co_return refuse(http::status::forbidden, "Entry bundles are for auditors.");
    using Bundle = Result<std::optional<std::string>>;
    auto ask = [&edge, &path](auto done) { edge.engine.proofs().bundle(*path, std::move(done)); };
    auto bundle = co_await asked<Bundle>(edge.executor, ask);
    if (!bundle) {
        co_return refuse_for_now(
            http::status::service_unavailable,
            "The log cannot be read now.",
            std::chrono::seconds(5)
        );
    }
    if (!*bundle) co_return no_tile();
    edge.engine.gave_bundle(*reader, path->first(), path->first() + path->width);
    co_return file(std::move(**bundle), for_ever_for_one);
}

} // namespace tocsin::net
