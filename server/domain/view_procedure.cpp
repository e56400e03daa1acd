// A procedure as its reader may see it: the tally rule holds for counts and for names alike, and
// one's own party's answer is never hidden. SPDX-License-Identifier: Apache-2.0
#include "server/domain/next_steps.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/view_instrument.hpp"
#include "server/domain/views.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::domain {

namespace {

using View = v1::ProcedureView;

View::State shown_state(Procedure::State state) {
    View::State shown = View::STATE_UNSPECIFIED;
    View::State_Parse(std::string(state_word(state)), &shown);
    return shown;
}

// The closing tells every reader the result; before it, only who may see positions is told the
// count.
bool hides_tally(const Procedure& procedure, const Reader& reader) {
    return !has_closed(procedure) && !may_see_positions(procedure, reader);
}

v1::Tally tally_of(const Procedure& procedure) {
    return has_closed(procedure) ? procedure.closed.tally() : count(procedure);
}

// "Recorded without effect" is told to whoever must act on it, as the entries themselves are.
bool sees_late(const Procedure& procedure, const Reader& reader) {
    return reader.has(v1::AUDITOR) || reader.kind == v1::Party::SECRETARIAT ||
           procedure.drafted.penholder() == reader.person.view();
}

// Whom the question has reached is told to those who go after it.
bool watches(const Reader& reader) {
    return (reader.classes & (reader_class::approver | reader_class::house)) != 0;
}

std::vector<PartyCode>
listed(const Coalition& coalition, const Procedure& procedure, const Reader& reader) {
    std::set<PartyCode> parties = procedure.entitled;
    for (const auto& [party, standing] : procedure.positions)
        parties.insert(party);
    if (may_see_positions(procedure, reader))
        return in_registered_order(coalition, {parties.begin(), parties.end()});
    if (!parties.contains(reader.party)) return {};
    return {reader.party};
}

v1::PositionLine
line_of(const Coalition& coalition, const Procedure& procedure, const PartyCode& code) {
    v1::PositionLine line;
    line.set_party(code.text);
    const PartyRecord* party = coalition.party(code);
    line.set_name(party ? party->facts.name() : code.text);
    const auto found = procedure.positions.find(code);
    if (found == procedure.positions.end()) return line;
    const StandingPosition& standing = found->second;
    line.set_stance(standing.stance);
    line.set_at(to_ms(standing.received));
    line.set_person(standing.person.str());
    line.set_index(standing.index);
    line.set_leaf_hash(standing.leaf_hash.str());
    line.set_on_older_text(!is_current(procedure, standing));
    return line;
}

v1::TextLine line_of(const TextVersion& text) {
    v1::TextLine line;
    line.set_version(text.number);
    line.set_text_sha256(text.sha256.str());
    line.set_language(text.language);
    line.set_editorial(text.editorial);
    line.set_speaks_for_all(text.speaks_for_all);
    for (const auto& [language, sha256] : text.translations) {
        v1::Translation& translation = *line.add_translations();
        translation.set_language(language);
        translation.set_text_sha256(sha256.str());
    }
    return line;
}

// What is put to the governments, or while it is not: the latest. Whoever is no drafter is not
// shown the versions before it left their hands.
void put_text(const Procedure& procedure, const Reader& reader, View& view) {
    if (procedure.texts.empty()) return;
    const std::uint32_t shown =
        procedure.version > 0 ? procedure.version : procedure.texts.back().number;
    const TextVersion& text = procedure.texts.at(shown - 1);
    view.set_version(text.number);
    view.set_text_sha256(text.sha256.str());
    view.set_language(text.language);
    view.set_counts_from(procedure.counts_from);
    view.set_contest_until(to_ms(procedure.contest_until));
    const bool drafts = may_see(drafters(penholder_of(procedure)), reader);
    for (const TextVersion& version : procedure.texts)
        if (drafts || version.number >= procedure.shown_version)
            *view.add_texts() = line_of(version);
}

void put_comments(const Procedure& procedure, const Reader& reader, View& view) {
    const bool among_members =
        (reader.classes & (reader_class::government | reader_class::house)) != 0;
    for (const Comment& comment : procedure.comments) {
        if (!among_members && comment.by_government && comment.party != reader.party) continue;
        v1::CommentView& shown = *view.add_comments();
        shown.set_person(comment.person.str());
        shown.set_party(comment.party.text);
        shown.set_at(to_ms(comment.at));
        shown.set_version(comment.version);
        shown.set_suggestion(comment.suggestion);
        shown.set_text(comment.text);
    }
}

void put_list(const Coalition& coalition, const Procedure& procedure, View& view) {
    *view.mutable_associated() = procedure.closed.associated();
    view.set_list_version(procedure.list_version);
    view.set_publish_at(to_ms(procedure.publish_at));
    for (const Amendment& amendment : procedure.amendments) {
        v1::AmendmentLine& line = *view.add_amendments();
        line.set_party(amendment.party.text);
        const PartyRecord* party = coalition.party(amendment.party);
        line.set_name(party ? party->facts.name() : amendment.party.text);
        line.set_stance(amendment.stance);
        line.set_at(to_ms(amendment.at));
        line.set_list_version(amendment.list_version);
    }
    const bool listed = procedure.closed.outcome() == v1::ProcedureClosed::ADOPTED;
    if (listed) view.set_late_until(to_ms(procedure.closed_at) + procedure.policy.late_window_ms());
}

void put_terms(const Procedure& procedure, const Reader& reader, View& view) {
    *view.mutable_per_region() = procedure.opened.per_region();
    *view.mutable_must_haves() = procedure.opened.must_haves();
    view.set_linked_to(procedure.drafted.linked_to());
    view.set_questioned(procedure.questioned);
    const auto prepared = procedure.prepared.find(reader.party);
    if (prepared != procedure.prepared.end()) *view.mutable_prepared() = prepared->second.position;
    if (!watches(reader)) return;
    if (procedure.state == Procedure::State::open)
        for (const PartyCode& party : procedure.entitled)
            if (!procedure.reached.contains(party)) view.add_unreached(party.text);
    // What the Chair is asked about: whether to go on without these.
    if (procedure.state == Procedure::State::lapsed)
        *view.mutable_unreached() = procedure.closed.unreached();
}

void put_instants(const Procedure& procedure, View& view) {
    view.set_opened_at(to_ms(procedure.opened_at));
    view.set_deadline(to_ms(procedure.deadline));
    view.set_closed_at(to_ms(procedure.closed_at));
    view.set_published_at(to_ms(procedure.published_at));
    view.set_extensions(procedure.extensions);
}

void put_draft(const Procedure& procedure, View& view) {
    const v1::ProcedureDrafted& drafted = procedure.drafted;
    view.set_procedure_id(procedure.id.text);
    view.set_state(shown_state(procedure.state));
    view.set_realm(procedure.realm);
    view.set_kind(drafted.kind());
    view.set_mode(drafted.mode());
    view.set_title(drafted.title());
    *view.mutable_countries() = drafted.countries();
    view.set_label(drafted.label());
    view.set_penholder(drafted.penholder());
    view.set_ended_why(procedure.ended_why);
    for (const Note& note : procedure.notes) {
        v1::NoteView& shown = *view.add_notes();
        shown.set_person(note.person.str());
        shown.set_at(to_ms(note.at));
        shown.set_text(note.text);
    }
}

// A link must not betray an alert that this reader may not read.
void put_alert(const State& state, const Procedure& procedure, const Reader& reader, View& view) {
    const auto found = state.alerts.find(AlertId{procedure.drafted.alert_id()});
    if (found != state.alerts.end() && may_read(found->second, reader))
        view.set_alert_id(found->first.text);
}

void put_answers(const State& state, const Procedure& procedure, const Reader& reader, View& view) {
    view.set_threshold(procedure.threshold);
    view.set_tally_rule(procedure.tally_rule);
    view.set_tally_hidden(hides_tally(procedure, reader));
    if (!view.tally_hidden()) *view.mutable_tally() = tally_of(procedure);
    for (const auto& code : listed(state.coalition, procedure, reader)) {
        v1::PositionLine line = line_of(state.coalition, procedure, code);
        const auto reached = procedure.reached.find(code);
        if (reached != procedure.reached.end() && (watches(reader) || code == reader.party))
            line.set_reached_at(to_ms(reached->second));
        *view.add_positions() = std::move(line);
    }
    const std::vector<PartyCode> recused(procedure.recused.begin(), procedure.recused.end());
    for (const auto& code : in_registered_order(state.coalition, recused))
        view.add_recused(code.text);
    *view.mutable_signatories() = procedure.closed.signatories();
    if (sees_late(procedure, reader)) view.set_late(procedure.late);
}

bool is_under_way(const Procedure& procedure) {
    switch (procedure.state) {
    case Procedure::State::draft:
    case Procedure::State::consultation:
    case Procedure::State::open:
    case Procedure::State::broken:
    case Procedure::State::adopted:
    case Procedure::State::embargoed: return true;
    default: return false;
    }
}

v1::ProcedureLine summary_of(const Procedure& procedure, const Reader& reader) {
    v1::ProcedureLine line;
    line.set_procedure_id(procedure.id.text);
    line.set_state(shown_state(procedure.state));
    line.set_realm(procedure.realm);
    line.set_kind(procedure.drafted.kind());
    line.set_title(procedure.drafted.title());
    *line.mutable_countries() = procedure.drafted.countries();
    line.set_deadline(to_ms(procedure.deadline));
    line.set_entitled(static_cast<std::uint32_t>(procedure.entitled.size()));
    line.set_tally_hidden(hides_tally(procedure, reader));
    if (!line.tally_hidden()) {
        line.set_signed_(count(procedure).signed_());
        *line.mutable_tally() = tally_of(procedure);
    }
    const auto own = procedure.positions.find(reader.party);
    if (own != procedure.positions.end()) {
        line.set_mine(own->second.stance);
        line.set_mine_at(to_ms(own->second.received));
    }
    line.set_label(procedure.drafted.label());
    line.set_mode(procedure.drafted.mode());
    line.set_threshold(procedure.threshold);
    line.set_version(procedure.version);
    line.set_opened_at(to_ms(procedure.opened_at));
    return line;
}

// The page is the place in the log of the last line's draft, which its reader was shown.
std::optional<Index> page_from(std::string_view page) {
    if (page.empty()) return UINT64_MAX;
    Index from = 0;
    const auto [end, ec] = std::from_chars(page.data(), page.data() + page.size(), from);
    if (ec != std::errc() || end != page.data() + page.size()) return std::nullopt;
    return from;
}

} // namespace

