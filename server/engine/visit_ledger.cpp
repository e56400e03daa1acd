// SPDX-License-Identifier: Apache-2.0
#include "server/engine/visit_ledger.hpp"

#include <utility>

namespace tocsin::engine {

using namespace std::chrono_literals;

namespace {

constexpr auto gathering_interval = 1s;
constexpr auto retry_interval = 5s;

} // namespace

VisitLedger::VisitLedger(Executor executor, Desk& desk, storage::Visits& visits)
    : desk_(desk), visits_(visits), timer_(executor, [this] { flush(); }) {}

void VisitLedger::add(storage::VisitChanges changes) {
    if (stopped_ || changes.empty()) return;
    const bool ended = !changes.ended.empty();
    gathered_.add(std::move(changes));
    if (ended)
        flush();
    else if (!timer_.is_set())
        timer_.set(gathering_interval);
}

void VisitLedger::flush() {
    timer_.stop();
    if (gathered_.empty()) return;
    auto changes = std::make_shared<storage::VisitChanges>(std::exchange(gathered_, {}));
    auto work = [&visits = visits_, changes] { return visits.keep(*changes); };
    auto done = [this, changes](const Result<void>& result) { kept(result, std::move(*changes)); };
    ask_desk(desk_, Desk::Kind::other, here_, std::move(work), std::move(done));
}

void VisitLedger::kept(const Result<void>& result, storage::VisitChanges changes) {
    if (result || stopped_) return;
    changes.add(std::exchange(gathered_, {}));
    gathered_ = std::move(changes);
    timer_.set(retry_interval);
}

void VisitLedger::stop() {
    stopped_ = true;
    timer_.stop();
}

} // namespace tocsin::engine
