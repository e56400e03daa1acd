// The coroutine words of the house, once. Every Asio operation is awaited with `no_throw`, so
// errors are values; one concrete executor keeps type erasure out of the sockets
// (docs/ARCHITECTURE.md). SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin {

namespace asio = boost::asio;
using boost::system::error_code;

using Executor = asio::io_context::executor_type;

template <class T>
using awaitable = asio::awaitable<T, Executor>;

constexpr asio::use_awaitable_t<Executor> use_awaitable;
constexpr auto no_throw = asio::as_tuple(use_awaitable);

} // namespace tocsin
