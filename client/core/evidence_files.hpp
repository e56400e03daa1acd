// Files of this house that every evidence bundle carries along, as they were when it was built.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace tocsin::client {

struct CarriedFile {
    std::string_view name; // in the bundle
    std::string_view content;
};

std::span<const CarriedFile> carried_files(); // written by cmake/carry_files.sh

} // namespace tocsin::client
