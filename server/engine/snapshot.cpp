// SPDX-License-Identifier: Apache-2.0
#include "server/engine/snapshot.hpp"

#include <concepts>
#include <map>
#include <optional>
#include <set>
#include <type_traits>
#include <vector>

namespace tocsin::engine {

namespace {

// Every field in order of declaration; what has a length says it first.
class Writer {
public:
    template <class... Fields>
    void all(const Fields&... fields) {
        (put(fields), ...);
    }

    std::string take() { return std::move(bytes_); }

private:
    template <class T>
    requires std::integral<T> || std::is_enum_v<T>

    void put(T value) {
        const auto number = static_cast<std::uint64_t>(value);
        for (int octet = 7; octet >= 0; --octet)
            bytes_ += static_cast<char>(number >> (8 * octet) & 0xff);
    }

    void put(const std::string& text) {
        put(text.size());
        bytes_ += text;
    }

    void put(const google::protobuf::Message& message) { put(message.SerializeAsString()); }

    void put(Instant instant) { put(to_ms(instant)); }

    template <std::size_t N, class Tag>
    void put(const Bytes<N, Tag>& bytes) {
        bytes_ += bytes.view();
    }

    template <class Tag>
    void put(const domain::Name<Tag>& name) {
        put(name.text);
    }

    template <class T>
    void put(const std::optional<T>& maybe) {
        put(maybe.has_value());
        if (maybe) put(*maybe);
    }

    template <class A, class B>
    void put(const std::pair<A, B>& both) {
        all(both.first, both.second);
    }

    template <class T>
    void put(const std::vector<T>& list) {
        put_list(list);
    }

    template <class T>
    void put(const std::set<T>& list) {
        put_list(list);
    }

    template <class K, class V>
    void put(const std::map<K, V>& list) {
        put_list(list);
    }

    template <class Id, class Item>
    void put(const domain::Items<Id, Item>& list) {
        put_list(list);
    }

    template <class List>
    void put_list(const List& list) {
        put(list.size());
        for (const auto& one : list)
            put(one);
    }

    // Each structure is taken apart by name: a field added to it does not compile until it is here.
    void put(const domain::PartyRecord& party) {
        const auto& [facts, from, until, earlier] = party;
        all(facts, from, until, earlier);
    }

    void put(const domain::PersonRecord& person) {
        const auto& [id, party, roles, deputy, post, keys, waiting] = person;
        all(id, party, roles, deputy, post, keys, waiting);
    }

    // clang-format off
    void put(const domain::KeyRecord& record) {
        const auto& [
            key, person, first, added, revoked, enrolled_at, invitation, effective_at,
            confirmed_by, confirmed, cosigned_by, revoked_because, broke_glass, cooled,
            counted_back] = record;
        all(
            key, person, first, added, revoked, enrolled_at, invitation, effective_at,
            confirmed_by, confirmed, cosigned_by, revoked_because, broke_glass, cooled,
            counted_back);
    }

    // clang-format on

    void put(const domain::InvitationRecord& invitation) {
        const auto& [person, inviter, invited_at, expires_at, used, founding, recovery, cooling] =
            invitation;
        all(person, inviter, invited_at, expires_at, used, founding, recovery, cooling.count());
    }

    void put(const domain::RecoveryCode& code) {
        const auto& [sha256, used] = code;
        all(sha256, used);
    }

    void put(const domain::RolesProposal& proposal) {
        const auto& [roles, deputy, post, by] = proposal;
        all(roles, deputy, post, by);
    }

    void put(const domain::ShorterCooling& proposal) {
        const auto& [cooling, by] = proposal;
        all(cooling.count(), by);
    }

    void put(const domain::TokenRecord& token) {
        const auto& [person, expires_at, revoked] = token;
        all(person, expires_at, revoked);
    }

    void put(const domain::Chair& chairing) {
        const auto& [chair, past, next, from] = chairing;
        all(chair, past, next, from);
    }

    void put(const domain::Delegation& delegation) {
        const auto& [from, to, starts, ends] = delegation;
        all(from, to, starts, ends);
    }

    // clang-format off
    void put(const domain::Coalition& coalition) {
        const auto& [
            founded, log_key_changes, policy, parties, persons, keys, credentials, invitations,
            recovery_codes, proposed_roles, shorter_cooling, cooling, ever_support, tokens,
            members_of, chairs, groups, calendars, playbooks, delegations, subscriptions,
            two_persons, trail, changed_at] = coalition;
        all(
            founded, log_key_changes, policy, parties, persons, keys, credentials, invitations,
            recovery_codes, proposed_roles, shorter_cooling, cooling, ever_support, tokens,
            members_of, chairs, groups, calendars, playbooks, delegations, subscriptions,
            two_persons, trail, changed_at);
    }

    // clang-format on

