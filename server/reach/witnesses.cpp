// SPDX-License-Identifier: Apache-2.0
#include "server/reach/witnesses.hpp"

#include "server/base/limits.hpp"
#include "storage/durable_file.hpp"
#include "storage/note_key.hpp"
#include "storage/witness.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::reach {

namespace {

namespace status {
constexpr int ok = 200, conflict = 409, unprocessable = 422;
}

constexpr int asked_again_max = 2; // in a round: a witness cannot keep us busy with sizes

// The released note may bear witnesses' lines already.
std::string with_logs_line_alone(const std::string& text, const storage::VerifierKey& key) {
    const auto note = storage::parse_note(text);
    if (!note) return {};
    std::string bare = note->text + "\n";
    for (const auto& line : note->signatures) {
        if (line.name == key.name)
            bare += storage::signature_line(line.name, line.key_id, line.signature);
    }
    return bare;
}

} // namespace

Witnesses::Witnesses(
    Rooms rooms, storage::TrustPolicy policy, std::filesystem::path evidence, Say say
)
    : rooms_(rooms),
      policy_(std::move(policy)),
      evidence_(std::move(evidence)),
      say_(std::move(say)),
      timer_(rooms.executor, [this] { begin_round(); }) {
    for (const auto& witness : policy_.witnesses()) {
        if (witness.url.empty()) continue;
        One one;
        one.witness = &witness;
        one.standing.name = witness.name;
        all_.push_back(std::move(one));
    }
}

void Witnesses::released() {
    look();
}

void Witnesses::stop() {
    stopped_ = true;
    timer_.stop();
}

std::vector<Witnesses::Standing> Witnesses::standings() const {
    std::vector<Standing> standings;
    for (const auto& one : all_)
        standings.push_back(one.standing);
    return standings;
}

// Whether the round is over, and what comes then.
void Witnesses::look() {
    if (stopped_) return;
    const bool waiting =
        std::any_of(all_.begin(), all_.end(), [](const One& one) { return one.asking; });
    const auto bare = with_logs_line_alone(rooms_.proofs.checkpoint(), rooms_.proofs.key());
    if (bare != note_ && (enough_ || !waiting)) return begin_round();
    if (!waiting && !timer_.is_set())
        timer_.set(enough_ ? limits::cosign_again : limits::cosign_retry);
}

void Witnesses::begin_round() {
    timer_.stop();
    if (stopped_) return;
    const auto note = with_logs_line_alone(rooms_.proofs.checkpoint(), rooms_.proofs.key());
    const auto checkpoint = storage::open_checkpoint(note, rooms_.proofs.key());
    if (!checkpoint) return; // nothing was released yet
    note_ = note;
    head_ = checkpoint->head;
    enough_ = false;
    for (auto& one : all_) {
        one.line.clear();
        one.asked_again = 0;
        if (!one.asking) ask(one);
    }
    look();
}

void Witnesses::ask(One& one) {
    if (one.known > head_.size) return demand_evidence(one, "it holds a larger checkpoint");
    const auto proof = rooms_.proofs.consistency(one.known, head_.size);
    if (!proof) return;
    Asked asked(Bounds::any); // the operator named it
    asked.url = one.witness->url + "/add-checkpoint";
    asked.body = storage::add_checkpoint_body(one.known, *proof, note_);
    asked.timeout = limits::witness_timeout;
    one.asking = true;
    rooms_.egress.send(std::move(asked), [this, &one, note = note_](const Answered& answer) {
        if (stopped_) return;
        one.asking = false;
        answered(one, note, answer);
        look();
    });
}

void Witnesses::answered(One& one, const std::string& note, const Answered& answer) {
    if (answer.status == status::ok) return took(one, note, answer.body);
    if (answer.status == status::conflict) return holds(one, answer.body);
    if (answer.status == status::unprocessable)
        return demand_evidence(one, "it finds our proof of consistency wrong");
    if (answer.status == 0) return troubled(one, "it does not answer: " + answer.trouble);
    troubled(one, "it answers " + std::to_string(answer.status));
}

