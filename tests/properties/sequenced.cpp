// SPDX-License-Identifier: Apache-2.0
#include "tests/properties/sequenced.hpp"

#include "server/base/check.hpp"
#include "server/engine/entry_reading.hpp"
#include "server/engine/replay.hpp"
#include "server/engine/snapshot.hpp"
#include "storage/sha256.hpp"

namespace tocsin::test {

Sequenced::Sequenced() {
    write_founding();
    auto replayed = engine::replay(log_);
    TOCSIN_CHECK(replayed.has_value());
    begin(std::move(replayed->state));
}

// What the history did before anybody asked, each as a command of its own.
void Sequenced::write_founding() {
    std::uint64_t number = 0;
    const auto all = [&](storage::Pen& pen) {
        for (const Recorded& entry : history.entries) {
            storage::NewEntry fresh;
            fresh.realm = static_cast<std::uint8_t>(entry.facts.realm);
            fresh.kind = static_cast<std::uint16_t>(entry.event.event_case());
            fresh.received_at = entry.facts.recorded_at;
            fresh.command_id =
                *CommandId::from(digest_of("founding", ++number).view().substr(0, CommandId::size));
            fresh.payload = entry.event.SerializeAsString();
            pen.append(std::move(fresh));
        }
    };
    TOCSIN_CHECK(log_.append(
                         0, [](const storage::Entry&) {}, all
    )
                     .has_value());
}

void Sequenced::begin(domain::State state) {
    history.state = state;
    sequencer_.emplace(desk_, log_, std::move(state), clock_, *this);
}

engine::Submission
Sequenced::submission(const v1::Command& command, const domain::Asker& asker) const {
    engine::Submission submission;
    submission.command = command;
    submission.asker = asker;
    submission.received_at = history.now;
    submission.request_sha256 = storage::sha256({command.SerializeAsString()});
    return submission;
}

std::vector<v1::Verdict> Sequenced::submit(const std::vector<engine::Submission>& batch) {
    std::vector<v1::Verdict> verdicts;
    for (const engine::Submission& submission : batch)
        sequencer_->submit(submission, [&](v1::Verdict verdict) {
            verdicts.push_back(std::move(verdict));
        });
    sequencer_->end_of_round();
    TOCSIN_CHECK(verdicts.size() == batch.size());
    return verdicts;
}

v1::Verdict Sequenced::submit(const engine::Submission& submission) {
    return submit(std::vector{submission}).front();
}

bool Sequenced::reopen() {
    sequencer_.reset();
    auto replayed = engine::replay(log_);
    TOCSIN_CHECK(replayed.has_value());
    const bool same = engine::snapshot(replayed->state) == engine::snapshot(history.state);
    begin(std::move(replayed->state));
    return same;
}

void Sequenced::committed(std::vector<engine::Told> entries, const storage::TreeHead&) {
    for (const engine::Told& told : entries)
        engine::fold(history.state, told);
}

void Sequenced::not_writable(const std::string& because, bool) {
    trouble.push_back(because);
}

void Sequenced::stop(const Trouble& met) {
    trouble.push_back(met.what);
}

} // namespace tocsin::test
