// SPDX-License-Identifier: Apache-2.0
#include "server/net/listener.hpp"

#include "server/net/acceptor.hpp"
#include "server/net/connection.hpp"
#include "server/net/expiry.hpp"
#include "server/net/site.hpp"

#include <array>
#include <exception>

namespace tocsin::net {

namespace {

using namespace std::chrono_literals;

constexpr auto back_off = 100ms;
constexpr std::size_t goodbyes_at_once = 64;
constexpr auto full_retry = 5s;

using Timer = asio::basic_waitable_timer<
    std::chrono::steady_clock,
    asio::wait_traits<std::chrono::steady_clock>,
    Executor>;

} // namespace

struct Listener::State {
    State(
        asio::io_context& io,
        engine::Engine& engine,
        identity::Identity& identity,
        identity::Verifier& verifier,
        const Clock& clock,
        Rng& rng,
        Options options
    );

    Result<void> open();
    awaitable<void> accept(Door door);
    awaitable<void> pause();
    void welcome(Socket socket, Door door);
    bool is_full(Socket& socket, Door door);
    bool make_room();
    awaitable<void> sweep();
    awaitable<void> shut(std::function<void()> closed);
    awaitable<void> say_goodbye();
    void failed(const std::exception_ptr& failure);

    std::optional<Acceptor>& at(Door door) { return acceptors[static_cast<std::size_t>(door)]; }

    std::shared_ptr<Edge> edge; // its checkpoint call holds it weakly
    std::unique_ptr<Tls> tls;
    ExpiryWatch expiry;
    std::array<std::optional<Acceptor>, 3> acceptors; // by door
    std::array<unsigned short, 3> ports{};
    Reserve reserve;
    boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>> connections;
    Timer sweep_timer;
    bool closing = false;
    bool out_of_descriptors = false; // logged once, until it is over
    Nursery connecting;              // one child per connection
    Nursery keeping;                 // acceptors, the sweep, the closing
};

Listener::State::State(
    asio::io_context& io,
    engine::Engine& engine,
    identity::Identity& identity,
    identity::Verifier& verifier,
    const Clock& clock,
    Rng& rng,
    Options options
)
    : edge(std::make_shared<Edge>(io, engine, identity, verifier, clock, rng, std::move(options))),
      sweep_timer(edge->executor),
      connecting(edge->executor, [this](std::exception_ptr failure) { failed(failure); }),
      keeping(edge->executor, [this](std::exception_ptr failure) { failed(failure); }) {}

// The last resort (faults.md 106): sessions and connections catch their own failures.
void Listener::State::failed(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        ++edge->counters.failures;
        edge->log(Level::error, std::string("a connection ended by a failure: ") + error.what());
    }
}

Result<void> Listener::State::open() {
    const Options& options = edge->options;
    if (!options.trusted_proxies.empty())
        edge->log(
            Level::warning,
            "TLS ends at a proxy: log-ins are not bound to their connection, and limits on an "
            "address hold as far as the proxies of listen.trusted_proxies tell the truth"
        );
    if (!options.https.empty()) {
        auto loaded = Tls::load(options.tls_cert, options.tls_key);
        if (!loaded) return loaded.error();
        tls = std::move(*loaded);
    }
    const std::array<const std::string*, 3> addresses{
        &options.http, &options.https, &options.metrics};
    for (std::size_t door = 0; door < addresses.size(); ++door) {
        if (addresses[door]->empty()) continue;
        auto acceptor = listen_on(edge->executor, *addresses[door], options.send_buffer_bytes);
        if (!acceptor) return acceptor.error();
        ports[door] = acceptor->local_endpoint().port();
        acceptors[door].emplace(std::move(*acceptor));
    }
    const identity::Site site = site_of(options, {ports[0], ports[1]});
    edge->console = Console(options.console, site.origins);
    edge->identity.set_site(site);
    return {};
}

awaitable<void> Listener::State::accept(Door door) {
    while (!closing) {
        auto [ec, socket] = co_await at(door)->async_accept(no_throw);
        if (closing) co_return;
        if (!ec) {
            out_of_descriptors = false;
            welcome(std::move(socket), door);
            continue;
        }
        if (!is_out_of_descriptors(ec)) continue; // That peer has gone again.
        ++edge->counters.no_descriptors;
        if (!out_of_descriptors)
            edge->log(Level::error, "cannot accept connections: " + ec.message());
        out_of_descriptors = true;
        reserve.turn_away(*at(door));
        co_await pause();
    }
}

awaitable<void> Listener::State::pause() {
    Timer timer(edge->executor, std::chrono::steady_clock::duration(back_off));
    (void)co_await timer.async_wait(no_throw);
}

void Listener::State::welcome(Socket socket, Door door) {
    error_code ec;
    const auto peer = socket.remote_endpoint(ec);
    if (ec) return;
    const AddressBlock from = block_of(peer.address());
    std::chrono::nanoseconds too_soon{};
    if (!edge->proxies.trusts(peer.address())) {
        const bool too_many = edge->admission.too_many_from(from);
        if (!too_many) too_soon = edge->too_often(from);
        // Closed: an answer would cost more than the flood. Plain HTTP costs little: only a
        // WebSocket is refused, and its connection is one of the few that may wait.
        if (too_many || (too_soon.count() > 0 && door == Door::https)) {
            ++edge->counters.refused_connections;
            edge->log_stranger(Level::warning, from, "too many connections without log-in");
            return;
        }
    }
    if (is_full(socket, door)) return;
    TlsConnection secured;
    if (door == Door::https) {
        secured = tls->accept_on(socket.native_handle());
        if (!secured) return;
    }
    Connection::Accepted accepted{
        std::move(socket), std::move(secured), peer.address(), door, too_soon};
    auto connection = std::make_unique<Connection>(*edge, std::move(accepted));
    connections.push_back(*connection);
    connecting.spawn_beyond_cancel(Connection::serve(std::move(connection)));
}

