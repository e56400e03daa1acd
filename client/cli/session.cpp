// SPDX-License-Identifier: Apache-2.0
#include "client/cli/session.hpp"

#include "client/cli/view_json.hpp"
#include "client/core/connection.hpp"
#include "client/core/fetch_export.hpp"
#include "server/base/nursery.hpp"

#include <chrono>
#include <deque>
#include <utility>

namespace tocsin::cli {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t unseen_max = 1024;

Trouble interrupted_trouble() {
    Trouble trouble;
    trouble.exit_code = stopped_by_hand;
    trouble.what = "stopped";
    return trouble;
}

} // namespace

struct Session::State {
    explicit State(Context& given)
        : context(given), nursery(io.get_executor(), [](std::exception_ptr) {}) {}

    // Runs the loop until `done`, the time allowed is over, or Ctrl-C.
    Result<void> run_until(const std::function<bool()>& done, bool for_ever = false) {
        const auto allowed = std::chrono::seconds(context.globals.timeout_seconds);
        const auto until = context.clock.mono() + allowed;
        while (!done()) {
            if (interrupted()) return interrupted_trouble();
            if (!for_ever && context.clock.mono() >= until) return timed_out();
            if (io.stopped()) io.restart();
            (void)io.run_one_for(50ms);
        }
        return {};
    }

    Trouble timed_out() const {
        Trouble trouble;
        trouble.exit_code = unreachable;
        trouble.what = "UNAVAILABLE: no answer within " +
                       std::to_string(context.globals.timeout_seconds) + " s";
        trouble.why = last_words;
        trouble.next = "try again, or: tocsin doctor";
        return trouble;
    }

    // Why run() ended before what we wanted had happened.
    Trouble why_ended() const {
        if (connection->alarm()) {
            Trouble trouble;
            trouble.exit_code = not_verified;
            trouble.what = "FORK_DETECTED: " + connection->alarm()->words;
            trouble.why = "verified before:\n" + connection->alarm()->ours + "shown now:\n" +
                          connection->alarm()->theirs;
            trouble.next = "trust nothing this server says until the secretariat has explained it";
            return trouble;
        }
        if (connection->refusal()) return trouble_of(*connection->refusal());
        if (connection->trouble()) return *connection->trouble();
        return timed_out();
    }

    awaitable<void> fetch(v1::Query query, std::optional<v1::Answer>& answer) {
        answer = co_await connection->ask(std::move(query));
    }

    awaitable<void> give(v1::Command command, std::optional<v1::Verdict>& verdict) {
        verdict = co_await connection->command(std::move(command));
    }

    awaitable<void> put(std::string text, std::optional<Result<Digest>>& stored) {
        stored = co_await connection->deposit(std::move(text));
    }

    awaitable<void> end_one(std::string session_id, std::optional<Result<std::uint32_t>>& ended) {
        ended = co_await connection->end_session(std::move(session_id));
    }

    awaitable<void> take_out(
        std::string scope, std::ostream& out, std::optional<Result<client::ExportCount>>& count
    ) {
        count = co_await client::fetch_export(*connection, std::move(scope), out);
    }

    void listen() {
        connection->on_status = [this](client::Status, const std::string& words) {
            last_words = words;
            context.detail(words);
        };
        connection->on_item = [this](const v1::Item& item) {
            if (on_item)
                on_item(item);
            else if (unseen.size() < unseen_max)
                unseen.push_back(item);
        };
        connection->on_orphan = [this](const v1::Verdict& verdict) {
            context.say(
                "a command of an earlier run was answered now: " + uuid(verdict.command_id()) +
                (verdict.has_receipt()
                     ? " recorded as entry " + std::to_string(verdict.receipt().index())
                     : " refused, " + verdict.refusal().what())
            );
        };
    }

    void end() {
        if (connection) connection->close();
        // The connection bounds its own farewell.
        while (nursery.size() > 0) {
            if (io.stopped()) io.restart();
            (void)io.run_one_for(50ms);
        }
    }

    Context& context;
    asio::io_context io;
    Login login;
    std::unique_ptr<client::Connection> connection;
    Nursery nursery;
    std::string last_words;
    std::function<void(const v1::Item&)> on_item;
    std::deque<v1::Item> unseen; // came while a question was asked: told when we follow again
};

Session::Session(Context& context) : state_(std::make_unique<State>(context)) {}

Session::~Session() {
    state_->end();
}

Result<void> Session::open(Following following) {
    auto login = find_login(state_->context);
    if (!login) return login.error();
    return open(std::move(*login), following);
}

Result<void> Session::open(Login login, Following following, const Entry& entry) {
    State& state = *state_;
    state.login = std::move(login);
    client::Options options;
    options.url = state.login.url;
    options.key = state.login.own_key();
    options.token = state.login.token;
    options.invitation = entry.invitation;
    options.printed_code = entry.printed_code;
    options.state_dir = state.login.state_dir;
    options.log_key = state.login.log_key;
    options.ca_file = state.context.globals.ca_file;
    options.follow = following != Following::no;
    options.from_now = following == Following::from_now;
    options.fresh = following != Following::from_cursor;
    options.patient = false;
    options.receipts = following != Following::no;
    state.connection = std::make_unique<client::Connection>(
        state.io, state.context.clock, state.context.rng, options
    );
    state.listen();
    bool ended = false;
    const auto inner = state.connection->on_status;
    state.connection->on_status = [inner, &ended](client::Status status, const std::string& words) {
        if (status == client::Status::closed) ended = true;
        inner(status, words);
    };
    state.nursery.spawn(state.connection->run());
    const auto waited = state.run_until([&] { return ended || state.connection->live(); });
    state.connection->on_status = inner;
    // A key that would not sign is why, also when asking its owner took all the time allowed.
    if (const auto& own = state.connection->trouble(); own && !interrupted()) return *own;
    if (!waited) return waited.error();
    if (state.connection->live()) return {};
    if (state.connection->welcome().enrolled()) return {};
    return state.why_ended();
}

