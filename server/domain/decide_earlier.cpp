// A party that joined later is let into earlier items by a decision of its own, and by nothing else
// (domain.md 4). SPDX-License-Identifier: Apache-2.0
#include "server/domain/alert_rules.hpp"
#include "server/domain/label.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

// What is asked of each subject, be it an alert or a procedure.
struct Item {
    v1::Realm realm = v1::ACTUAL;
    bool is_out = false;
    Cut cut;
    const Readers* readers = nullptr;
};

std::optional<Item> readable_item(const State& state, const std::string& id, const Reader& reader) {
    if (const Alert* alert = readable_alert(state, id, reader))
        return Item{
            alert->realm, alert->issued_index != 0, cut_of(alert->content), &alert->readership.all};
    if (const Procedure* procedure = readable_procedure(state, id, reader))
        return Item{
            procedure->realm,
            procedure->shown_from() != Instant{},
            cut_of(procedure->drafted.label(), procedure->drafted.audience()),
            &procedure->readership.all};
    return std::nullopt;
}

bool is_open_to(const State& state, const Item& item, const PartyCode& party) {
    if (item.cut.label == v1::CLEAR && !item.cut.narrowed) return true;
    if (!item.readers->named) return false;
    const Named& named = *item.readers->named;
    return named.has(party) ||
           std::any_of(named.persons.begin(), named.persons.end(), [&](const PersonId& id) {
               const PersonRecord* person = state.coalition.person(id);
               return person && person->party == party && item.cut.persons.contains(id);
           });
}

std::optional<v1::Refusal>
bad_subject(const State& state, const Item& item, const std::string& id, const PartyCode& party) {
    if (!item.is_out)
        return refuse_state(
            "DRAFT", id + " was shown to nobody yet", "Leave it out; once it goes out, name it."
        );
    if (item.cut.label == v1::RED)
        return refuse_field("subjects", "not RED, which names persons: relabel it instead", id);
    if (!allows_somebody(state, item.cut, party))
        return refuse_field(
            "subjects", "items whose label and audience allow " + party.text + ": relabel first", id
        );
    if (is_open_to(state, item, party))
        return refuse_state("OPEN", party.text + " may read " + id + " already", "Leave it out.");
    return std::nullopt;
}

} // namespace

Decision decide(const State& state, const v1::OpenEarlierItems& command, const Asking& asking) {
    if (!asking.has(v1::SUPPORT) && !asking.has(v1::CHAIR))
        return refusing(refuse_forbidden(
            "earlier items are opened by few", "a person of the secretariat, or the chair"
        ));
    const PartyCode party{command.party()};
    const PartyRecord* record = state.coalition.party(party);
    if (!record || !record->is_member(asking.at))
        return refusing(refuse_field("party", "a party of today", command.party()));

    Decision decision;
    std::set<std::string> named;
    for (const std::string& id : command.subjects()) {
        const auto item = readable_item(state, id, asking.reader);
        if (!item) return refusing(refuse_not_found());
        if (!named.insert(id).second)
            return refusing(refuse_field("subjects", "each of them once", id));
        if (auto refusal = bad_subject(state, *item, id, party)) return refusing(*refusal);
        if (named.size() > 1 && item->realm != decision.realm)
            return refusing(
                refuse_field("subjects", "of one realm, " + v1::Realm_Name(decision.realm), id)
            );
        decision.realm = item->realm;
    }
    v1::EarlierItemsOpened& opened = *decision.events.emplace_back().mutable_earlier_items_opened();
    opened.set_party(command.party());
    *opened.mutable_subjects() = command.subjects();
    opened.set_reason(command.reason());
    return decision;
}

} // namespace tocsin::domain
