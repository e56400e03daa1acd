// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_persons.hpp"

#include "server/app/demo_members.hpp"

namespace tocsin::app {

namespace {

constexpr std::uint64_t seed = 20'260'108;
constexpr std::size_t missions_max = 35; // not every government has one that answers

std::string lower(std::string_view code) {
    std::string out(code);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

class Cast {
public:
    void
    add(std::string slug,
        std::string party,
        std::vector<v1::Role> roles,
        std::string post,
        std::string name,
        bool deputy = false) {
        auto id = rng_.draw<PersonId>();
        id.octets[6] = static_cast<std::uint8_t>((id.octets[6] & 0x0Fu) | 0x40u); // UUIDv4's shape
        id.octets[8] = static_cast<std::uint8_t>((id.octets[8] & 0x3Fu) | 0x80u);
        const auto secret = rng_.draw<storage::SigningKey::Seed>();
        persons.push_back(
            {std::move(slug),
             id,
             std::move(party),
             std::move(roles),
             deputy,
             std::move(post),
             std::move(name),
             secret,
             storage::SigningKey::from_seed(secret)}
        );
    }

    std::vector<DemoPerson> persons;

private:
    SeededRng rng_{seed};
};

void add_government(Cast& cast, const DemoMember& member, bool mission) {
    const std::string name = member.name;
    const auto code = lower(member.code);
    cast.add(
        "focal-" + code,
        member.code,
        {v1::FOCAL_POINT},
        "capital",
        "Focal point of " + name + ", capital"
    );
    cast.add(
        "deputy-" + code,
        member.code,
        {v1::FOCAL_POINT},
        "capital",
        "Deputy focal point of " + name + ", capital",
        true
    );
    if (mission)
        cast.add(
            "mission-" + code,
            member.code,
            {v1::FOCAL_POINT},
            "geneva",
            "Mission of " + name + " in Geneva",
            true
        );
}

} // namespace

std::vector<DemoPerson> demo_persons() {
    Cast cast;
    std::size_t missions = 0;
    for (const auto& member : demo_members())
        add_government(cast, member, missions++ < missions_max);

    const std::vector<v1::Role> leading{v1::LEAD, v1::FOCAL_POINT, v1::PENHOLDER};
    cast.add("lead", "GB", leading, "capital", "Task Force on Internet Shutdowns, first lead");
    cast.add("lead-2", "CA", leading, "capital", "Task Force on Internet Shutdowns, second lead");
    cast.add(
        "chair", "CH", {v1::CHAIR, v1::FOCAL_POINT}, "capital", "Chair of the Coalition, 2026"
    );
    cast.add("support-1", "support-unit", {v1::SUPPORT}, "office", "Support Unit, first desk");
    cast.add("support-2", "support-unit", {v1::SUPPORT}, "office", "Support Unit, second desk");
    cast.add("auditor", "support-unit", {v1::AUDITOR}, "office", "Auditor");
    cast.add(
        "adviser-access-now", "access-now", {v1::ADVISER_ROLE}, "office", "Adviser, Access Now"
    );
    cast.add(
        "adviser-gni", "gni", {v1::ADVISER_ROLE}, "office", "Adviser, Global Network Initiative"
    );
    cast.add("observer-unesco", "unesco", {v1::OBSERVER_ROLE}, "paris", "Observer, UNESCO");
    return std::move(cast.persons);
}

std::vector<v1::Party> demo_other_parties() {
    const auto party = [](const char* code, v1::Party::Kind kind, const char* name, const char* zone
                       ) {
        v1::Party out;
        out.set_code(code);
        out.set_kind(kind);
        out.set_name(name);
        out.set_zone(zone);
        return out;
    };
    return {
        party("support-unit", v1::Party::SECRETARIAT, "Support Unit", "Etc/UTC"),
        party("unesco", v1::Party::OBSERVER, "UNESCO", "Europe/Paris"),
        party("access-now", v1::Party::ADVISER, "Access Now", "America/New_York"),
        party("gni", v1::Party::ADVISER, "Global Network Initiative", "America/New_York")};
}

v1::Key wire_key(const storage::SigningKey& key) {
    const auto public_key = key.public_key().view();
    v1::Key out;
    out.set_algorithm(v1::Key::ED25519);
    out.set_public_key(std::string(public_key));
    out.set_fingerprint(storage::fingerprint("ed25519", public_key).str());
    return out;
}

} // namespace tocsin::app