Result<v1::Answer> Session::ask(v1::Query query) {
    std::optional<v1::Answer> answer;
    state_->nursery.spawn(state_->fetch(std::move(query), answer));
    const auto waited = state_->run_until([&] { return answer.has_value(); });
    if (!waited) {
        state_->end(); // `answer` is still referred to
        return waited.error();
    }
    if (state_->connection->alarm()) return state_->why_ended();
    if (answer->has_refused()) return trouble_of(answer->refused());
    return *answer;
}

Result<void> Session::ask_all(v1::Query query, const std::function<void(const v1::Answer&)>& more) {
    for (;;) {
        const auto answer = ask(query);
        if (!answer) return answer.error();
        more(*answer);
        if (answer->next_page().empty()) return {};
        if (query.has_list_alerts())
            query.mutable_list_alerts()->set_page(answer->next_page());
        else if (query.has_list_procedures())
            query.mutable_list_procedures()->set_page(answer->next_page());
        else if (query.has_show_timeline())
            query.mutable_show_timeline()->set_page(answer->next_page());
        else if (query.has_list_persons())
            query.mutable_list_persons()->set_page(answer->next_page());
        else if (query.has_list_keys())
            query.mutable_list_keys()->set_page(answer->next_page());
        else
            return {};
    }
}

Result<v1::Receipt> Session::command(v1::Command command, const CommandId& id) {
    command.set_command_id(id.str());
    std::optional<v1::Verdict> verdict;
    state_->nursery.spawn(state_->give(std::move(command), verdict));
    const auto waited = state_->run_until([&] { return verdict.has_value(); });
    if (!waited) {
        state_->end();
        Trouble trouble = waited.error();
        trouble.why = "it is not known whether this was recorded; it stays in the outbox";
        trouble.next = "run it again with --command-id " + uuid(id.view()) + ": it is decided once";
        return trouble;
    }
    if (verdict->has_refusal()) return trouble_of(verdict->refusal());
    return verdict->receipt();
}

Result<Digest> Session::deposit(const std::string& text) {
    std::optional<Result<Digest>> stored;
    state_->nursery.spawn(state_->put(text, stored));
    const auto waited = state_->run_until([&] { return stored.has_value(); });
    if (!waited) {
        state_->end();
        return waited.error();
    }
    return *stored;
}

Result<client::ExportCount> Session::export_case(const std::string& scope, std::ostream& out) {
    std::optional<Result<client::ExportCount>> count;
    state_->nursery.spawn(state_->take_out(scope, out, count));
    const auto waited = state_->run_until([&] { return count.has_value(); }, true);
    if (!waited) {
        state_->end();
        return waited.error();
    }
    return *count;
}

Result<std::uint32_t> Session::end_session(const std::string& session_id) {
    std::optional<Result<std::uint32_t>> ended;
    state_->nursery.spawn(state_->end_one(session_id, ended));
    const auto waited = state_->run_until([&] { return ended.has_value(); });
    if (!waited) {
        state_->end();
        return waited.error();
    }
    return *ended;
}

std::optional<v1::Command> Session::given_before(const CommandId& id) const {
    const auto bytes = state_->connection->given_before(id);
    v1::Command command;
    if (!bytes || !command.ParseFromString(*bytes)) return std::nullopt;
    return command;
}

void Session::seen(const std::string& alert_id, std::uint32_t message) {
    v1::Delivery delivery;
    delivery.set_alert_id(alert_id);
    delivery.set_message(message);
    delivery.set_rung(v1::Delivery::SEEN);
    delivery.set_at(to_ms(state_->context.clock.wall()));
    delivery.set_channel("socket");
    if (!welcome().read_only()) state_->connection->received(std::move(delivery));
}

Result<void> Session::follow(
    const std::function<void(const v1::Item&)>& item, const std::function<bool()>& done
) {
    state_->on_item = item;
    for (const auto& earlier : std::exchange(state_->unseen, {}))
        item(earlier);
    bool ended = false;
    const auto inner = state_->connection->on_status;
    state_->connection->on_status = [inner,
                                     &ended](client::Status status, const std::string& words) {
        if (status == client::Status::closed) ended = true;
        inner(status, words);
    };
    const auto waited = state_->run_until([&] { return ended || done(); }, true);
    state_->connection->on_status = inner;
    state_->on_item = nullptr;
    if (!waited) return waited.error();
    if (ended && !done()) return state_->why_ended();
    return {};
}

const v1::Welcome& Session::welcome() const {
    return state_->connection->welcome();
}

const Login& Session::login() const {
    return state_->login;
}

client::Connection& Session::connection() {
    return *state_->connection;
}

Instant Session::server_time() const {
    return state_->connection->server_time();
}

} // namespace tocsin::cli
