// SPDX-License-Identifier: Apache-2.0
#include "server/domain/readership.hpp"

#include "server/domain/audience.hpp"
#include "server/domain/label.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

namespace cls = reader_class;

// Of the readers an item allows: everybody, or the governments (acknowledgements, positions).
enum class Among { all, governments };

// Members and guests for whom the item was when it went out, cut by what its label is now. A party
// that joined later is not among them: its access to earlier items would be a decision of its own.
class Making {
public:
    Making(const State& state, const Cut& cut, const std::set<PartyCode>& then)
        : state_(state), cut_(cut), then_(then) {}

    // `authors` know it already, and answer for it.
    Readers readers(Among among, std::vector<PersonId> authors) const {
        Readers readers{cls::house, false, nullptr};
        Named named;
        std::erase_if(authors, [](const PersonId& id) { return id.is_zero(); });
        if (cut_.label == v1::RED) {
            readers = {cls::everybody, true, nullptr};
            name_red(named, among);
        } else if (cut_.label == v1::CLEAR && !cut_.narrowed) {
            readers.classes = among == Among::all ? cls::everybody : cls::house | cls::government;
        } else {
            name_parties(named, among);
            name_persons(named, among);
        }
        named.persons.insert(named.persons.end(), authors.begin(), authors.end());
        std::sort(named.persons.begin(), named.persons.end());
        named.persons.erase(
            std::unique(named.persons.begin(), named.persons.end()), named.persons.end()
        );
        readers.named = std::make_shared<const Named>(std::move(named));
        return readers;
    }

private:
    bool counts(v1::Party::Kind kind, Among among) const {
        return among == Among::all || kind == v1::Party::GOVERNMENT;
    }

    void name_parties(Named& named, Among among) const {
        for (const PartyCode& code : then_) {
            const v1::Party::Kind kind = kind_of(state_, code);
            if (counts(kind, among) && cut_.allows_party(code, kind)) named.parties.push_back(code);
        }
    }

    // Whoever is named, whenever its party came; but what governments answered is no guest's.
    void name_red(Named& named, Among among) const {
        for (const PersonId& id : cut_.persons) {
            const PersonRecord* person = state_.coalition.person(id);
            const auto kind = person ? kind_of(state_, person->party) : v1::Party::GOVERNMENT;
            const bool is_guest = kind == v1::Party::OBSERVER || kind == v1::Party::ADVISER;
            if (among == Among::all || !is_guest) named.persons.push_back(id);
        }
    }

    void name_persons(Named& named, Among among) const {
        for (const PersonId& id : cut_.persons) {
            const PersonRecord* person = state_.coalition.person(id);
            if (!person || !then_.contains(person->party)) continue;
            const v1::Party::Kind kind = kind_of(state_, person->party);
            if (counts(kind, among) && cut_.allows_person(*person, kind))
                named.persons.push_back(id);
        }
    }

    const State& state_;
    const Cut& cut_;
    const std::set<PartyCode>& then_;
};

// A procedure is for the members it asks and for all who were members when it opened.
std::set<PartyCode> concerned(const State& state, const Procedure& procedure) {
    std::set<PartyCode> then = procedure.entitled;
    for (const auto& [code, record] : state.coalition.parties)
        if (record.is_member(procedure.shown_from())) then.insert(code);
    then.insert(procedure.opened_to.begin(), procedure.opened_to.end());
    return then;
}

std::set<PartyCode> concerned(const Alert& alert) {
    std::set<PartyCode> then = alert.addressees;
    then.insert(alert.opened_to.begin(), alert.opened_to.end());
    return then;
}

} // namespace

bool Named::has(const PartyCode& party) const {
    return std::binary_search(parties.begin(), parties.end(), party);
}

bool Named::has(const PersonId& person) const {
    return std::binary_search(persons.begin(), persons.end(), person);
}

void renew_readership(const State& state, Alert& alert) {
    if (alert.issued_index == 0) return;
    const Cut cut = cut_of(alert.content);
    const std::set<PartyCode> then = concerned(alert);
    const Making making(state, cut, then);
    alert.readership.all = making.readers(Among::all, {alert.raiser, alert.approver});
    alert.readership.governments = making.readers(Among::governments, {});
}

void renew_readership(const State& state, Procedure& procedure) {
    if (procedure.shown_from() == Instant{}) return;
    const Cut cut = cut_of(procedure.drafted.label(), procedure.drafted.audience());
    const std::set<PartyCode> then = concerned(state, procedure);
    const Making making(state, cut, then);
    const auto penholder = PersonId::from(procedure.drafted.penholder()).value_or(PersonId{});
    procedure.readership.all = making.readers(Among::all, {penholder});
    procedure.readership.governments = making.readers(Among::governments, {});
}

void renew_readerships(State& state) {
    for (auto& [id, alert] : state.alerts)
        renew_readership(state, alert);
    for (auto& [id, procedure] : state.procedures)
        renew_readership(state, procedure);
}

Readers
readers_of_message(const State& state, const Alert& alert, const v1::AlertContent& message) {
    const Cut live = cut_of(alert.content);
    const Cut then = cut_of(message);
    if (live == then) return alert.readership.all;
    const Cut cut = strictest(state, then, live);
    const std::set<PartyCode> parties = concerned(alert);
    const Making making(state, cut, parties);
    return making.readers(Among::all, {alert.raiser, alert.approver});
}

} // namespace tocsin::domain
