// Who audits the auditors: what they read is an entry too, gathered so that one minute of one
// auditor's questions of a kind about one subject is one line (docs/IDENTITY.md, what is noted).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/rng.hpp"
#include "server/domain/audience.hpp"
#include "server/engine/sequencer.hpp"
#include "server/engine/timer.hpp"
#include "tocsin/v1/view.pb.h"

#include <map>
#include <tuple>

namespace tocsin::engine {

// The reading of a stretch of the log, `to` behind its last entry: of the feed, or of entry
// bundles.
enum class Stretch { feed, bundles };

struct Entries {
    std::uint64_t from = 0, to = 0;
};

v1::Reading stretch_of(const PersonId& person, Stretch what, Entries entries);
// Nothing: this question is not one that is recorded, or not of one whose questions are.
std::optional<v1::Reading> reading_of(const domain::Reader& reader, const v1::Query& query);

class ReadingLedger {
public:
    ReadingLedger(Executor executor, const Clock& clock, Rng& rng, Sequencer& sequencer);

    // One reading, just now. Stretches that touch are one.
    void add(v1::Reading reading);
    // Submits what is gathered now.
    void flush();
    // Takes no more and keeps nothing that comes back refused.
    void stop();

private:
    // person, subject, what, from_index
    using Key = std::tuple<std::string, std::string, std::string, std::uint64_t>;
    using Readings = std::map<Key, v1::Reading>;

    void merge(v1::Reading reading);
    Readings::iterator touching(const v1::Reading& reading);
    void submit(std::vector<v1::Reading> readings);

    const Clock& clock_;
    Rng& rng_;
    Sequencer& sequencer_;
    Timer timer_;
    Readings gathered_;
    bool stopped_ = false;
};

} // namespace tocsin::engine