v1::ProcedureList list_procedures(
    const State& state,
    const Reader& reader,
    const v1::ListProcedures& query,
    std::string& next_page
) {
    next_page.clear();
    v1::ProcedureList list;
    const auto from = page_from(query.page());
    if (!from) return list;
    std::vector<const Procedure*> found;
    for (const auto& [id, procedure] : state.procedures) {
        if (procedure.trail.front() >= *from || !(query.all() || is_under_way(procedure))) continue;
        if (may_read(procedure, reader)) found.push_back(&procedure);
    }
    std::sort(found.begin(), found.end(), [](const Procedure* left, const Procedure* right) {
        return left->trail.front() > right->trail.front();
    });
    const bool is_more = found.size() > view_lines_max;
    if (is_more) found.resize(view_lines_max);
    for (const Procedure* procedure : found)
        *list.add_procedures() = summary_of(*procedure, reader);
    if (is_more) next_page = std::to_string(found.back()->trail.front());
    return list;
}

std::optional<v1::ProcedureView>
show_procedure(const State& state, const Reader& reader, std::string_view id, Instant now) {
    const Procedure* procedure = readable_procedure(state, std::string(id), reader);
    if (!procedure) return std::nullopt;
    View view;
    put_draft(*procedure, view);
    put_text(*procedure, reader, view);
    put_comments(*procedure, reader, view);
    put_list(state.coalition, *procedure, view);
    put_terms(*procedure, reader, view);
    put_instrument(state, *procedure, reader, view);
    put_instants(*procedure, view);
    put_alert(state, *procedure, reader, view);
    put_answers(state, *procedure, reader, view);
    for (std::string& step : next_steps(state, *procedure, reader, now))
        view.add_next_steps(std::move(step));
    return view;
}

} // namespace tocsin::domain
