// Keys as the log has them: whose, since when, let in and revoked by which entries.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

// As entries about keys are shown (visibility_of): among the members, and a party's own.
bool may_list(const Reader& reader, const PartyCode& party) {
    constexpr auto inside =
        reader_class::government | reader_class::secretariat | reader_class::auditor;
    if (reader.classes == 0) return false; // A machine.
    return (reader.classes & inside) != 0 || reader.party == party;
}

// What the entries before `size` say of a key; the entries behind are not known yet, and whether it
// had cooled is asked of the last of them. Of the whole log, of now.
v1::KeyLine line_of(const State& state, const Digest& fingerprint, Index size, Instant now) {
    const Coalition& coalition = state.coalition;
    const KeyRecord& key = *coalition.key(fingerprint);
    const auto is_known = [size](const std::optional<Index>& index) {
        return index && *index < size;
    };
    v1::KeyLine line;
    line.set_fingerprint(fingerprint.str());
    line.set_person(key.person.str());
    if (const PersonRecord* person = coalition.person(key.person))
        line.set_party(person->party.text);
    line.set_algorithm(key.key.algorithm());
    line.set_passkey(!key.key.credential_id().empty());
    line.set_synced(key.key.synced());
    line.set_public_key(key.key.public_key());
    line.set_rp_id(key.key.rp_id());
    line.set_enrolled_at(to_ms(key.enrolled_at));
    line.set_confirmed(is_known(key.confirmed));
    if (line.confirmed() && key.confirmed_by) line.set_confirmed_by(key.confirmed_by->str());
    if (is_known(key.added)) {
        line.set_has_added(true);
        line.set_added(*key.added);
        line.set_effective_at(to_ms(key.effective_at));
        if (!key.cosigned_by.is_zero()) line.set_cosigned_by(key.cosigned_by.str());
    }
    if (is_known(key.revoked)) {
        line.set_has_revoked(true);
        line.set_revoked(*key.revoked);
        line.set_revoked_because(key.revoked_because);
    }
    const bool cooled = size == state.size ? state.as_of(now) >= key.effective_at
                                           : key.effective_at == Instant{} || is_known(key.cooled);
    line.set_active(line.has_added() && !line.has_revoked() && cooled);
    return line;
}

} // namespace

v1::KeyList list_keys(
    const State& state,
    const Reader& reader,
    const v1::ListKeys& query,
    Instant now,
    std::string& next_page
) {
    const Coalition& coalition = state.coalition;
    const Index asked = query.as_of_size();
    const Index size = asked == 0 ? state.size : std::min(asked, state.size);
    v1::KeyList list;
    list.set_as_of_size(size);
    next_page.clear();
    // By fingerprint; the page before ended at this one.
    const auto after = Digest::from(query.page());
    auto at = after ? coalition.keys.upper_bound(*after) : coalition.keys.begin();
    for (; at != coalition.keys.end(); ++at) {
        const PersonRecord* person = coalition.person(at->second.person);
        if (!person || at->second.first >= size || !may_list(reader, person->party)) continue;
        if (!query.party().empty() && person->party.text != query.party()) continue;
        if (list.keys_size() == static_cast<int>(key_lines_max)) {
            next_page = list.keys(list.keys_size() - 1).fingerprint();
            break;
        }
        *list.add_keys() = line_of(state, at->first, size, now);
    }
    return list;
}

v1::AccountView
show_account(const State& state, const Reader& reader, const Digest& key, Instant now) {
    const Coalition& coalition = state.coalition;
    v1::AccountView view;
    const PersonRecord* person = coalition.person(reader.person);
    if (!person) return view;
    for (const std::set<Digest>* fingerprints : {&person->keys, &person->waiting}) {
        for (const Digest& fingerprint : *fingerprints) {
            v1::KeyLine& line = *view.add_keys();
            line = line_of(state, fingerprint, state.size, now);
            line.set_current(fingerprint == key);
        }
    }
    const auto code = coalition.recovery_codes.find(person->party);
    view.set_recovery_code_set(code != coalition.recovery_codes.end() && !code->second.used);
    view.set_two_persons(coalition.two_persons.contains(person->party));
    return view;
}

} // namespace tocsin::domain
