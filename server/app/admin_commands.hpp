// What may be asked on the admin socket: {"health":true}, {"stats":true}, {"drain":true},
// {"log_key":true} and {"import":content,"issue":bool}. Answers are objects with "ok", or with
// "error" and what, why, next.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/admin_socket.hpp"
#include "server/engine/engine.hpp"

#include <functional>

namespace tocsin::app {

AdminSocket::Handler
admin_commands(engine::Engine& engine, const Clock& clock, std::function<void()> drain);

} // namespace tocsin::app
