// SPDX-License-Identifier: Apache-2.0
#include "server/report/certificate.hpp"

#include "server/domain/words.hpp"

#include <algorithm>

namespace tocsin::report {

namespace {

using namespace domain;
using Event = v1::Event;

std::string leaf_of(const Source& source, Index index) {
    const auto found = source.leaves.find(index);
    return found == source.leaves.end() ? "" : found->second.hex();
}

template <class Codes>
std::vector<std::string> list_of(const Codes& codes) {
    return {codes.begin(), codes.end()};
}

// Follows one procedure to its adoption and beyond.
class Certifying {
public:
    Certifying(const Source& source, Certificate& certificate)
        : source_(source), certificate_(certificate) {}

    void take(const ReadEntry& entry) {
        const Event& event = *entry.event;
        const Instant at = from_ms(event.received_at());
        switch (event.event_case()) {
        case Event::kProcedureDrafted: return name(event.procedure_drafted());
        case Event::kTextAdded:
            languages_[event.text_added().version()] = event.text_added().language();
            if (is_open_) put_text(event.text_added());
            return;
        case Event::kProcedureOpened: return open(event.procedure_opened(), at);
        case Event::kDeadlineExtended:
            certificate_.deadline = from_ms(event.deadline_extended().new_deadline());
            return;
        case Event::kPositionTaken: return take(event.position_taken(), entry.index, at);
        case Event::kProcedureBroken:
        case Event::kProcedureWithdrawn: is_open_ = false; return;
        default: return take_end(event, entry.index, at);
        }
    }

    bool is_adopted() const { return is_adopted_; }

    // Once all is read: whoever adopted it, with the position that stood then.
    void name_signatories() {
        certificate_.language = languages_[certificate_.version];
        for (const std::string& code : signatories_) {
            const auto standing = positions_.find(code);
            CertifiedParty party;
            if (standing != positions_.end()) party = standing->second;
            party.party = code;
            certificate_.signatories.push_back(std::move(party));
        }
    }

private:
    template <class Telling>
    void name(const Telling& telling) {
        certificate_.title = telling.title();
        certificate_.kind = telling.kind();
        certificate_.mode = telling.mode();
    }

    template <class Telling>
    void put_text(const Telling& telling) {
        certificate_.version = telling.version();
        certificate_.text_sha256 = to_hex(telling.text_sha256());
    }

    void open(const v1::ProcedureOpened& opened, Instant at) {
        name(opened);
        put_text(opened);
        languages_[opened.version()] = opened.language();
        certificate_.opened = at;
        certificate_.deadline = from_ms(opened.deadline());
        certificate_.recused = list_of(opened.recused());
        positions_.clear();
        is_open_ = true;
        is_adopted_ = false;
    }

    void take(const v1::PositionTaken& position, Index index, Instant at) {
        if (!is_open_) return;
        CertifiedParty& party = positions_[position.party()];
        party.stance = position.stance();
        party.at = at;
        party.index = index;
        party.leaf_hash = leaf_of(source_, index);
        party.key = to_hex(position.key_fingerprint());
    }

    void adopt(Index index, Instant at) {
        is_adopted_ = true;
        certificate_.adopted = at;
        certificate_.adopted_index = index;
        certificate_.adopted_leaf_hash = leaf_of(source_, index);
        certificate_.list_version = 1;
    }

    void take_end(const Event& event, Index index, Instant at) {
        if (event.has_procedure_closed()) {
            is_open_ = false;
            signatories_ = list_of(event.procedure_closed().signatories());
            certificate_.associated = list_of(event.procedure_closed().associated());
            if (event.procedure_closed().outcome() == v1::ProcedureClosed::ADOPTED)
                adopt(index, at);
        }
        if (event.has_procedure_proceeded()) {
            signatories_ = list_of(event.procedure_proceeded().signatories());
            adopt(index, at);
        }
        if (event.has_procedure_issued()) {
            put_text(event.procedure_issued());
            languages_[event.procedure_issued().version()] = event.procedure_issued().language();
            signatories_ = {event.procedure_issued().chair()};
            adopt(index, at);
        }
        if (event.has_procedure_published() && !certificate_.published) certificate_.published = at;
        if (event.has_list_amended()) amend(event.list_amended(), at);
    }

    void amend(const v1::ListAmended& amended, Instant at) {
        certificate_.list_version = amended.list_version();
        auto& list = amended.stance() == v1::Position::DISSOCIATION
                         ? certificate_.dissociations
                         : certificate_.late_associations;
        list.push_back({PartyCode{amended.party()}, at});
    }

    const Source& source_;
    Certificate& certificate_;
    std::map<std::string, CertifiedParty> positions_;
    std::map<std::uint32_t, std::string> languages_; // of the versions
    std::vector<std::string> signatories_;
    bool is_open_ = false;
    bool is_adopted_ = false;
};

} // namespace

std::optional<Certificate> make_certificate(const Source& source, const std::string& procedure_id) {
    Certificate certificate;
    certificate.procedure_id = procedure_id;
    Certifying certifying(source, certificate);
    for (const ReadEntry& entry : source.reading.entries) {
        if (!entry.event || subject_of(*entry.event) != procedure_id) continue;
        certificate.is_exercise = certificate.is_exercise || entry.realm == v1::EXERCISE;
        certifying.take(entry);
    }
    if (!certifying.is_adopted()) return std::nullopt;
    certifying.name_signatories();
    return certificate;
}

} // namespace tocsin::report
