// What comes back from the log's thread may come late: after its asker has gone. A Presence is a
// member of the asker; its watch() says, on the shell's thread, whether the asker is still there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/log_thread.hpp"

#include <memory>
#include <utility>

namespace tocsin::engine {

class Presence {
public:
    Presence() = default;
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;

    std::weak_ptr<const char> watch() const { return here_; }

private:
    std::shared_ptr<const char> here_ = std::make_shared<const char>('\0');
};

// Runs `work` on the log's thread, then `done` with its result on the shell's, if the asker is
// there.
template <class Work, class Done>
void ask_desk(Desk& desk, Desk::Kind kind, const Presence& asker, Work work, Done done) {
    auto job =
        [&desk, watch = asker.watch(), work = std::move(work), done = std::move(done)]() mutable {
            auto result = std::make_shared<decltype(work())>(work());
            desk.post([watch = std::move(watch), result, done = std::move(done)]() mutable {
                if (!watch.expired()) done(std::move(*result));
            });
        };
    desk.run(kind, std::move(job));
}

} // namespace tocsin::engine
