// A small world for tests of the pure core: a founded log, parties, persons with keys, and commands
// decided and folded at chosen instants. Every entry is kept, so that a test can replay it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/evolve.hpp"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::test {

using namespace std::chrono_literals;

enum class Founding { actual, exercise_only };

struct Recorded {
    domain::EntryFacts facts;
    v1::Event event;
};

// Distinct, but no hash of anything.
inline Digest digest_of(std::string_view tag, std::uint64_t number) {
    Digest digest;
    for (std::size_t i = 0; i < Digest::size; ++i)
        digest.octets[i] = i < 8 ? static_cast<std::uint8_t>(number >> (8 * i))
                                 : static_cast<std::uint8_t>(tag[i % tag.size()]);
    return digest;
}

inline PersonId person_of(std::uint64_t number) {
    return *PersonId::from(digest_of("person", number).view().substr(0, PersonId::size));
}

class World {
public:
    domain::State state;
    std::vector<Recorded> entries;
    Instant now = from_ms(1'790'000'000'000); // a whole second in September 2026

    explicit World(Founding founding = Founding::actual) {
        v1::Event event;
        event.mutable_log_founded()->set_origin("tocsin.example/log");
        event.mutable_log_founded()->set_log_key(digest_of("log", 1).str());
        event.mutable_log_founded()->set_exercise_only(founding == Founding::exercise_only);
        record(std::move(event), {});
    }

    bool exercise_only() const { return state.coalition.founded.exercise_only(); }

    // Folds one event as it stands, without deciding it.
    void record(v1::Event event, const PersonId& actor, v1::Realm realm = v1::ACTUAL) {
        domain::EntryFacts facts;
        facts.index = state.size;
        facts.leaf_hash = digest_of("leaf", facts.index + 1);
        facts.recorded_at = now;
        facts.actor = actor;
        facts.realm = exercise_only() ? v1::EXERCISE : realm;
        if (event.received_at() == 0) event.set_received_at(to_ms(now));
        domain::evolve(state, facts, event);
        entries.push_back({facts, std::move(event)});
    }

    void admit(
        const std::string& code,
        v1::Party::Kind kind = v1::Party::GOVERNMENT,
        Instant since = from_ms(1'600'000'000'000)
    ) {
        v1::Event event;
        auto& admitted = *event.mutable_party_admitted();
        admitted.mutable_party()->set_code(code);
        admitted.mutable_party()->set_kind(kind);
        admitted.mutable_party()->set_name("The Party of " + code);
        admitted.set_member_from(to_ms(since));
        record(std::move(event), {});
    }

    void withdraw(const std::string& code, Instant when) {
        v1::Event event;
        event.mutable_party_withdrew()->set_code(code);
        event.mutable_party_withdrew()->set_effective_at(to_ms(when));
        record(std::move(event), {});
    }

    // A person of that party; admits nothing. `keyless`: known, but with no key that logs in.
    domain::Asker
    person(const std::string& party, std::initializer_list<v1::Role> roles, bool keyless = false) {
        const std::uint64_t number = ++persons_;
        domain::Asker asker{person_of(number), digest_of("key", number)};
        v1::Event invited;
        invited.mutable_person_invited()->set_person(asker.person.str());
        invited.mutable_person_invited()->set_party(party);
        for (const v1::Role role : roles)
            invited.mutable_person_invited()->add_roles(role);
        record(std::move(invited), {});
        if (keyless) return asker;

        v1::Event added;
        added.mutable_key_added()->set_person(asker.person.str());
        added.mutable_key_added()->set_fingerprint(asker.key.str());
        *added.mutable_key_added()->mutable_key() = key_of(number);
        record(std::move(added), {});
        return asker;
    }

    // The same person with the same roles, as a deputy, or at a post.
    void place(const domain::Asker& asker, bool deputy, const std::string& post = "") {
        const domain::PersonRecord& known = *state.coalition.person(asker.person);
        v1::Event event;
        v1::PersonInvited& invited = *event.mutable_person_invited();
        invited.set_person(asker.person.str());
        invited.set_party(known.party.text);
        for (const v1::Role role : known.roles)
            invited.add_roles(role);
        invited.set_deputy(deputy);
        invited.set_post(post);
        record(std::move(event), {});
    }

    static v1::Key key_of(std::uint64_t number) {
        v1::Key key;
        key.set_algorithm(v1::Key::ED25519);
        key.set_public_key(digest_of("public", number).str());
        key.set_fingerprint(digest_of("key", number).str());
        return key;
    }

    // An empty command with an id of its own: fill one branch of it.
    v1::Command command() {
        v1::Command command;
        command.set_command_id(digest_of("command", ++commands_).str().substr(0, CommandId::size));
        return command;
    }

    domain::Decision decide(const v1::Command& command, const domain::Asker& asker) const {
        return domain::decide(state, command, asker, now);
    }

    // Decides at `now` and folds what came of it.
    domain::Decision submit(const v1::Command& command, const domain::Asker& asker) {
        domain::Decision decision = decide(command, asker);
        for (const v1::Event& event : decision.events)
            record(event, asker.person, decision.realm);
        return decision;
    }

    domain::Decision submit_at(Instant at, const v1::Command& command, const domain::Asker& asker) {
        now = at;
        return submit(command, asker);
    }

    // The same fold once more, from nothing.
    domain::State replayed() const {
        domain::State again;
        for (const Recorded& entry : entries)
            domain::evolve(again, entry.facts, entry.event);
        return again;
    }

private:
    std::uint64_t persons_ = 0;
    std::uint64_t commands_ = 0;
};

inline const domain::Asker server{};

} // namespace tocsin::test
