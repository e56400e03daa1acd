// I8, written a second time: from TLP 2.0 and the explicit audience alone, without the domain's own
// lists. What a reader is shown is about an item that could be for it.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/zone.hpp"
#include "server/domain/views.hpp"
#include "server/domain/words.hpp"
#include "tests/properties/history.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// What the rule needs to know of an alert, a signal or a procedure.
struct Item {
    v1::Tlp label = v1::TLP_UNSPECIFIED;
    v1::Audience audience;
    bool is_out = false;
    std::vector<std::string> authors; // raiser and approver; penholder
};

std::optional<Item> item_of(const State& state, const std::string& id) {
    if (const auto found = state.alerts.find(AlertId{id}); found != state.alerts.end()) {
        const Alert& alert = found->second;
        return Item{
            alert.content.label(),
            alert.content.audience(),
            alert.issued_index != 0,
            {alert.raiser.str(), alert.approver.str()}};
    }
    if (const auto found = state.procedures.find(ProcedureId{id});
        found != state.procedures.end()) {
        const Procedure& procedure = found->second;
        return Item{
            procedure.drafted.label(),
            procedure.drafted.audience(),
            procedure.consulted_at != Instant{} || procedure.opened_at != Instant{},
            {procedure.drafted.penholder()}};
    }
    if (const auto found = state.signals.find(SignalId{id}); found != state.signals.end())
        return Item{v1::AMBER, {}, false, {found->second.person.str()}};
    return std::nullopt;
}

