// What an alert must bring before it is believed: independent sources.
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

// What an alert of it claims cannot rest on one voice: its weight, or that others confirm it.
bool needs_sources(const Content& content) {
    return content.precedence() == Content::FLASH || content.severity() == Content::EXTREME ||
           content.verification() == Content::CORROBORATED ||
           content.verification() == Content::ATTRIBUTED;
}

} // namespace

std::optional<v1::Refusal> lacks_evidence(const v1::Policy& policy, const Content& content) {
    const std::size_t needed = policy.independent_sources_min();
    const std::size_t given = independent_sources(content).size();
    if (!needs_sources(content) || given >= needed) return std::nullopt;
    v1::Refusal refusal = refuse(
        v1::Refusal::EVIDENCE_REQUIRED,
        "This needs more evidence.",
        "Precedence FLASH, severity EXTREME, CORROBORATED or ATTRIBUTED needs " +
            std::to_string(needed) + " independent sources; given: " + std::to_string(given) + ".",
        "Add evidence of " + std::to_string(needed - given) +
            " more publisher(s), or lower precedence, severity and verification."
    );
    refusal.set_rule("independent sources are different publishers, or different hosts without one"
    );
    refusal.set_limit(std::to_string(needed));
    refusal.set_given(std::to_string(given));
    return refusal;
}

} // namespace tocsin::domain
