// One imported content made a signal, or, in a log of exercises and on request, an alert raised
// by one seeded lead and approved by another. The command id comes from the content, so an import
// that is run again writes nothing twice.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/engine.hpp"

#include <boost/json/object.hpp>

#include <functional>

namespace tocsin::app {

using ImportAnswer = std::function<void(boost::json::object)>;

// A refusal as the admin socket says it.
boost::json::object told(const v1::Refusal& refusal);

// `request`: {"import": content in proto3 JSON, "issue": bool}.
void import_one(
    engine::Engine& engine,
    const Clock& clock,
    const boost::json::object& request,
    ImportAnswer answer
);

} // namespace tocsin::app
