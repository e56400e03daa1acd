// SPDX-License-Identifier: Apache-2.0
#include "server/net/auth_pages.hpp"

#include "server/net/asked.hpp"
#include "server/net/browser.hpp"
#include "server/net/invitation_view.hpp"
#include "server/net/refusals.hpp"
#include "server/net/welcome.hpp"
#include "server/wire/codec.hpp"
#include "server/wire/json.hpp"

#include <boost/beast/core/string.hpp>

#include <set>

namespace tocsin::net {

namespace {

constexpr std::string_view auth_path = "/auth/";
constexpr std::string_view server_name = "tocsin " TOCSIN_VERSION;

http::status status_of(v1::Refusal::Code code) {
    switch (code) {
    case v1::Refusal::AUTH_FAILED:
    case v1::Refusal::CLOCK_SKEW: return http::status::unauthorized;
    case v1::Refusal::INVITATION_INVALID:
    case v1::Refusal::FORBIDDEN: return http::status::forbidden;
    case v1::Refusal::WRONG_STATE: return http::status::conflict;
    case v1::Refusal::RATE_LIMITED: return http::status::too_many_requests;
    case v1::Refusal::OVERLOADED:
    case v1::Refusal::UNAVAILABLE:
    case v1::Refusal::STORAGE_FULL:
    case v1::Refusal::CLOCK_FAULT: return http::status::service_unavailable;
    default: return http::status::bad_request;
    }
}

Response json(const google::protobuf::Message& message, http::status status = http::status::ok) {
    Response response;
    response.status = status;
    response.type = "application/json";
    response.body = wire::write_json(message) + "\n";
    return response;
}

Response refused(Edge& edge, const v1::Refusal& refusal) {
    edge.count(refusal);
    Response response = json(refusal, status_of(refusal.code()));
    if (refusal.retry_after_ms() > 0) {
        const auto seconds = (refusal.retry_after_ms() + 999) / 1000;
        response.fields.emplace_back("Retry-After", std::to_string(seconds));
    }
    return response;
}

// A failure of a stranger's: counted against its address.
Response failed(Edge& edge, AddressRates& rates, const AuthAsked& asked, const v1::Refusal& why) {
    edge.failed(rates, asked.from, why);
    return refused(edge, why);
}

v1::Challenge fresh_challenge(Edge& edge) {
    return edge.identity.challenge(edge.challenges.issue(), std::string(server_name));
}

Response challenge(Edge& edge, const AuthAsked& asked) {
    if (auto refusal = edge.too_many(edge.tries.challenges, asked.from))
        return refused(edge, *refusal);
    v1::AskChallenge nothing;
    if (auto refusal = wire::parse_body(asked.body, nothing)) return refused(edge, *refusal);
    return json(fresh_challenge(edge));
}

bool take_nonce(Edge& edge, const std::string& nonce) {
    const auto named = wire::ServerNonce::from(nonce);
    return named && edge.challenges.take(*named);
}

Response begin_session(Edge& edge, const AuthAsked& asked) {
    AddressRates& rates = edge.tries.log_ins;
    if (auto refusal = edge.too_many(rates, asked.from)) return refused(edge, *refusal);
    v1::Authenticate proof;
    if (auto refusal = wire::parse_body(asked.body, proof)) return refused(edge, *refusal);
    if (proof.form() != v1::SignedText::PASSKEY)
        return refused(edge, refuse_page_form(v1::SignedText::Form_Name(proof.form())));
    if (!take_nonce(edge, proof.nonce())) return failed(edge, rates, asked, refuse_challenge());

    const auto nonce = *wire::ServerNonce::from(proof.nonce());
    auto outcome = edge.identity.authenticate(proof, nonce, std::nullopt);
    if (const auto* refusal = std::get_if<v1::Refusal>(&outcome))
        return failed(edge, rates, asked, *refusal);
    rates.give_back(asked.from);
    auto& caller = std::get<identity::Caller>(outcome);
    // A new log-in takes the place of the one that this browser had.
    if (const auto before = edge.identity.session(session_cookie(asked.request)))
        edge.identity.sessions().end(before->token);
    const auto agent = identity::browser_of(field_of(asked.request, http::field::user_agent));
    const std::string cookie = edge.identity.begin_session(caller, agent);
    edge.look_at(caller.person);
    Response response = json(welcome_of(edge, caller));
    response.fields.emplace_back("Set-Cookie", give_cookie(cookie));
    return response;
}

Response end_session(Edge& edge, const AuthAsked& asked) {
    if (const auto caller = edge.identity.session(session_cookie(asked.request))) {
        edge.identity.sessions().end(caller->token);
        edge.look_at(caller->person);
    }
    Response response;
    response.status = http::status::no_content;
    response.fields.emplace_back("Set-Cookie", take_cookie());
    return response;
}

Response show_invitation(Edge& edge, const AuthAsked& asked) {
    AddressRates& rates = edge.tries.invitations;
    if (auto refusal = edge.too_many(rates, asked.from)) return refused(edge, *refusal);
    v1::ShowInvitation asking;
    if (auto refusal = wire::parse_body(asked.body, asking)) return refused(edge, *refusal);
    auto view = invitation_view(edge.engine.shown(), asking.code(), edge.clock.wall());
    if (!view) return failed(edge, rates, asked, refuse_invitation());
    rates.give_back(asked.from);
    *view->mutable_challenge() = fresh_challenge(edge);
    return json(*view);
}

// Each of the challenges that the proofs name, once.
bool take_nonces(Edge& edge, const v1::Enrol& enrol) {
    std::set<std::string> nonces{enrol.proof().nonce()};
    for (const auto& more : enrol.more())
        nonces.insert(more.proof().nonce());
    bool taken = true;
    for (const std::string& nonce : nonces)
        taken = take_nonce(edge, nonce) && taken;
    return taken;
}

// The command of an enrolment that may be put to the log; or why not.
std::variant<v1::Command, Response>
prepare_enrolment(Edge& edge, const AuthAsked& asked, v1::Enrol& enrol) {
    if (auto refusal = edge.too_many(edge.tries.invitations, asked.from))
        return refused(edge, *refusal);
    if (auto refusal = wire::parse_body(asked.body, enrol)) return refused(edge, *refusal);
    AddressRates& log_ins = edge.tries.log_ins;
    if (!take_nonces(edge, enrol)) return failed(edge, log_ins, asked, refuse_challenge());
    // No channel binding: a page does not know its TLS connection.
    auto outcome = edge.identity.enrol(enrol, std::nullopt, std::nullopt);
    if (const auto* refusal = std::get_if<v1::Refusal>(&outcome))
        return failed(edge, log_ins, asked, *refusal);
    return std::move(std::get<v1::Command>(outcome));
}

awaitable<Response> enrol(Edge& edge, const AuthAsked& asked) {
    v1::Enrol enrolling;
    auto prepared = prepare_enrolment(edge, asked, enrolling);
    if (auto* response = std::get_if<Response>(&prepared)) co_return std::move(*response);

    engine::Submission submission;
    submission.command = std::move(std::get<v1::Command>(prepared));
    submission.received_at = edge.clock.wall();
    auto ask = [&edge, &submission](auto answered) {
        edge.engine.submit(std::move(submission), std::move(answered));
    };
    const v1::Verdict verdict = co_await net::asked<v1::Verdict>(edge.executor, ask);
    Response response;
    if (verdict.has_refusal())
        response = verdict.refusal().code() == v1::Refusal::INVITATION_INVALID
                       ? failed(edge, edge.tries.invitations, asked, verdict.refusal())
                       : refused(edge, verdict.refusal());
    else
        response = json(enrolment_of(edge, enrolling.key()));
    if (!verdict.has_refusal()) edge.tries.invitations.give_back(asked.from);
    co_return response;
}

using Page = Response (*)(Edge&, const AuthAsked&);

struct Place {
    std::string_view path;
    http::verb method;
    Page page; // null: enrol, which waits for the log
};

constexpr Place places[] = {
    {"/auth/challenge", http::verb::post, challenge},
    {"/auth/session", http::verb::post, begin_session},
    {"/auth/session", http::verb::delete_, end_session},
    {"/auth/invitation", http::verb::post, show_invitation},
    {"/auth/enrol", http::verb::post, nullptr},
};

std::variant<Page, Response> place_of(const Request& request) {
    std::string allowed;
    for (const Place& place : places) {
        if (place.path != path_of(request)) continue;
        if (place.method == request.method()) return place.page;
        if (!allowed.empty()) allowed += ", ";
        allowed += http::to_string(place.method);
    }
    if (allowed.empty()) return refuse(http::status::not_found, "There is nothing here.");
    Response response = refuse(http::status::method_not_allowed, "Only " + allowed + " here.");
    response.fields.emplace_back("Allow", allowed);
    return response;
}

// Cross-site requests end here, whatever cookie they carry (faults.md 74, 75).
std::optional<Response> refuse_origin(Edge& edge, const Request& request) {
    if (!comes_from(request, edge.identity.site().origins) || is_of_another_site(request))
        return refused(edge, refuse_page());
    if (request.method() != http::verb::post) return std::nullopt;
    const std::string_view type = field_of(request, http::field::content_type);
    const std::string_view kind = type.substr(0, type.find(';'));
    if (!boost::beast::iequals({kind.data(), kind.size()}, "application/json"))
        return refuse(http::status::unsupported_media_type, "The body must be application/json.");
    if (edge.draining) return refused(edge, refuse_draining());
    return std::nullopt;
}

} // namespace

bool is_auth(const Request& request) {
    return path_of(request).starts_with(auth_path);
}

awaitable<Response> answer_auth(Edge& edge, const AuthAsked& asked) {
    auto place = place_of(asked.request);
    if (auto* response = std::get_if<Response>(&place)) co_return std::move(*response);
    auto refusal = refuse_origin(edge, asked.request);
    if (refusal) co_return std::move(*refusal);
    const Page page = std::get<Page>(place);
    if (page == nullptr) co_return co_await enrol(edge, asked);
    co_return page(edge, asked);
}

} // namespace tocsin::net
