// What a demarche and a pledge call have beside the text and the answers, cut to the reader.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"
#include "tocsin/v1/view.pb.h"

namespace tocsin::domain {

void put_instrument(
    const State& state, const Procedure& procedure, const Reader& reader, v1::ProcedureView& view
);

} // namespace tocsin::domain
