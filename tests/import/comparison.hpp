// The source's rows beside the alerts that came back, field by field. Reads the source by itself:
// it shares no code with the importer. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/event.pb.h"

#include <boost/json.hpp>

#include <map>
#include <string>

namespace tocsin::import_test {

class Comparison {
public:
    explicit Comparison(const std::string& file);

    void take(const v1::AlertContent& content);

    std::size_t read() const { return read_; }

    std::string summary() const;
    std::string failure() const; // the first difference; empty: none

private:
    void compare(const boost::json::object& row, const v1::AlertContent& content);
    void expect(
        const std::string& id, const char* field, const std::string& ours, const std::string& theirs
    );

    std::map<std::string, boost::json::object> rows_; // not yet read back
    std::map<std::string, std::size_t> countries_;
    std::size_t total_ = 0;
    std::size_t read_ = 0;
    std::size_t foreign_ = 0; // texts that hold other than ASCII
    std::string failure_;
};

} // namespace tocsin::import_test
