// A row of the STOP list being read: each key is taken once, and what nobody took becomes a
// parameter, so that nothing the source says is lost and a column added next year is carried along.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/stop_import.hpp"
#include "server/base/utc.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <set>
#include <vector>

namespace tocsin::app {

class StopRow {
public:
    StopRow(std::string_view json_line, std::size_t line);

    std::string text(const char* key); // null or missing: empty
    std::vector<std::string> list(const char* key);
    std::optional<Instant> date(const char* key);
    std::vector<std::string> subdivisions(); // their codes; the names stay a parameter

    void keep(const char* key);                     // as a parameter as well
    void drop(const char* key);                     // said elsewhere already
    void flag(std::string name, std::string value); // a parameter of our own: "import_" + name
    void fail(const char* key, std::string why);    // the first one counts

    // Everything kept or not taken, as parameters in the source's order.
    void rest(v1::AlertContent& content);

    const std::optional<RowTrouble>& trouble() const { return trouble_; }

private:
    const boost::json::value* take(const char* key);

    boost::json::object row_;
    std::set<std::string, std::less<>> taken_;
    std::vector<std::pair<std::string, std::string>> flags_;
    std::size_t line_;
    std::optional<RowTrouble> trouble_;
};

} // namespace tocsin::app
