// The head of one unmasked, final WebSocket data frame (RFC 6455 section 5.2), put in front of a
// shared message so that head and message are one contiguous run of bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/wire/codec.hpp"

#include <memory>
#include <string>

namespace tocsin::wire {

using SharedFrame = std::shared_ptr<const std::string>;

SharedFrame frame_of(std::string_view message, Format format);

} // namespace tocsin::wire
