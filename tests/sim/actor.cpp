// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/actor.hpp"

#include "server/base/check.hpp"
#include "storage/sha256.hpp"
#include "tests/sim/node.hpp"

namespace tocsin::sim {

Actor::Actor(
    Surroundings around,
    const Person& person,
    std::size_t number,
    const std::filesystem::path& folder,
    std::uint64_t seed
)
    : around_(std::move(around)),
      person_(person),
      number_(number),
      folder_(folder / std::to_string(number)),
      rng_(stream(seed, "client " + std::to_string(number))),
      nursery_(around_.io.get_executor(), [](std::exception_ptr) {}) {
    std::filesystem::create_directories(folder_);
}

Actor::~Actor() {
    TOCSIN_CHECK(is_gone());
}

void Actor::come() {
    TOCSIN_CHECK(is_gone());
    client::Options options;
    options.url =
        "ws://127.0.0." + std::to_string(1 + number_) + ":" + std::to_string(Node::port) + "/ws";
    options.key = person_.key;
    options.state_dir = folder_;
    leaving_ = false;
    connection_ =
        std::make_unique<client::Connection>(around_.io, around_.clock, rng_, std::move(options));
    connection_->on_item = [this](const v1::Item& item) { hear(item); };
    connection_->on_orphan = [this](const v1::Verdict& verdict) { hear(verdict); };
    connection_->on_checkpoint = [this](const storage::Checkpoint& checkpoint, const std::string&) {
        const auto [known, is_new] =
            around_.told.checkpoints.emplace(checkpoint.head.size, checkpoint.head.root);
        if (!is_new && known->second != checkpoint.head.root)
            around_.violated(
                'c', "two checkpoints of size " + std::to_string(checkpoint.head.size)
            );
    };
    connection_->on_status = [this](client::Status status, const std::string& words) {
        around_.trace(
            std::to_string(number_) + " status " + std::to_string(static_cast<int>(status)) + " " +
            words
        );
        if (status == client::Status::alarm)
            around_.violated('c', "client " + std::to_string(number_) + " raised alarm: " + words);
    };
    nursery_.spawn(connection_->run());
}

void Actor::leave() {
    if (!is_here()) return;
    leaving_ = true;
    connection_->close();
}

void Actor::settle() {
    if (is_gone()) connection_.reset();
}

void Actor::fulfil(Wish wish) {
    if (!is_here()) return;
    nursery_.spawn(carry_out(std::move(wish)));
}

void Actor::repeat(const v1::Command& again) {
    if (is_here()) nursery_.spawn(command(again));
}

void Actor::ask(v1::Query query) {
    if (is_here()) nursery_.spawn(question(std::move(query)));
}

awaitable<void> Actor::carry_out(Wish wish) {
    ++waiting_;
    bool stored = true;
    for (const std::string& document : wish.documents) {
        auto deposited = co_await connection_->deposit(document);
        stored = stored && deposited.has_value();
    }
    --waiting_;
    if (!stored || leaving_) co_return;
    wish.command.set_command_id(rng_.command_id(around_.clock.wall()).str());
    co_await command(std::move(wish.command));
}

awaitable<void> Actor::command(v1::Command command) {
    const CommandId id = *CommandId::from(command.command_id());
    around_.told.commands[id].person = number_;
    if (sent_.size() < 64) sent_.push_back(command);
    around_.trace(std::to_string(number_) + " asks " + id.hex());
    ++waiting_;
    const v1::Verdict verdict = co_await connection_->command(std::move(command));
    --waiting_;
    // The client's own word that it ended first is no verdict: the command waits in the outbox.
    if (!leaving_) hear(verdict);
}

awaitable<void> Actor::question(v1::Query query) {
    ++waiting_;
    const v1::Answer answer = co_await connection_->ask(std::move(query));
    --waiting_;
    around_.trace(std::to_string(number_) + " answered " + std::to_string(answer.ByteSizeLong()));
}

void Actor::hear(const v1::Verdict& verdict) {
    const auto id = CommandId::from(verdict.command_id());
    if (!id) return;
    Given& given = around_.told.commands[*id];
    given.person = number_;
    ++given.answers;
    if (verdict.has_receipt()) {
        const std::uint64_t index = verdict.receipt().index();
        if (given.index && *given.index != index)
            around_.violated('e', "command " + id->hex() + " was answered with two entries");
        given.index = index;
        around_.trace(std::to_string(number_) + " receipt " + std::to_string(index));
    } else {
        given.refusal = verdict.refusal().code();
        around_.trace(
            std::to_string(number_) + " refusal " + v1::Refusal::Code_Name(*given.refusal)
        );
    }
}

void Actor::hear(const v1::Item& item) {
    Seen seen;
    seen.index = item.index();
    seen.leaf_hash = *Digest::from(item.leaf_hash());
    seen.event = storage::sha256({item.event().SerializeAsString()});
    seen.head = around_.head();
    if (!seen_.empty() && seen.index <= seen_.back().index)
        around_.violated(
            'd',
            "client " + std::to_string(number_) + " got entry " + std::to_string(seen.index) +
                " behind " + std::to_string(seen_.back().index)
        );
    seen_.push_back(seen);
    around_.trace(std::to_string(number_) + " sees " + std::to_string(seen.index));
}

} // namespace tocsin::sim
