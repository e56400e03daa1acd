// The coalition itself, as the server's own acts: policy, parties, persons with their keys.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_members.hpp"
#include "server/app/demo_story.hpp"

namespace tocsin::app {

namespace {

constexpr std::int64_t short_window_ms = 2'000; // so that a scenario need not wait

void admit(Seeder& seeder, const v1::Party& party) {
    v1::Command command;
    *command.mutable_admit_party()->mutable_party() = party;
    seeder.serve(std::move(command));
}

void admit_governments(Seeder& seeder) {
    for (const auto& member : demo_members()) {
        v1::Party party;
        party.set_code(member.code);
        party.set_kind(v1::Party::GOVERNMENT);
        party.set_name(member.name);
        party.set_region(member.region);
        party.set_zone(member.zone);
        admit(seeder, party);
    }
}

void seed(Seeder& seeder, const DemoPerson& person) {
    v1::Command command;
    auto& seeded = *command.mutable_seed_person();
    auto& invited = *seeded.mutable_person();
    invited.set_person(person.id.str());
    invited.set_party(person.party);
    for (const auto role : person.roles)
        invited.add_roles(role);
    invited.set_deputy(person.deputy);
    invited.set_post(person.post);
    *seeded.mutable_key() = wire_key(person.key);
    seeder.serve(std::move(command));
}

} // namespace

Result<void> tell_roster(Seeder& seeder, const std::vector<DemoPerson>& persons) {
    v1::Command setting;
    v1::Policy& policy = *setting.mutable_set_policy()->mutable_policy();
    policy = domain::default_policy();
    policy.set_window_ms_min(short_window_ms);
    policy.set_silence_ms_min(short_window_ms);
    seeder.serve(std::move(setting));
    for (const auto& party : demo_other_parties())
        admit(seeder, party);
    admit_governments(seeder);
    for (const auto& person : persons)
        seed(seeder, person);
    tell_coalition(seeder);
    return seeder.settle();
}

} // namespace tocsin::app