template <class List>
bool lists(const List& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool label_allows(v1::Tlp label, v1::Party::Kind kind) {
    if (label == v1::CLEAR) return true;
    if (kind == v1::Party::GOVERNMENT) return label != v1::RED;
    return label == v1::GREEN && (kind == v1::Party::OBSERVER || kind == v1::Party::ADVISER);
}

bool is_drafter(const Reader& reader) {
    return reader.has(v1::LEAD) || reader.has(v1::CHAIR) || reader.has(v1::SUPPORT);
}

// Whether that label and audience could be for this reader at all.
bool could_be_for(const v1::Tlp label, const v1::Audience& audience, const Reader& reader) {
    const bool named = lists(audience.persons(), reader.person.str());
    if (label == v1::RED) return named;
    if (reader.kind == v1::Party::SECRETARIAT) return true; // it operates; RED stays closed to it
    if (!label_allows(label, reader.kind)) return false;
    const bool narrowed = audience.parties_size() > 0 || audience.persons_size() > 0;
    return !narrowed || named || lists(audience.parties(), reader.party.text);
}

bool may_read_in_principle(const Item& item, const Reader& reader) {
    if (lists(item.authors, reader.person.str())) return true;
    if (!item.is_out) return is_drafter(reader);
    return could_be_for(item.label, item.audience, reader);
}

// Who wrote, or drafts with whom, knows what was written while it was a draft; of what is RED only
// who is named.
bool is_drafting(const v1::Event& event) {
    return event.has_alert_drafted() || event.has_procedure_drafted() || event.has_text_added() ||
           event.has_translation_added() || event.has_demarche_arranged() || event.has_needs_set();
}

// One's own act, and one's own government's; of what is RED only one's own.
bool is_own(const State& state, const Recorded& entry, const Item& item, const Reader& reader) {
    const PersonRecord* actor = state.coalition.person(entry.facts.actor);
    if (!actor) return false;
    return actor->id == reader.person || (item.label != v1::RED && actor->party == reader.party);
}

// A reminder of one government's own debt.
bool reminds(const v1::Event& event, const Reader& reader) {
    return event.has_answers_reminded() && event.answers_reminded().owing_size() == 1 &&
           event.answers_reminded().owing(0) == reader.party.text;
}

std::string about(const v1::Event& event) {
    if (event.has_delivery_recorded()) return event.delivery_recorded().deliveries(0).alert_id();
    return subject_of(event);
}

bool explains(const State& state, const Recorded& entry, const Item& item, const Reader& reader) {
    if (may_read_in_principle(item, reader) || is_own(state, entry, item, reader)) return true;
    if (item.label == v1::RED) return false;
    return (is_drafting(entry.event) && is_drafter(reader)) || reminds(entry.event, reader);
}

std::vector<Reader> readers_of(const History& history) {
    std::vector<Reader> readers;
    for (const Asker& asker : history.people)
        if (const auto reader = reader_of(history.state, asker.person, history.now))
            if (!reader->has(v1::AUDITOR)) readers.push_back(*reader);
    return readers;
}

std::string told(const History& history, const Recorded& entry, const Reader& reader) {
    const Item item = *item_of(history.state, about(entry.event));
    return reader.party.text + " person " + reader.person.hex().substr(0, 4) + " is shown entry " +
           std::to_string(entry.facts.index) + " about what is " + v1::Tlp_Name(item.label) + " " +
           item.audience.ShortDebugString() + ": " + entry.event.ShortDebugString();
}

std::string shows_what_the_label_forbids(const Story& story) {
    const History history(story);
    const auto readers = readers_of(history);
    for (const Recorded& entry : history.entries) {
        const auto item = item_of(history.state, about(entry.event));
        if (!item) continue;
        const Visibility visibility = visibility_of(history.state, entry.event);
        for (const Reader& reader : readers)
            if (may_see(visibility, reader) && !explains(history.state, entry, *item, reader))
                return told(history, entry, reader);
    }
    return "";
}

// Messages of an alert, each by its own label as it went out besides the live one.
std::string shows_an_older_message(const Story& story) {
    const History history(story);
    const auto readers = readers_of(history);
    for (const Recorded& entry : history.entries) {
        const v1::Event& event = entry.event;
        if (!event.has_alert_issued() && !event.has_alert_updated()) continue;
        const v1::AlertContent& then = event.has_alert_issued() ? event.alert_issued().content()
                                                                : event.alert_updated().content();
        const Item item = *item_of(history.state, about(event));
        const Visibility visibility = visibility_of(history.state, event);
        for (const Reader& reader : readers) {
            const bool knows = lists(item.authors, reader.person.str());
            const bool could = could_be_for(then.label(), then.audience(), reader) &&
                               could_be_for(item.label, item.audience, reader);
            if (may_see(visibility, reader) && !knows && !could)
                return told(history, entry, reader);
        }
    }
    return "";
}

bool shows_alert(const State& state, const Reader& reader, const std::string& id) {
    return show_alert(state, reader, id, state.recorded_at, zone_offset).has_value();
}

std::string shows_otherwise_in_a_view(const Story& story) {
    const History history(story);
    for (const Reader& reader : readers_of(history)) {
        for (const auto& [id, alert] : history.state.alerts) {
            const bool shown = shows_alert(history.state, reader, id.text);
            if (shown != may_read(alert, reader)) return "a view disagrees about " + id.text;
            if (shown && !may_read_in_principle(*item_of(history.state, id.text), reader))
                return reader.party.text + " is shown " + id.text;
        }
        for (const auto& [id, procedure] : history.state.procedures) {
            const bool shown =
                show_procedure(history.state, reader, id.text, history.state.recorded_at)
                    .has_value();
            if (shown != may_read(procedure, reader)) return "a view disagrees about " + id.text;
            if (shown && !may_read_in_principle(*item_of(history.state, id.text), reader))
                return reader.party.text + " is shown " + id.text;
        }
    }
    return "";
}

// Answers of governments are theirs: no guest is told one.
std::string tells_guests_of_positions(const Story& story) {
    const History history(story);
    for (const Recorded& entry : history.entries) {
        const v1::Event& event = entry.event;
        if (!event.has_position_taken() && !event.has_alert_acknowledged()) continue;
        const Visibility visibility = visibility_of(history.state, event);
        for (const Reader& reader : readers_of(history)) {
            const bool guest =
                reader.kind == v1::Party::OBSERVER || reader.kind == v1::Party::ADVISER;
            const bool own = party_of(event) == reader.party.text;
            if (guest && !own && may_see(visibility, reader)) return told(history, entry, reader);
        }
    }
    return "";
}

} // namespace

TEST_CASE("nobody is shown an entry about what its label and audience forbid", "[properties]") {
    REQUIRE(holds("entries keep their labels", shows_what_the_label_forbids));
}

TEST_CASE("an older message is shown no wider than its own label and today's", "[properties]") {
    REQUIRE(holds("older messages keep their labels", shows_an_older_message));
}

TEST_CASE("a screen shows an item to those who may read it and to nobody else", "[properties]") {
    REQUIRE(holds("views agree with the rule", shows_otherwise_in_a_view));
}

TEST_CASE("no observer and no adviser is told how a government answered", "[properties]") {
    REQUIRE(holds("answers stay among governments", tells_guests_of_positions));
}
