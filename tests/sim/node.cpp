// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/node.hpp"

#include "server/base/limits.hpp"
#include "server/engine/replay.hpp"
#include "tests/sim/plants.hpp"

namespace tocsin::sim {

Node::Node(const Place& place)
    : directory_(place.directory),
      rng_(stream(place.swarm.seed, "server " + std::to_string(place.life))),
      log_rng_(stream(place.swarm.seed, "log " + std::to_string(place.life))),
      desk_(
          place.kernel,
          place.io.get_executor(),
          stream(place.swarm.seed, "desk " + std::to_string(place.life)),
          place.swarm.desk_delay_max
      ) {}

std::unique_ptr<Node> Node::start(const Place& place, std::string& trouble) {
    std::unique_ptr<Node> node(new Node(place));
    auto failed = node->open(place);
    if (!failed) return node;
    trouble = to_string(*failed);
    node->drained_ = true;
    return nullptr;
}

std::optional<Trouble> Node::open(const Place& place) {
    storage::SqliteLog::Options options;
    options.directory = directory_ / "data";
    options.clock = &place.clock;
    std::optional<Result<std::unique_ptr<storage::SqliteLog>>> opened;
    // The fold beside the reading is a thread in earnest (replay_while); what it comes to is the
    // same.
    engine::Replay replay;
    opened = storage::SqliteLog::open(options, log_rng_, [&](const storage::Entry& entry) {
        replay.take(entry);
    });
    if (!*opened) return opened->error();
    log_ = std::move(**opened);
    planted_ = planted_log(*log_);
    engine::Replayed replayed = replay.finish();
    guard_ = std::make_unique<storage::Guard>(
        directory_,
        std::filesystem::path(),
        std::vector{storage::VerifierKey{origin, place.log_key.public_key()}}
    );
    const engine::Rooms rooms{
        desk_,
        planted_ ? *planted_ : *log_,
        log_->documents(),
        log_->directory(),
        log_->visits(),
        *guard_,
        place.log_key,
        place.clock,
        rng_,
        place.io.get_executor(),
        nullptr,
        &replayed};
    auto started = engine::Engine::start(rooms, origin, false, [this](const Trouble& trouble) {
        if (!stopped_) stopped_ = trouble;
    });
    if (!started) return started.error();
    engine_ = std::move(*started);
    desk_.delay();

    identity::Outside outside;
    outside.restored = engine_->take_visits();
    outside.keep = [this](storage::VisitChanges changes) { engine_->keep(std::move(changes)); };
    outside.note = [this](v1::SecurityNoted noted) { engine_->noted(std::move(noted)); };
    identity_ = std::make_unique<identity::Identity>(
        engine_->shown(), place.clock, rng_, std::move(outside)
    );
    verifier_ = std::make_unique<identity::Verifier>(place.io.get_executor(), 0);
    net::Options edge;
    edge.http = "127.0.0.1:" + std::to_string(port);
    for (std::size_t i = 1; i <= clients_max; ++i)
        edge.hosts.push_back("127.0.0." + std::to_string(i));
    edge.send_buffer_bytes = static_cast<int>(place.swarm.send_buffer);
    auto listening = net::Listener::open(
        place.io, *engine_, *identity_, *verifier_, place.clock, rng_, std::move(edge)
    );
    if (!listening) return listening.error();
    listener_ = std::move(*listening);
    listener_->start();
    return std::nullopt;
}

Node::~Node() {
    listener_.reset();
    verifier_.reset();
    identity_.reset();
    engine_.reset();
}

bool Node::end_of_round() {
    engine_->end_of_round();
    if (!engine_->feed().anybody_behind()) return false;
    engine_->feed().pump(limits::pump_sends_max);
    return true;
}

void Node::close() {
    if (std::exchange(closing_, true)) return;
    listener_->close([this] {
        shut_ = true;
        engine_->drain([this] { drained_ = true; });
    });
}

} // namespace tocsin::sim
