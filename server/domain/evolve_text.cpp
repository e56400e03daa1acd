// What entries do to the texts of procedures and to what is said of them.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve_parts.hpp"

namespace tocsin::domain {

namespace {

Digest digest_of(const std::string& bytes) {
    return Digest::from(bytes).value_or(Digest{});
}

// While governments sign, the new text is the one they are asked about: a substantive change asks
// each of them again, an editorial one carries their answers over.
void put_to_governments(Procedure& procedure, const v1::TextAdded& event) {
    procedure.version = event.version();
    procedure.text_sha256 = digest_of(event.text_sha256());
    procedure.contest_until = from_ms(event.contest_until());
    procedure.questioned = false;
    procedure.prepared.clear();
    if (!event.editorial()) procedure.counts_from = event.version();
}

} // namespace

void evolve(State& state, const v1::TextAdded& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    TextVersion text;
    text.number = event.version();
    text.sha256 = digest_of(event.text_sha256());
    text.language = event.language();
    text.editorial = event.editorial();
    text.speaks_for_all = event.speaks_for_all();
    procedure->texts.push_back(std::move(text));
    if (procedure->state == Procedure::State::open) put_to_governments(*procedure, event);
}

void evolve(State& state, const v1::TranslationAdded& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure || event.version() < 1 || event.version() > procedure->texts.size()) return;
    TextVersion& text = procedure->texts[event.version() - 1];
    text.translations[event.language()] = digest_of(event.text_sha256());
}

void evolve(State& state, const v1::ConsultationOpened& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->state = Procedure::State::consultation;
    procedure->consulted_at = fact.received;
    if (procedure->shown_version == 0) procedure->shown_version = event.version();
    renew_readership(state, *procedure);
}

void evolve(State& state, const v1::CommentAdded& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    Comment comment;
    comment.person = PersonId::from(event.person()).value_or(PersonId{});
    comment.party = PartyCode{event.party()};
    comment.at = fact.received;
    comment.version = event.version();
    comment.suggestion = event.suggestion();
    const PartyRecord* party = state.coalition.party(comment.party);
    comment.by_government = party && party->facts.kind() == v1::Party::GOVERNMENT;
    comment.text = event.text();
    procedure->comments.push_back(std::move(comment));
}

void evolve(State& state, const v1::EditContested& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->counts_from = event.version();
    procedure->contest_until = {};
}

} // namespace tocsin::domain
