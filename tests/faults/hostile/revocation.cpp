// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/hostile/revocation.hpp"

#include "tests/bench/coalition.hpp"
#include "tests/faults/crowd.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

namespace tocsin::faults {

namespace {

constexpr std::size_t text_bytes = 64;
constexpr double warm_ms = 1000;
constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr int sockets_of_the_revoked = 4;

class Rush {
public:
    Rush(std::uint16_t port, std::size_t members) : links_(port, false, text_bytes) {
        links_.source = address_of;
        links_.on_answer = [this](bench::Link& link, const v1::Verdict* verdict) {
            answered(link, *verdict);
        };
        for (std::size_t number = 1; number < members; ++number)
            others_.push_back(&links_.open(number, bench::Part::person));
        for (int i = 0; i < sockets_of_the_revoked; ++i)
            revoked_.push_back(&links_.open(0, bench::Part::person));
        // Of the same government: whose key it is does not matter to it.
        colleague_ = &links_.open(members, bench::Part::person);
        links_.wait_ready(20);
    }

    void run() {
        for (bench::Link* link : others_)
            ask(*link);
        for (bench::Link* link : revoked_)
            ask(*link);
        links_.poll_for(warm_ms);
        const std::uint64_t receipts_before = receipts_;
        links_.may_be_sent_away = true;
        revoke();
        while (!revoked_at_ && bench::now_ns() < asked_ns_ + 10 * second_ns)
            links_.poll(1);
        if (!revoked_at_) throw std::runtime_error("the revocation was not answered");
        while (open_sockets() > 0 && bench::now_ns() < answered_ns_ + 3 * second_ns)
            links_.poll(1);
        const double closed_s = static_cast<double>(bench::now_ns() - answered_ns_) * 1e-9;
        links_.poll_for(200);
        check(
            open_sockets() == 0 && closed_s <= 1,
            fmt::format(
                "all {} sockets of a revoked key were closed {:.3f} s after the revocation's "
                "receipt, beside {} members who act ({} receipts before)",
                sockets_of_the_revoked,
                closed_s,
                others_.size(),
                receipts_before
            )
        );
        check(
            acts_behind_ == 0 && last_act_ < *revoked_at_,
            fmt::format(
                "its last act stands at {}, the revocation at {}: nothing behind it",
                last_act_,
                *revoked_at_
            )
        );
        check(receipts_ > receipts_before, "the others went on");
    }

private:
    void ask(bench::Link& link) {
        v1::ClientFrame frame;
        v1::Command& command = *frame.mutable_command();
        command.set_command_id(fmt::format("{:016x}", bench::now_ns() + ++asked_));
        command.mutable_add_note()->set_subject(std::string(bench::alert_id));
        command.mutable_add_note()->set_text("under load");
        links_.send_message(link, frame.SerializeAsString());
    }

    void revoke() {
        const auto key = bench::key_of(0);
        v1::ClientFrame frame;
        v1::Command& command = *frame.mutable_command();
        command.set_command_id(fmt::format("{:016x}", bench::now_ns()));
        command.mutable_revoke_key()->set_fingerprint(
            storage::fingerprint("ed25519", key.public_key().view()).str()
        );
        command.mutable_revoke_key()->set_reason("lost");
        asked_ns_ = bench::now_ns();
        links_.send_message(*colleague_, frame.SerializeAsString());
    }

    void answered(bench::Link& link, const v1::Verdict& verdict) {
        if (&link == colleague_) {
            if (!verdict.has_receipt())
                throw std::runtime_error("not revoked: " + verdict.refusal().what());
            revoked_at_ = verdict.receipt().index();
            answered_ns_ = bench::now_ns();
            return;
        }
        if (verdict.has_receipt()) {
            ++receipts_;
            if (link.number == 0) {
                last_act_ = std::max(last_act_, verdict.receipt().index());
                if (revoked_at_ && verdict.receipt().index() > *revoked_at_) ++acts_behind_;
            }
        }
        ask(link);
    }

    std::size_t open_sockets() const {
        std::size_t open = 0;
        for (const bench::Link* link : revoked_)
            open += link->step != bench::Link::Step::closed;
        return open;
    }

    bench::Links links_;
    std::vector<bench::Link*> others_;
    std::vector<bench::Link*> revoked_;
    bench::Link* colleague_ = nullptr;
    std::optional<std::uint64_t> revoked_at_;
    std::uint64_t asked_ = 0, receipts_ = 0, last_act_ = 0, acts_behind_ = 0;
    std::uint64_t asked_ns_ = 0, answered_ns_ = 0;
};

} // namespace

void revoke_under_load(std::uint16_t port, std::size_t members) {
    Rush(port, members).run();
}

} // namespace tocsin::faults
