// The stages in which the clients act: a rush, and coming back after the server was killed.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "storage/sha256.hpp"
#include "tests/bench/coalition.hpp"
#include "tests/bench/load_stages.hpp"
#include "tests/bench/load_usage.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <csignal>
#include <map>
#include <spawn.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace tocsin::bench {

namespace {

constexpr double patience_s = 60;
constexpr std::size_t plain_request_bytes = 300;
constexpr std::size_t comment_bytes = 180; // makes an acknowledgement of about 300 bytes

v1::Command acknowledgement(int turn) {
    v1::Command command;
    auto& acknowledge = *command.mutable_acknowledge_alert();
    acknowledge.set_alert_id(std::string(alert_id));
    acknowledge.set_answer(
        turn % 2 == 0 ? v1::AlertAcknowledged::INFORMED : v1::AlertAcknowledged::ACTING
    );
    acknowledge.set_comment(std::string(comment_bytes, 'c'));
    acknowledge.set_replaces(true);
    return command;
}

v1::Command position(const Link& link, std::uint64_t parties, std::uint64_t nonce) {
    domain::SignOn text;
    text.realm = v1::EXERCISE;
    text.origin = origin;
    text.procedure.text = statement_id;
    text.version = 1;
    text.text_sha256 = storage::sha256({statement_text});
    text.deadline_seconds = deadline_seconds;
    text.party.text = party_code(link.number % parties);
    text.stance = v1::Position::SIGN;
    if (!link.standing.is_zero()) text.supersedes = link.standing;
    text.key = storage::fingerprint("ed25519", link.key->public_key().view());
    text.time_seconds = 1'790'000'000;
    text.nonce = *decltype(text.nonce)::from(fmt::format("{:016x}", nonce));
    v1::Command command;
    auto& signed_text = *command.mutable_take_position()->mutable_signed_text();
    signed_text.set_text(domain::render(text));
    signed_text.set_algorithm(v1::Key::ED25519);
    signed_text.set_signature(link.key->sign(signed_text.text()).str());
    return command;
}

pid_t start(const std::string& command) {
    const std::string line = "exec " + command;
    const char* words[] = {"/bin/sh", "-c", line.c_str(), nullptr};
    pid_t process = 0;
    if (::posix_spawn(&process, words[0], nullptr, nullptr, const_cast<char**>(words), environ) !=
        0)
        throw std::runtime_error("cannot start the server again");
    return process;
}

bool listens(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool there =
        ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return there;
}

} // namespace

std::string Stages::request(Link& link, int turn, std::uint64_t run) const {
    if (asked_.plain) return std::string(plain_request_bytes, 'r');
    v1::ClientFrame frame;
    v1::Command& command = *frame.mutable_command();
    command = asked_.rush_signs ? position(link, asked_.connections, run) : acknowledgement(turn);
    command.set_command_id(fmt::format("{:08x}{:08x}", run & 0xffffffffu, turn + 1));
    return frame.SerializeAsString();
}

// Signed and framed beforehand: the rush itself is only sending and receiving.
std::vector<std::string> Stages::requests(int turn) {
    std::vector<std::string> frames;
    const auto run = now_ns();
    for (Link* link : links_.followers)
        frames.push_back(client_frame(opcode::binary, request(*link, turn, run)));
    return frames;
}

void Stages::rush(int rushes) {
    std::vector<double> p50s, p99s, totals;
    links_.on_answer = [this](Link& link, const v1::Verdict* verdict) {
        if (link.asked_ns == 0) return;
        latencies_.push_back(static_cast<double>(links_.arrived_ns - link.asked_ns) * 1e-6);
        last_ns_ = links_.arrived_ns;
        link.asked_ns = 0;
        if (verdict == nullptr) return;
        if (verdict->has_receipt())
            link.standing = *Digest::from(verdict->receipt().leaf_hash());
        else if (++refused_ == 1)
            refusal_ = verdict->refusal().what() + " " + verdict->refusal().why();
    };
    const std::size_t count = links_.followers.size();
    double cpu = 0;
    std::size_t lost = 0;
    for (int turn = 0; turn < rushes; ++turn) {
        const auto frames = requests(turn);
        latencies_.clear();
        const Usage before = usage_of(asked_.server);
        const auto began = now_ns();
        for (std::size_t i = 0; i < count; ++i) {
            links_.followers[i]->asked_ns = now_ns();
            links_.send_bytes(*links_.followers[i], frames[i]);
            if (i % 64 == 63) links_.poll(0);
        }
        gather(count, patience_s);
        cpu += usage_of(asked_.server).cpu_seconds - before.cpu_seconds;
        lost += count - latencies_.size();
        totals.push_back(static_cast<double>(last_ns_ - began) * 1e-6);
        p50s.push_back(quantile(latencies_, 0.5));
        p99s.push_back(quantile(latencies_, 0.99));
        links_.poll_for(500);
    }
    add("rush_p50_ms", quantile(p50s, 0.5));
    add("rush_p99_ms", quantile(p99s, 0.5));
    add("rush_total_ms", quantile(totals, 0.5));
    add("rush_cpu_us_per_request", cpu * 1e6 / static_cast<double>(count) / rushes);
    add("rush_lost", static_cast<double>(lost));
    add("rush_refused", static_cast<double>(refused_));
}

// Killed in the middle of a burst; those who come back have missed different stretches of it.
void Stages::restart() {
    constexpr int missed = 50;
    links_.reads_items = true;
    links_.cursors.clear();
    (void)last_of_each(3, 20);
    first_counted_ = next_;
    for (int i = 0; i < missed; ++i)
        links_.publish(next_++);
    links_.poll_for(60);
    std::map<std::uint64_t, std::string> cursors(links_.cursors.begin(), links_.cursors.end());
    std::vector<std::uint64_t> next;
    for (const Link* link : links_.followers)
        next.push_back(link->next);
    links_.close_all();

    const auto began = now_ns();
    ::kill(asked_.server, SIGKILL);
    while (listens(asked_.port))
        ::usleep(1000); // It may be nobody's child of ours: its port tells.
    asked_.server = start(asked_.restart);
    while (!listens(asked_.port))
        ::usleep(2000);
    add("start_s", static_cast<double>(now_ns() - began) * 1e-9);

    std::size_t caught_up = 0;
    const auto final = next_;
    links_.on_stamp = [&](Link& link, const Stamp& stamp) {
        if (link.part == Part::follower && stamp.number == final) ++caught_up;
    };
    links_.reads_items = false;
    links_.publisher = &links_.open(lead, Part::publisher);
    links_.wait_ready(20);
    links_.publish(next_++);
    for (std::size_t i = 0; i < next.size(); ++i) {
        const auto known = cursors.upper_bound(next[i]);
        const std::string cursor = known == cursors.begin() ? "" : std::prev(known)->second;
        links_.followers.push_back(&links_.open(i, Part::follower, cursor));
        while (links_.wanted - links_.ready >= 200)
            links_.poll(1);
        links_.poll(0);
    }
    const auto until = now_ns() + 60'000'000'000u;
    while (caught_up < next.size() && now_ns() < until)
        links_.poll(1);
    add("resume_s", static_cast<double>(now_ns() - began) * 1e-9);
    add("resume_missing", static_cast<double>(next.size() - caught_up));
    ::kill(asked_.server, SIGTERM);
    ::waitpid(asked_.server, nullptr, 0);
}

} // namespace tocsin::bench
