// SPDX-License-Identifier: Apache-2.0
#include "server/net/welcome.hpp"

namespace tocsin::net {

namespace {

v1::Welcome begin(const Edge& edge, const PersonId& person) {
    const auto& coalition = edge.engine.shown().coalition;
    v1::Welcome welcome;
    welcome.set_exercise_only(coalition.founded.exercise_only());
    welcome.set_checkpoint(edge.engine.checkpoint());
    welcome.set_server_time(to_ms(edge.clock.wall()));
    for (const v1::LogKeyChanged& change : coalition.log_key_changes)
        *welcome.add_log_key_changes() = change;
    const auto* record = coalition.person(person);
    if (record == nullptr) return welcome;
    welcome.set_person(person.str());
    welcome.set_party(record->party.text);
    for (const v1::Role role : record->roles)
        welcome.add_roles(role);
    return welcome;
}

} // namespace

v1::Welcome welcome_of(const Edge& edge, const identity::Caller& caller) {
    v1::Welcome welcome = begin(edge, caller.person);
    welcome.set_read_only(caller.read_only);
    if (!caller.key.is_zero()) welcome.set_key_fingerprint(caller.key.str());
    welcome.set_verified_until(verified_until(edge, caller));
    if (caller.has_session()) welcome.set_session_id(identity::id_of(caller.token).str());
    return welcome;
}

v1::Welcome enrolment_of(const Edge& edge, const v1::Key& key) {
    const auto& keys = edge.engine.shown().coalition.keys;
    const auto found = keys.find(Digest::from(key.fingerprint()).value_or(Digest{}));
    v1::Welcome welcome = begin(edge, found == keys.end() ? PersonId() : found->second.person);
    welcome.set_enrolled(true);
    welcome.set_key_fingerprint(key.fingerprint());
    return welcome;
}

std::int64_t verified_until(const Edge& edge, const identity::Caller& caller) {
    if (caller.read_only) return 0;
    return to_ms(edge.identity.verified(caller) + limits::verification_life);
}

} // namespace tocsin::net
