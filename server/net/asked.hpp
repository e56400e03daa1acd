// A question that is answered by a call on the shell's thread, as something to co_await. The
// answer MUST come exactly once; it resumes the coroutine from the loop, never from within the
// call.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

namespace tocsin::net {

// `ask` is called with a copyable callable taking the Answer; it MUST outlive the waiting.
template <class Answer, class Ask>
awaitable<Answer> asked(Executor executor, Ask& ask) {
    auto initiate = [executor, &ask](auto handler) {
        auto resume = std::make_shared<decltype(handler)>(std::move(handler));
        ask([executor, resume](Answer answer) {
            auto go_on = [resume, answer = std::move(answer)]() mutable {
                std::move (*resume)(std::move(answer));
            };
            asio::post(executor, std::move(go_on));
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Answer)>(
        std::move(initiate), use_awaitable
    );
}

} // namespace tocsin::net