void Witnesses::took(One& one, const std::string& note, const std::string& lines) {
    const auto parsed = storage::parse_note(note + lines);
    const auto said =
        parsed ? storage::cosigned_at(*parsed, one.witness->key) : storage::CosignedAt{};
    if (said.found != storage::CosignedAt::Found::right)
        return troubled(one, "it answers with a line that is not its cosignature");
    const auto size = storage::parse_checkpoint_body(parsed->text)->head.size;
    one.known = size;
    one.standing.size = size;
    one.standing.seconds = said.seconds;
    one.standing.trouble.clear();
    if (note != note_) return; // of an earlier round
    const auto line = std::find_if(
        parsed->signatures.begin(),
        parsed->signatures.end(),
        [&](const auto& signature) {
            return signature.name == one.witness->key.name &&
                   signature.key_id == one.witness->key.id();
        }
    );
    one.line = storage::signature_line(line->name, line->key_id, line->signature);

    std::string cosigned = note_;
    for (const auto& each : all_)
        cosigned += each.line;
    enough_ = policy_.judge(*storage::parse_note(cosigned)).enough;
    rooms_.proofs.cosigned(cosigned, enough_);
}

void Witnesses::holds(One& one, const std::string& body) {
    const auto held = storage::size_held(body);
    if (!held) return troubled(one, "it answers 409 without the size it holds");
    one.known = *held;
    if (++one.asked_again > asked_again_max)
        return troubled(one, "it names another size each time it is asked");
    ask(one);
}

// Its word alone halts nothing: one liar could stop everybody. A note with our own signature does.
void Witnesses::demand_evidence(One& one, const std::string& why) {
    Asked asked(Bounds::any); // the operator named it
    asked.url =
        one.witness->url + "/" + storage::sha256({rooms_.proofs.key().name}).hex() + "/checkpoint";
    asked.timeout = limits::witness_timeout;
    one.asking = true;
    rooms_.egress.send(std::move(asked), [this, &one, why](const Answered& answer) {
        if (stopped_) return;
        one.asking = false;
        judge_evidence(one, why, answer);
        look();
    });
}

void Witnesses::judge_evidence(One& one, const std::string& why, const Answered& answer) {
    const auto theirs = answer.status == status::ok
                            ? storage::open_checkpoint(answer.body, rooms_.proofs.keys())
                            : std::nullopt;
    if (!theirs) {
        one.known = 0; // it may say again what it holds
        return troubled(one, why + ", and shows no checkpoint that bears our signature");
    }
    const auto released = storage::open_checkpoint(rooms_.proofs.checkpoint(), rooms_.proofs.key());
    if (released && theirs->head.size > released->head.size)
        return forked(one, answer.body, "it is larger than our log: entries were lost");
    if (rooms_.proofs.root_at(theirs->head.size) != theirs->head.root)
        return forked(one, answer.body, "it has another root than our log at that size");
    one.known = theirs->head.size;
    troubled(one, why + ", but what it holds is part of our log");
}

void Witnesses::forked(const One& one, const std::string& theirs, const std::string& how) {
    const std::string because = "the witness " + one.standing.name +
                                " holds a checkpoint with our signature that our log does not "
                                "contain: " +
                                how;
    const std::string both =
        because + "\n\nours:\n\n" + rooms_.proofs.checkpoint() + "\ntheirs:\n\n" + theirs;
    const auto kept = storage::replace_file(evidence_, both);
    say_(
        because + (kept ? "; both are kept in " + evidence_.string() : "; they could not be kept")
    );
    stop();
    rooms_.proofs.forked(because);
}

void Witnesses::troubled(One& one, const std::string& trouble) {
    if (one.standing.trouble != trouble) say_("witness " + one.standing.name + ": " + trouble);
    one.standing.trouble = trouble;
}

} // namespace tocsin::reach
