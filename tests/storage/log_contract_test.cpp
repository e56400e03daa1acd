// SPDX-License-Identifier: Apache-2.0
#define LOGS_UNDER_TEST MemoryHouse, SqliteHouse
#include "tests/storage/log_contract.hpp"