bool Listener::State::is_full(Socket& socket, Door door) {
    if (!edge->admission.is_full() || make_room()) return false;
    ++edge->counters.refused_connections;
    if (door == Door::https) return true; // Closed: a handshake would cost more than it is worth.
    const Response full =
        refuse_for_now(http::status::service_unavailable, "All places are taken.", full_retry);
    error_code ignored;
    socket.write_some(asio::buffer(render(full, {})), ignored);
    return true;
}

// A new connection may be a government's, a stranger that has said nothing for long is not: the one
// who has waited longest goes.
bool Listener::State::make_room() {
    for (const Wait wait : {Wait::handshake, Wait::authentication}) {
        if (Waiting* longest = edge->deadlines.longest(wait)) {
            ++edge->counters.evicted;
            longest->cut();
            return true;
        }
    }
    return false;
}

awaitable<void> Listener::State::sweep() {
    const auto tick =
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(edge->deadlines.tick());
    while (!closing || connecting.size() > 0) {
        sweep_timer.expires_after(tick);
        (void)co_await sweep_timer.async_wait(no_throw);
        edge->deadlines.sweep();
        edge->look_again();
        if (!tls) continue;
        if (const auto warning = expiry.look(tls->expires_at(), edge->clock.wall()))
            edge->log(warning->level, warning->line);
    }
}

// Shutting down is a conversation; `drain` is its end.
awaitable<void> Listener::State::shut(std::function<void()> closed) {
    for (Connection& connection : connections) {
        if (!connection.is_logged_in()) connection.cut();
    }
    co_await say_goodbye();
    const Clock::Mono until = edge->clock.mono() + edge->options.timeouts.drain;
    while (connecting.size() > 0) {
        if (edge->clock.mono() >= until) {
            for (Connection& connection : connections)
                connection.cut();
        }
        Timer timer(edge->executor, std::chrono::steady_clock::duration(20ms));
        (void)co_await timer.async_wait(no_throw);
    }
    sweep_timer.cancel();
    asio::post(edge->executor, std::move(closed));
}

awaitable<void> Listener::State::say_goodbye() {
    const auto spread = std::chrono::milliseconds(limits::goodbye_spread).count() + 1;
    SessionList told;
    std::size_t count = 0;
    while (!edge->sessions.empty()) {
        SessionNode& session = edge->sessions.front();
        edge->sessions.pop_front();
        told.push_back(session); // It leaves this list when it ends.
        session.go_away(static_cast<int>(edge->rng.below(static_cast<std::uint64_t>(spread))));
        if (++count % goodbyes_at_once == 0) co_await asio::post(edge->executor, use_awaitable);
    }
    edge->sessions.splice(edge->sessions.end(), told);
}

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}

Listener::~Listener() = default;

Result<std::unique_ptr<Listener>> Listener::open(
    asio::io_context& io,
    engine::Engine& engine,
    identity::Identity& identity,
    identity::Verifier& verifier,
    const Clock& clock,
    Rng& rng,
    Options options
) {
    auto state =
        std::make_unique<State>(io, engine, identity, verifier, clock, rng, std::move(options));
    if (auto opened = state->open(); !opened) return opened.error();
    engine.on_checkpoint([edge = std::weak_ptr<Edge>(state->edge)](const std::string&) {
        if (const auto here = edge.lock()) here->checkpoint_released();
    });
    return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

void Listener::start() {
    State& state = *state_;
    for (const Door door : {Door::http, Door::https, Door::metrics}) {
        if (state.at(door)) state.keeping.spawn(state.accept(door));
    }
    state.keeping.spawn(state.sweep());
}

void Listener::close(std::function<void()> closed) {
    State& state = *state_;
    if (state.closing) return;
    state.closing = true;
    state.edge->draining = true;
    error_code ignored;
    for (auto& acceptor : state.acceptors) {
        if (acceptor) acceptor->close(ignored);
    }
    state.keeping.spawn(state.shut(std::move(closed)));
}

void Listener::reload(const Options& fresh) {
    Options& options = state_->edge->options;
    options.trusted_proxies = fresh.trusted_proxies;
    options.connections_max = fresh.connections_max;
    options.connections_per_person = fresh.connections_per_person;
    options.messages_per_minute = fresh.messages_per_minute;
    state_->edge->proxies = Proxies(fresh.trusted_proxies);
}

Result<void> Listener::reload_certificate() {
    return state_->tls ? state_->tls->reload() : Result<void>();
}

std::optional<Instant> Listener::certificate_expires_at() const {
    std::optional<Instant> ends;
    if (state_->tls) ends = state_->tls->expires_at();
    return ends;
}

unsigned short Listener::http_port() const {
    return state_->ports[0];
}

unsigned short Listener::https_port() const {
    return state_->ports[1];
}

unsigned short Listener::metrics_port() const {
    return state_->ports[2];
}

const Counters& Listener::counters() const {
    return state_->edge->counters;
}

} // namespace tocsin::net
