// The certificate of adoption: which text, by whom, when, and where in the log each of that stands.
// It says nothing that an export of the case does not prove.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/report/report.hpp"

namespace tocsin::report {

struct CertifiedParty {
    std::string party;
    v1::Position::Stance stance = v1::Position::STANCE_UNSPECIFIED; // none: consented by silence
    std::optional<Instant> at;
    std::optional<domain::Index> index; // of its position
    std::string leaf_hash, key;         // hex; its key's fingerprint
};

struct Certificate {
    std::string procedure_id, title, text_sha256, language;
    v1::ProcedureDrafted::Kind kind = v1::ProcedureDrafted::STATEMENT;
    v1::ProcedureDrafted::Mode mode = v1::ProcedureDrafted::CHAIR_ON_BEHALF;
    bool is_exercise = false;
    std::uint32_t version = 0, list_version = 0;
    std::optional<Instant> opened, deadline, adopted, published;
    std::vector<CertifiedParty> signatories; // in the order of the closing
    std::vector<std::string> recused, associated;
    std::vector<domain::Amended> late_associations, dissociations;
    domain::Index adopted_index = 0; // of the entry that adopted it
    std::string adopted_leaf_hash;
};

// Nothing: it is not in the reading, or was not adopted.
std::optional<Certificate> make_certificate(const Source& source, const std::string& procedure_id);

boost::json::object certificate_json(const Source& source, const Certificate& certificate);
std::string certificate_html(const Source& source, const Certificate& certificate);

} // namespace tocsin::report