    void put(const domain::Rungs& rungs) {
        const auto& [queued, sent, delivered, seen, failed_because, told_by] = rungs;
        all(queued, sent, delivered, seen, failed_because, told_by);
    }

    void put(const domain::Acknowledgement& given) {
        const auto& [person, answer, at, answer_by, message, index, leaf_hash] = given;
        all(person, answer, at, answer_by, message, index, leaf_hash);
    }

    void put(const domain::Readers& readers) {
        const auto& [classes, only_named, named] = readers;
        all(classes, only_named, named != nullptr);
        if (named) all(named->parties, named->persons);
    }

    void put(const domain::Readership& readership) {
        const auto& [everybody, governments] = readership;
        all(everybody, governments);
    }

    void put(const domain::Note& note) {
        const auto& [person, at, text] = note;
        all(person, at, text);
    }

    // clang-format off
    void put(const domain::Alert& alert) {
        const auto& [
            id, state, realm, content, raiser, approver, drafted_at, issued_at, ended_at,
            drafted_index, issued_index, message_index, ended_index, message, asking,
            addressees, opened_to, readership, owing, reach, acknowledgements, asked_first, policy,
            asked_at, rung, rung_by_hand_at, situation, ended_why, merged_into, reports, notes,
            review, procedures, trail] = alert;
        all(
            id, state, realm, content, raiser, approver, drafted_at, issued_at, ended_at,
            drafted_index, issued_index, message_index, ended_index, message, asking,
            addressees, opened_to, readership, owing, reach, acknowledgements, asked_first, policy,
            asked_at, rung, rung_by_hand_at, situation, ended_why, merged_into, reports, notes,
            review, procedures, trail);
    }

    // clang-format on

    void put(const domain::Signal& signal) {
        const auto& [id, realm, person, content, at, index, raised_as, dismissed] = signal;
        all(id, realm, person, content, at, index, raised_as, dismissed);
    }

    void put(const domain::TextVersion& version) {
        const auto& [number, sha256, language, editorial, for_all, translations] = version;
        all(number, sha256, language, editorial, for_all, translations);
    }

    void put(const domain::StandingPosition& position) {
        const auto& [stance, person, version, received, answer_by, index, leaf_hash, explained] =
            position;
        all(stance, person, version, received, answer_by, index, leaf_hash, explained);
    }

    void put(const domain::PreparedPosition& prepared) {
        const auto& [position, index, leaf_hash] = prepared;
        all(position, index, leaf_hash);
    }

    void put(const domain::Comment& comment) {
        const auto& [person, party, at, version, suggestion, by_government, text] = comment;
        all(person, party, at, version, suggestion, by_government, text);
    }

    void put(const domain::Amendment& amendment) {
        const auto& [party, stance, at, list_version] = amendment;
        all(party, stance, at, list_version);
    }

    void put(const domain::Fulfilment& fulfilment) {
        const auto& [amount, at, words] = fulfilment;
        all(amount, at, words);
    }

    void put(const domain::StandingPledge& standing) {
        const auto& [pledge, person, at, index, taken_back, fulfilled] = standing;
        all(pledge, person, at, index, taken_back, fulfilled);
    }

    // clang-format off
    void put(const domain::Procedure& procedure) {
        const auto& [
            id, state, realm, drafted, texts, version, text_sha256, shown_version, counts_from,
            contest_until, policy, opened, tally_rule, entitled, recused, reached,
            told, opened_to, readership, threshold, consulted_at, opened_at, deadline,
            closed_at, publish_at, published_at, extensions, reminders,
            reminded_by_hand_at, reminded_at, late,
            questioned, positions, prepared, later, closed, closed_index, closed_hash,
            list_version, amendments,
            ended_why, notes, review, comments, reservations, demarche, instructions,
            concluded, needs, pledges, trail] = procedure;
        all(
            id, state, realm, drafted, texts, version, text_sha256, shown_version, counts_from,
            contest_until, policy, opened, tally_rule, entitled, recused, reached,
            told, opened_to, readership, threshold, consulted_at, opened_at, deadline,
            closed_at, publish_at, published_at, extensions, reminders,
            reminded_by_hand_at, reminded_at, late,
            questioned, positions, prepared, later, closed, closed_index, closed_hash,
            list_version, amendments,
            ended_why, notes, review, comments, reservations, demarche, instructions,
            concluded, needs, pledges, trail);
    }

    // clang-format on

    void put(const domain::Timer& timer) {
        const auto& [at, kind, subject] = timer;
        all(at, kind, subject);
    }

    void put(const domain::State& whole) {
        const auto& [coalition, alerts, signals, procedures, timers, size, recorded_at] = whole;
        all(coalition, alerts, signals, procedures, timers.nearest_first(), size, recorded_at);
    }

    std::string bytes_;
};

} // namespace

std::string snapshot(const domain::State& state) {
    Writer writer;
    writer.all(state);
    return writer.take();
}

} // namespace tocsin::engine
