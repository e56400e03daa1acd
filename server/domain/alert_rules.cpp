// SPDX-License-Identifier: Apache-2.0
#include "server/domain/alert_rules.hpp"

#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

using Content = v1::AlertContent;

// ASCII only: "NetBlocks" and "netblocks" are one publisher, whatever else they write.
std::string lower(std::string_view text) {
    std::string folded;
    for (const char letter : text)
        folded += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    return folded;
}

std::string trimmed(std::string_view text) {
    const auto front = text.find_first_not_of(" \t");
    if (front == std::string_view::npos) return {};
    return std::string(text.substr(front, text.find_last_not_of(" \t") - front + 1));
}

// "https://www.example.org:443/a" → "example.org".
std::string host_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    std::string_view host = url.substr(scheme + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    host = host.substr(0, host.rfind(':'));
    std::string folded = lower(host);
    while (folded.ends_with('.'))
        folded.pop_back();
    return folded.starts_with("www.") ? folded.substr(4) : folded;
}

std::set<std::string> independent_sources(const Content& content) {
    std::set<std::string> sources;
    for (const v1::Evidence& evidence : content.evidence()) {
        const std::string publisher = lower(trimmed(evidence.publisher()));
        const std::string host = host_of(evidence.url());
        if (!publisher.empty())
            sources.insert("publisher " + publisher);
        else if (!host.empty())
            sources.insert("host " + host);
    }
    return sources;
}

std::optional<v1::Refusal> bad_names(const Coalition& coalition, const v1::Audience& audience) {
    for (const std::string& code : audience.parties())
        if (!coalition.party(PartyCode{code}))
            return refuse_field(
                "content.audience.parties", "codes of parties of the Coalition", code
            );
    for (const std::string& raw : audience.persons()) {
        const auto id = PersonId::from(raw);
        if (!id || !coalition.person(*id))
            return refuse_field(
                "content.audience.persons", "persons of the Coalition", to_hex(raw)
            );
    }
    return std::nullopt;
}

v1::Refusal refuse_empty(std::string why) {
    return refuse(
        v1::Refusal::EMPTY_AUDIENCE,
        "This would reach nobody.",
        std::move(why),
        "Name whom it is for, or choose another label."
    );
}

} // namespace

const Alert* readable_alert(const State& state, const std::string& id, const Reader& reader) {
    const auto found = state.alerts.find(AlertId{id});
    if (found == state.alerts.end() || !may_read(found->second, reader)) return nullptr;
    return &found->second;
}

std::string_view state_word(Alert::State state) {
    switch (state) {
    case Alert::State::draft: return "DRAFT";
    case Alert::State::live: return "LIVE";
    case Alert::State::closed: return "CLOSED";
    case Alert::State::cancelled: return "CANCELLED";
    }
    return "";
}

std::optional<v1::Refusal> not_live(const Alert& alert) {
    if (alert.state == Alert::State::live) return std::nullopt;
    const bool is_draft = alert.state == Alert::State::draft;
    v1::Refusal refusal = refuse_state(
        std::string(state_word(alert.state)),
        is_draft ? "a draft has been sent to nobody" : "after its last message only notes follow",
        is_draft ? "Have a second person approve it, or cancel it."
                 : "Add a note, or raise a new alert."
    );
    if (!is_draft) refusal.set_has_index(true);
    if (!is_draft) refusal.set_index(alert.ended_index);
    return refusal;
}

std::optional<v1::Refusal> not_latest(const Alert& alert, std::uint32_t predecessor) {
    if (predecessor == alert.message) return std::nullopt;
    v1::Refusal refusal = refuse(
        v1::Refusal::CHANGED,
        "This alert changed since you read it.",
        "A message names the live one before it; the live one is message " +
            std::to_string(alert.message) + ".",
        "Read it, and send again if it still holds."
    );
    refusal.set_has_index(true);
    refusal.set_index(alert.message_index);
    return refusal;
}

v1::Realm realm_of(const Content& content) {
    return content.status() == Content::STATUS_ACTUAL ? v1::ACTUAL : v1::EXERCISE;
}

std::optional<v1::Refusal> bad_content(const State& state, const Content& content) {
    if (state.coalition.founded.exercise_only() && realm_of(content) == v1::ACTUAL)
        return refuse_field(
            "content.status",
            "STATUS_EXERCISE or STATUS_TEST in this log",
            Content::Status_Name(content.status())
        );
    if (auto refusal = bad_names(state.coalition, content.audience())) return refusal;
    return lacks_evidence(state.coalition.policy, content);
}

std::optional<v1::Refusal> lacks_evidence(const v1::Policy& policy, const Content& content) {
    const bool is_grave =
        content.precedence() == Content::FLASH || content.severity() == Content::EXTREME;
    const std::size_t needed = policy.independent_sources_min();
    const std::size_t given = independent_sources(content).size();
    if (!is_grave || given >= needed) return std::nullopt;
    v1::Refusal refusal = refuse(
        v1::Refusal::EVIDENCE_REQUIRED,
        "This needs more evidence.",
        "Precedence FLASH or severity EXTREME needs " + std::to_string(needed) +
            " independent sources; given: " + std::to_string(given) + ".",
        "Add evidence of " + std::to_string(needed - given) +
            " more publisher(s), or lower precedence and severity."
    );
    refusal.set_rule("independent sources are different publishers, or different hosts without one"
    );
    refusal.set_limit(std::to_string(needed));
    refusal.set_given(std::to_string(given));
    return refusal;
}

std::optional<v1::Refusal> reaches_nobody(const State& state, const Content& content, Instant at) {
    if (content.label() == v1::RED && content.audience().persons().empty())
        return refuse_empty("RED is for named persons, and none is named.");
    if (addressees_of(state, content, at).parties.empty())
        return refuse_empty("Label and audience together leave no party of the Coalition.");
    return std::nullopt;
}

} // namespace tocsin::domain
