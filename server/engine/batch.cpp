// SPDX-License-Identifier: Apache-2.0
#include "server/engine/batch.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"
#include "server/engine/entry_reading.hpp"
#include "server/engine/verdicts.hpp"
#include "server/wire/codec.hpp"

#include <exception>
#include <utility>

namespace tocsin::engine {

namespace {

// Carries a Trouble met inside the transaction out of it; the log rolls back on the way.
struct Interrupted {
    Trouble trouble;
};

Trouble blind(std::string why) {
    return {
        .fate = Trouble::Fate::stop,
        .exit_code = 74,
        .what = "a batch of commands broke off",
        .why = std::move(why),
        .next = "restart the server: it reads the truth from the disk"};
}

constexpr std::size_t entries_per_command_seen = 64;

// How many entries at the head of `run` one command left behind.
std::uint32_t entries_of_command(const std::vector<storage::Entry>& run) {
    const auto first = storage::decode_header(run.front().header);
    std::uint32_t entries = 0;
    for (const auto& entry : run) {
        const auto header = storage::decode_header(entry.header);
        const bool same = first && header && header->actor == first->actor &&
                          header->command_id == first->command_id;
        if (!same) break;
        ++entries;
    }
    return entries;
}

// Serialised once: these bytes are hashed, stored and sent (I5).
std::vector<std::string> stamped(std::vector<v1::Event>& events, const Submission& submission) {
    std::vector<std::string> payloads;
    for (auto& event : events) {
        event.set_received_at(to_ms(submission.received_at));
        if (!submission.request_sha256.is_zero()) {
            event.set_request_sha256(submission.request_sha256.str());
        }
        payloads.push_back(event.SerializeAsString());
    }
    return payloads;
}

std::optional<v1::Refusal> too_long(const v1::Event& event, const std::string& payload) {
    if (payload.size() > event_bytes_max) return refuse_too_long(payload.size(), event_bytes_max);
    if (payload.size() < event_bytes_max / 8)
        return std::nullopt; // JSON is not eight times longer.
    v1::Item item;
    *item.mutable_event() = event;
    const std::size_t bytes = wire::encode_item(item, wire::Format::json).size();
    if (bytes > json_item_bytes_max) return refuse_too_long(bytes, json_item_bytes_max);
    return std::nullopt;
}

} // namespace

struct Decider::Round {
    Outcome outcome;
    std::vector<Repeat> repeats;
};

Decider::Decider(storage::Log& log, domain::State working)
    : log_(log), working_(std::move(working)) {}

void Decider::restart(domain::State shown) {
    working_ = std::move(shown);
}

domain::State Decider::release_working() {
    return std::move(working_);
}

Outcome Decider::run(const std::vector<Submission>& batch) {
    Round round;
    Outcome& outcome = round.outcome;
    const domain::Index known = working_.size;
    try {
        append(batch, round);
    } catch (const Interrupted& interrupted) {
        outcome.trouble = interrupted.trouble;
    } catch (const std::exception& broken) {
        outcome.trouble = blind(broken.what());
    }
    if (outcome.trouble) {
        outcome.told.clear();
        outcome.astray = working_.size != known;
        outcome.verdicts.clear();
        if (outcome.trouble->fate == Trouble::Fate::stop) return std::move(outcome);
        for (const auto& submission : batch) {
            outcome.verdicts.push_back(turn_away(submission, *outcome.trouble));
        }
    }
    for (const auto& repeat : round.repeats) {
        if (outcome.trouble) break;
        outcome.verdicts[repeat.at] = tell_again(batch[repeat.at], repeat.index);
    }
    outcome.not_writable_because = log_.not_writable_because();
    if (outcome.trouble && outcome.trouble->fate == Trouble::Fate::halt &&
        outcome.not_writable_because.empty()) {
        outcome.not_writable_because = to_string(*outcome.trouble);
    }
    return std::move(outcome);
}

void Decider::append(const std::vector<Submission>& batch, Round& round) {
    const auto catch_up = [&](const storage::Entry& entry) {
        const Reading reading = read_entry(entry);
        fold(working_, reading.told);
        round.outcome.told.push_back(reading.told);
    };
    const auto decide_all = [&](storage::Pen& pen) {
        for (std::size_t at = 0; at < batch.size(); ++at) {
            round.outcome.verdicts.push_back(decide(pen, batch[at], at, round));
        }
    };
    const auto head = log_.append(working_.size, catch_up, decide_all);
    if (head)
        round.outcome.head = *head;
    else
        round.outcome.trouble = head.error();
}

v1::Verdict
Decider::decide(storage::Pen& pen, const Submission& submission, std::size_t at, Round& round) {
    const v1::Command& command = submission.command;
    const auto id = CommandId::from(command.command_id());
    TOCSIN_CHECK(id.has_value()); // The sequencer made sure.
    const auto known = pen.find(submission.asker.person, *id);
    if (!known) throw Interrupted{known.error()};
    if (*known) {
        const storage::CommandRecord& record = **known;
        if (record.request_sha256 != submission.request_sha256) {
            return refused(command, refuse_reused(record.index));
        }
        round.repeats.push_back({at, record.index});
        return {}; // Told again from the log, once the batch is durable.
    }

    if (submission.refusal) return refused(command, *submission.refusal);
    auto decision = domain::decide(working_, command, submission.asker, submission.received_at);
    if (decision.events.empty()) {
        if (decision.refusal) return refused(command, std::move(*decision.refusal));
        v1::Verdict nothing_to_do;
        nothing_to_do.set_command_id(command.command_id());
        nothing_to_do.mutable_receipt()->set_received_at(to_ms(submission.received_at));
        return nothing_to_do;
    }
    return write(pen, submission, std::move(decision), round);
}

v1::Verdict Decider::write(
    storage::Pen& pen, const Submission& submission, domain::Decision decision, Round& round
) {
    const CommandId id = *CommandId::from(submission.command.command_id());
    auto payloads = stamped(decision.events, submission);
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        if (auto refusal = too_long(decision.events[i], payloads[i])) {
            return refused(submission.command, std::move(*refusal));
        }
    }

