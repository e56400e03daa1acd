// Which data may be opened by whom: a demo's folder carries a marker, `serve` refuses it, and
// `demo` refuses every other (exit 78).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>

namespace tocsin::app {

Result<void> refuse_demo(const std::filesystem::path& directory);

enum class DemoDir { fresh, seeded };
// A fresh one is made and marked; one whose seeding was interrupted is emptied and begun again.
Result<DemoDir> prepare_demo(const std::filesystem::path& directory);
Result<void> mark_seeded(const std::filesystem::path& directory);

} // namespace tocsin::app
