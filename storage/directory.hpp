// Who a person is: names and addresses, erasable, never in the log (domain.md 1). Log's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/result.hpp"

#include <map>
#include <string>

namespace tocsin::storage {

struct DirectoryRow {
    std::string name;
    std::string email;
    std::string telephone;
};

class Directory {
public:
    virtual ~Directory() = default;
    virtual Result<void> put(const PersonId& person, const DirectoryRow& row) = 0;
    virtual Result<std::map<PersonId, DirectoryRow>> all() = 0;
    virtual Result<void> erase(const PersonId& person) = 0;
};

} // namespace tocsin::storage