    v1::Verdict verdict;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        v1::Event& event = decision.events[i];
        storage::NewEntry fresh;
        fresh.realm = static_cast<std::uint8_t>(decision.realm);
        fresh.kind = static_cast<std::uint16_t>(event.event_case());
        fresh.received_at = submission.received_at;
        fresh.actor = submission.asker.person;
        fresh.command_id = id;
        fresh.payload = std::move(payloads[i]);
        const storage::Entry& entry = pen.append(std::move(fresh));

        Told told{facts_of(entry), std::make_shared<const v1::Event>(std::move(event))};
        fold(working_, told);
        if (i == 0) {
            verdict = verdict_on(entry, told, static_cast<std::uint32_t>(payloads.size()));
            pen.remember(submission.asker.person, id, {submission.request_sha256, entry.index});
        }
        round.outcome.told.push_back(std::move(told));
    }
    verdict.set_command_id(submission.command.command_id());
    return verdict;
}

v1::Verdict Decider::tell_again(const Submission& submission, storage::Index index) {
    const auto run = log_.read(index, entries_per_command_seen, limits::slice_bytes_max);
    if (!run) return refused(submission.command, refuse_unavailable(run.error().why));
    TOCSIN_CHECK(!run->empty()); // The log remembers only what it holds.
    const Reading reading = read_entry(run->front());
    auto verdict = verdict_on(run->front(), reading.told, entries_of_command(*run));
    verdict.set_command_id(submission.command.command_id());
    verdict.set_repeated(true);
    return verdict;
}

// Nothing of this batch was written; what was answered before is still answered the same.
v1::Verdict Decider::turn_away(const Submission& submission, const Trouble& trouble) {
    const auto id = CommandId::from(submission.command.command_id());
    const auto known = log_.find(submission.asker.person, *id);
    if (known && *known) {
        const storage::CommandRecord& record = **known;
        if (record.request_sha256 == submission.request_sha256)
            return tell_again(submission, record.index);
        return refused(submission.command, refuse_reused(record.index));
    }
    if (trouble.fate == Trouble::Fate::read_only)
        return refused(submission.command, refuse_storage_full());
    return refused(submission.command, refuse_unavailable(trouble.why));
}

} // namespace tocsin::engine
