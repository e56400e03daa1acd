// Reports: what auditors read, from the entries that one reader may read. The figures are computed
// by domain/metrics; here they are written down for people and for programs. Pure: the same reading
// gives the same bytes. Used where the reading is, on the client: I8 is then the export's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/metrics.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::report {

// Entries of one log, from one or several exports of it.
struct Source {
    std::string origin, log_key;
    std::string scope;      // `all`, the id of a case, or `readable`
    std::string checkpoint; // signed note of the first export
    std::uint64_t size = 0; // of that checkpoint
    std::string root;       // hex
    domain::EventReading reading;
    std::map<domain::Index, Digest> leaves;   // leaf hash of each entry
    std::map<std::string, std::string> names; // of parties, as registered, by code
};

// Takes entries as exports have them, in any order, several times the same.
class SourceMaker {
public:
    // The first gives the report its head; another origin is refused with false.
    bool begin(const Source& head);
    // False: not an entry, or not the payload that the header commits to.
    bool take(
        domain::Index index,
        std::string_view header,
        const std::optional<std::string>& salt,
        const std::optional<std::string>& payload
    );
    Source finish();

private:
    bool begun_ = false;
    bool all_cases_ = true;
    Source source_;
    std::map<domain::Index, domain::ReadEntry> entries_;
};

struct Wanted {
    std::optional<Instant> from, until; // of the participation
    std::optional<domain::PartyCode> government;
};

struct Report {
    Source source;
    domain::Figures actual, exercises;
    domain::Period period;
    // Nothing: of a reading of cases there is none.
    std::optional<std::map<domain::PartyCode, domain::GovernmentPart>> participation;

    std::string name_of(const std::string& party) const; // as registered, or the code
};

Report make_report(Source source, const Wanted& wanted);

boost::json::object report_json(const Report& report); // tocsin.report/1
// What a government knew at an instant of what was read: tocsin.known/1.
boost::json::object known_json(const Source& source, const domain::PartyCode& party, Instant at);
std::string text_of(const boost::json::object& json);
std::string report_csv(const Report& report);
// One page, whole in itself: no script, nothing fetched, readable on paper.
std::string report_html(const Report& report);

} // namespace tocsin::report
