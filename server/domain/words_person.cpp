// Sentences about persons and their keys. SPDX-License-Identifier: Apache-2.0
#include "server/domain/words_parts.hpp"

#include <initializer_list>
#include <set>

namespace tocsin::domain {

namespace {

std::string line_of(std::initializer_list<std::string_view> parts) {
    std::string line;
    for (const std::string_view part : parts)
        line += part;
    return line;
}

// What two people can read to each other over a telephone line.
std::string short_of(const std::string& fingerprint) {
    return to_hex(fingerprint).substr(0, 16);
}

const char* role_words(v1::Role role) {
    switch (role) {
    case v1::FOCAL_POINT: return "focal point";
    case v1::LEAD: return "lead of a task force";
    case v1::PENHOLDER: return "penholder";
    case v1::CHAIR: return "chair";
    case v1::SUPPORT: return "person of the secretariat";
    case v1::ADVISER_ROLE: return "adviser";
    case v1::OBSERVER_ROLE: return "observer";
    case v1::AUDITOR: return "auditor";
    case v1::SOURCE: return "source of signals";
    default: return "person with a role";
    }
}

template <class Event>
std::string roles_of(const Event& event) {
    std::string list;
    for (const int role : event.roles())
        list.append(list.empty() ? "" : ", ").append(role_words(static_cast<v1::Role>(role)));
    if (event.deputy()) list.append(" (deputy)");
    return list;
}

std::string seen(const v1::SecurityNoted& event) {
    switch (event.kind()) {
    case v1::SecurityNoted::EXPORTER_MISMATCH:
        return "a log-in was signed for another connection: somebody may be in between";
    case v1::SecurityNoted::SIGN_COUNT_REGRESSED:
        return "a passkey counted back: it may have been copied";
    case v1::SecurityNoted::FOREIGN_ACT: return "a person tried to act for another party";
    case v1::SecurityNoted::FORKED_CHECKPOINT:
        return "a client holds a checkpoint that is not of this log";
    default: return "something pointed at an attack";
    }
}

} // namespace

std::string tell(const v1::PersonInvited& event, const NameOf& name_of) {
    const std::string party = name_of(event.party());
    if (event.recovery())
        return line_of(
            {"A person of ",
             party,
             " who lost its keys may enrol new ones",
             because(event.vouched())}
        );
    return line_of(
        {"A person of ",
         party,
         " was invited",
         event.founding() ? " by one person of the secretariat alone" : ""}
    );
}

std::string tell(const v1::KeyEnrolled& event, const NameOf&) {
    return line_of(
        {"A key was enrolled and waits for two persons of the secretariat: ",
         short_of(event.key().fingerprint()),
         event.recovery_sha256().empty() ? "" : "; it came with its party's printed code"}
    );
}

std::string tell(const v1::KeyConfirmed& event, const NameOf&) {
    return "A first person of the secretariat confirmed the key " + short_of(event.fingerprint());
}

std::string tell(const v1::KeyAdded& event, const NameOf&) {
    const std::string key = short_of(event.fingerprint());
    if (!event.cosigned_by().empty())
        return line_of(
            {"A person added the key ",
             key,
             ", signed for with its key ",
             short_of(event.cosigned_by())}
        );
    std::string told = "A key was let in: " + key;
    if (event.break_glass()) told.append("; a printed code was used for it");
    if (event.effective_at() != 0)
        told.append("; it acts from ").append(print_utc_seconds(from_ms(event.effective_at())));
    return told;
}

std::string tell(const v1::KeyRevoked& event, const NameOf&) {
    return line_of(
        {"The key ", short_of(event.fingerprint()), " was revoked", because(event.reason())}
    );
}

std::string tell(const v1::TokenMinted& event, const NameOf&) {
    return "A feed token was minted, good until " + print_utc_seconds(from_ms(event.expires_at()));
}

std::string tell(const v1::TokenRevoked&, const NameOf&) {
    return "A feed token was revoked";
}

std::string tell(const v1::RolesProposed& event, const NameOf&) {
    return line_of(
        {"One person of the secretariat proposed that a person be ",
         roles_of(event),
         because(event.reason()),
         "; a second must agree"}
    );
}

std::string tell(const v1::RolesChanged& event, const NameOf&) {
    if (event.roles().empty()) return "A person left" + because(event.reason());
    return line_of({"A person is now ", roles_of(event), because(event.reason())});
}

std::string tell(const v1::RecoveryCodeSet& event, const NameOf& name_of) {
    return name_of(event.party()) + " printed a recovery code, good once";
}

std::string tell(const v1::MisuseReported& event, const NameOf&) {
    return line_of(
        {"A person reported that somebody else used its key ",
         short_of(event.fingerprint()),
         because(event.words())}
    );
}

std::string tell(const v1::SecurityNoted& event, const NameOf&) {
    std::string told = "Noted: " + seen(event);
    if (!event.fingerprint().empty()) told.append(", key ").append(short_of(event.fingerprint()));
    if (event.count() > 1) told.append(", ").append(std::to_string(event.count())).append(" times");
    return told;
}

std::string tell(const v1::ReadingRecorded& event, const NameOf&) {
    int questions = 0;
    int followed = 0;
    std::set<std::string> readers;
    for (const v1::Reading& reading : event.readings()) {
        const std::uint64_t stretch = reading.to_index() - reading.from_index();
        followed += static_cast<int>(stretch);
        if (stretch == 0) questions += static_cast<int>(reading.count());
        readers.insert(reading.person());
    }
    std::string what;
    if (questions > 0) what = counted(questions, "question", "questions");
    if (followed > 0)
        what.append(what.empty() ? "" : " and ")
            .append(counted(followed, "entry of the feed", "entries of the feed"));
    return line_of(
        {"Auditors read: ",
         what,
         " by ",
         counted(static_cast<int>(readers.size()), "person", "persons")}
    );
}

} // namespace tocsin::domain
