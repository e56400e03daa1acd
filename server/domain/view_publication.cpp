// What goes out at publication, and what proves the adoption: count and names come from the same
// entry, the closing; what was added later stands apart and is dated.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"
#include "server/domain/views.hpp"

namespace tocsin::domain {

namespace {

v1::Named named(const Coalition& coalition, const std::string& code, Instant at) {
    v1::Named line;
    line.set_party(code);
    const PartyRecord* party = coalition.party(PartyCode{code});
    line.set_name(party ? party->facts.name() : code);
    line.set_at(to_ms(at));
    return line;
}

Instant signed_at(const Procedure& procedure, const std::string& code) {
    const auto found = procedure.positions.find(PartyCode{code});
    return found == procedure.positions.end() ? procedure.closed_at : found->second.received;
}

std::string in_the_name_of(const Procedure& procedure) {
    switch (procedure.drafted.mode()) {
    case v1::ProcedureDrafted::SILENCE: return "the Coalition";
    case v1::ProcedureDrafted::CHAIR_ON_BEHALF: return "the Chair, on behalf of the Coalition";
    default: return "the undersigned";
    }
}

bool was_adopted(const Procedure& procedure) {
    return procedure.closed.outcome() == v1::ProcedureClosed::ADOPTED;
}

void put_text(const Procedure& procedure, v1::PackView& view) {
    const TextVersion& text = procedure.texts.at(procedure.version - 1);
    view.set_text_sha256(text.sha256.str());
    view.set_language(text.language);
    for (const auto& [language, sha256] : text.translations) {
        v1::Translation& translation = *view.add_translations();
        translation.set_language(language);
        translation.set_text_sha256(sha256.str());
    }
}

} // namespace

std::optional<v1::PackView>
show_pack(const State& state, const Reader& reader, const v1::ShowPack& query, Instant now) {
    const Procedure* procedure = readable_procedure(state, query.procedure_id(), reader);
    if (!procedure || !was_adopted(*procedure)) return std::nullopt;
    const Instant as_of = query.as_of() == 0 ? now : from_ms(query.as_of());
    v1::PackView view;
    view.set_procedure_id(procedure->id.text);
    view.set_title(procedure->drafted.title());
    view.set_mode(procedure->drafted.mode());
    view.set_in_the_name_of(in_the_name_of(*procedure));
    put_text(*procedure, view);
    for (const std::string& code : procedure->closed.signatories())
        *view.add_signatories() = named(state.coalition, code, signed_at(*procedure, code));
    view.set_count(static_cast<std::uint32_t>(view.signatories_size()));
    for (const std::string& code : procedure->closed.associated())
        *view.add_associated() = named(state.coalition, code, signed_at(*procedure, code));
    view.set_list_version(1);
    for (const Amendment& amendment : procedure->amendments) {
        if (amendment.at > as_of) continue;
        const bool joined = amendment.stance == v1::Position::LATE_ASSOCIATION;
        *(joined ? view.add_later_associations() : view.add_dissociations()) =
            named(state.coalition, amendment.party.text, amendment.at);
        view.set_list_version(amendment.list_version);
    }
    view.set_as_of(to_ms(as_of));
    view.set_published_at(to_ms(procedure->published_at));
    return view;
}

std::optional<v1::CertificateView>
show_certificate(const State& state, const Reader& reader, const v1::ShowCertificate& query) {
    const Procedure* procedure = readable_procedure(state, query.procedure_id(), reader);
    if (!procedure || !was_adopted(*procedure)) return std::nullopt;
    v1::CertificateView view;
    view.set_procedure_id(procedure->id.text);
    view.set_title(procedure->drafted.title());
    view.set_text_sha256(procedure->text_sha256.str());
    view.set_mode(procedure->drafted.mode());
    view.set_realm(procedure->realm);
    view.set_opened_at(to_ms(procedure->opened_at));
    view.set_deadline(to_ms(procedure->deadline));
    view.set_adopted_at(to_ms(procedure->closed_at));
    *view.mutable_tally() = procedure->closed.tally();
    view.set_index(procedure->closed_index);
    view.set_leaf_hash(procedure->closed_hash.str());
    for (const PartyCode& code : procedure->recused)
        view.add_recused(code.text);
    // Who may not see positions is shown who signed, which is public with the list, and no more.
    const bool sees = may_see_positions(*procedure, reader);
    for (const auto& [code, standing] : procedure->positions) {
        if (!sees && code != reader.party && !is_signature(standing.stance)) continue;
        v1::PositionLine& line = *view.add_positions();
        line.set_party(code.text);
        line.set_name(named(state.coalition, code.text, standing.received).name());
        line.set_stance(standing.stance);
        line.set_at(to_ms(standing.received));
        line.set_index(standing.index);
        line.set_leaf_hash(standing.leaf_hash.str());
        line.set_on_older_text(!is_current(*procedure, standing));
    }
    return view;
}

} // namespace tocsin::domain
