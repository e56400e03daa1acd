// What callers of a Connection see.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/connection.hpp"

#include "client/core/connection_state.hpp"
#include "client/core/keys.hpp"
#include "server/wire/codec.hpp"
#include "storage/sha256.hpp"

#include <algorithm>

namespace tocsin::client {
namespace {

// A ClientFrame around a command's bytes as they are (field 4, length-delimited), so that the bytes
// the server hashes are the bytes kept in the outbox, whatever a serialiser would make of them
// today.
std::string frame_around(const std::string& command_bytes) {
    std::string frame(1, '\x22');
    std::size_t length = command_bytes.size();
    for (; length >= 0x80; length >>= 7)
        frame += static_cast<char>((length & 0x7f) | 0x80);
    frame += static_cast<char>(length);
    return frame + command_bytes;
}

v1::Verdict refused_here(const CommandId& id, const Trouble& trouble) {
    v1::Verdict verdict;
    verdict.set_command_id(id.str());
    auto& refusal = *verdict.mutable_refusal();
    refusal.set_code(
        trouble.exit_code == 5 ? v1::Refusal::COMMAND_ID_REUSED : v1::Refusal::UNAVAILABLE
    );
    refusal.set_what(trouble.what);
    refusal.set_why(trouble.why);
    refusal.set_next(trouble.next);
    return verdict;
}

} // namespace

bool is_not_now(const v1::Verdict& verdict) {
    if (!verdict.has_refusal()) return false;
    switch (verdict.refusal().code()) {
    case v1::Refusal::RATE_LIMITED:
    case v1::Refusal::OVERLOADED:
    case v1::Refusal::STORAGE_FULL:
    case v1::Refusal::UNAVAILABLE:
    case v1::Refusal::CLOCK_FAULT: return true;
    default: return false;
    }
}

v1::Verdict no_verdict(const CommandId& id, const std::string& why) {
    v1::Verdict verdict;
    verdict.set_command_id(id.str());
    auto& refusal = *verdict.mutable_refusal();
    refusal.set_code(v1::Refusal::UNAVAILABLE);
    refusal.set_what("no answer came: it is not known whether this was recorded");
    refusal.set_why(why);
    refusal.set_next("ask again with --command-id " + id.hex() + "; it is decided once");
    return verdict;
}

Connection::State::State(
    Connection& owner_, asio::io_context& io_, const Clock& clock_, Rng& rng_, Options options_
)
    : owner(owner_),
      io(io_),
      clock(clock_),
      rng(rng_),
      options(std::move(options_)),
      executor(io_.get_executor()),
      outgoing_changed(executor),
      live_changed(executor),
      pausing(executor),
      house(executor) {
    load();
}

// What an earlier process left: cursor, checkpoint, key of the log, commands without an answer.
void Connection::State::load() {
    log_key = options.log_key;
    if (!parse_address(options.url)) {
        trouble.emplace();
        trouble->exit_code = 2;
        trouble->what = "no server";
        trouble->why = "\"" + options.url + "\" is not a URL like wss://foc.example/ws";
    }
    auto opened = Outbox::open({});
    if (!options.state_dir.empty()) {
        dir.emplace(options.state_dir);
        opened = Outbox::open(dir->outbox());
        const auto known_cursor = dir->cursor();
        if (!options.fresh && known_cursor && *known_cursor) cursor = **known_cursor;
        const auto known_key = dir->log_key();
        if (!log_key && known_key && *known_key) log_key = storage::VerifierKey::parse(**known_key);
        const auto note = dir->checkpoint();
        if (log_key && note && *note) checkpoint = storage::open_checkpoint(**note, *log_key);
        if (checkpoint) checkpoint_note = **note;
    }
    if (!opened) {
        trouble = opened.error();
        return;
    }
    outbox = std::move(*opened);
    for (const auto& left : outbox->pending()) {
        auto waiting = std::make_shared<Waiting<v1::Verdict>>(executor);
        waiting->frame = frame_around(left.bytes);
        waiting->orphan = true;
        commands[left.id] = waiting;
        command_order.push_back(left.id);
    }
}

Result<std::shared_ptr<Waiting<v1::Verdict>>>
Connection::State::expect(const CommandId& id, const std::string& bytes) {
    if (!outbox) return *trouble;
    const auto put = outbox->put({id, bytes});
    if (!put) return put.error();
    auto& waiting = commands[id];
    if (!waiting) {
        waiting = std::make_shared<Waiting<v1::Verdict>>(executor);
        waiting->frame = frame_around(bytes);
        command_order.push_back(id);
        send_commands();
    }
    waiting->orphan = false;
    return waiting;
}

void Connection::State::forget(const CommandId& id) {
    commands.erase(id);
    command_order.erase(
        std::remove(command_order.begin(), command_order.end(), id), command_order.end()
    );
}

Connection::Connection(asio::io_context& io, const Clock& clock, Rng& rng, Options options)
    : state_(std::make_unique<State>(*this, io, clock, rng, std::move(options))) {}

Connection::~Connection() {
    TOCSIN_CHECK(!state_->started || state_->ended);
}

awaitable<void> Connection::run() {
    return state_->run();
}

awaitable<bool> Connection::ready() {
    while (!state_->live && !state_->ended)
        co_await state_->live_changed.wait();
    co_return state_->live;
}

awaitable<v1::Verdict> Connection::command(v1::Command command) {
    State& state = *state_;
    auto id = CommandId::from(command.command_id());
    if (!id) id = state.rng.command_id(state.clock.wall());
    command.set_command_id(id->str());
    while (state.outgoing.size() >= outgoing_frames_max && !state.ended)
        co_await state.outgoing_changed.wait();
    const auto expected = state.expect(*id, command.SerializeAsString());
    if (!expected) co_return refused_here(*id, expected.error());
    const auto waiting = *expected;
    while (!waiting->reply && !state.ended)
        co_await waiting->answered.wait();
    if (waiting->reply) co_return *waiting->reply;
    co_return no_verdict(*id, state.refusal ? state.refusal->what() : "the connection was closed");
}

awaitable<v1::Answer> Connection::ask(v1::Query query) {
    State& state = *state_;
    const CommandId id = state.rng.command_id(state.clock.wall());
    query.set_query_id(id.str());
    while (state.outgoing.size() >= outgoing_frames_max && !state.ended)
        co_await state.outgoing_changed.wait();
    v1::ClientFrame frame;
    *frame.mutable_query() = std::move(query);
    const auto waiting = std::make_shared<Waiting<v1::Answer>>(state.executor);
    waiting->frame = wire::encode(frame, wire::Format::binary);
    state.queries[id.str()] = waiting;
    if (state.live) state.send(waiting->frame);
    while (!waiting->reply && !state.ended)
        co_await waiting->answered.wait();
    state.queries.erase(id.str());
    if (waiting->reply) co_return *waiting->reply;
    v1::Answer answer;
    answer.set_query_id(id.str());
    answer.mutable_refused()->set_code("UNAVAILABLE");
    answer.mutable_refused()->set_what("no answer came");
    answer.mutable_refused()->set_why("the connection was closed");
    co_return answer;
}

awaitable<Result<Digest>> Connection::deposit(std::string text, std::string media_type) {
    State& state = *state_;
    while (state.depositing && !state.ended)
        co_await state.live_changed.wait();
    const Digest ours = storage::sha256({text});
    v1::ClientFrame frame;
    frame.mutable_deposit()->set_content(std::move(text));
    frame.mutable_deposit()->set_media_type(std::move(media_type));
    const auto waiting = std::make_shared<Waiting<v1::Deposited>>(state.executor);
    waiting->frame = wire::encode(frame, wire::Format::binary);
    if (!state.ended) state.depositing = waiting;
    if (state.live) state.send(waiting->frame);
    while (!waiting->reply && !state.ended)
        co_await waiting->answered.wait();
    if (state.depositing == waiting) state.depositing.reset();
    state.live_changed.notify();
    Trouble trouble;
    trouble.what = "the text was not taken";
    if (!waiting->reply) {
        trouble.exit_code = 8;
        trouble.why = "the connection was closed";
        co_return trouble;
    }
    const v1::Deposited& said = *waiting->reply;
    if (said.sha256() == ours.view()) co_return ours;
    trouble.why = said.has_refusal() ? said.refusal().what() : "the server computed another hash";
    trouble.exit_code = said.has_refusal() ? 2 : 7;
    trouble.next = said.refusal().next();
    co_return trouble;
}

void Connection::received(v1::Delivery delivery) {
    state_->deliveries.push_back(std::move(delivery));
}

void Connection::close() {
    State& state = *state_;
    if (state.closing) return;
    state.closing = true;
    if (state.live && !state.deliveries.empty()) state.send_deliveries();
    if (state.live)
        state.cut_at = state.clock.mono() + farewell_timeout;
    else if (state.socket)
        state.socket->cut(false);
    state.pausing.cancel();
    state.outgoing_changed.notify();
}

void Connection::drop() {
    if (state_->socket) state_->socket->cut(true);
}

bool Connection::live() const {
    return state_->live;
}

const v1::Welcome& Connection::welcome() const {
    return state_->welcome;
}

const std::string& Connection::origin() const {
    return state_->origin;
}

std::optional<storage::VerifierKey> Connection::log_key() const {
    return state_->log_key;
}

std::optional<storage::Checkpoint> Connection::checkpoint() const {
    return state_->checkpoint;
}

const std::string& Connection::checkpoint_note() const {
    return state_->checkpoint_note;
}

const std::optional<v1::Refusal>& Connection::refusal() const {
    return state_->refusal;
}

const std::optional<Trouble>& Connection::trouble() const {
    return state_->trouble;
}

const std::optional<Alarm>& Connection::alarm() const {
    return state_->alarm;
}

std::uint64_t Connection::connections() const {
    return state_->connections;
}

Instant Connection::server_time() const {
    return state_->server_time;
}

std::optional<std::string> Connection::given_before(const CommandId& id) const {
    return state_->outbox ? state_->outbox->find(id) : std::nullopt;
}

} // namespace tocsin::client
