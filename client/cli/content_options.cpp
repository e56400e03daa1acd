// SPDX-License-Identifier: Apache-2.0
#include "client/cli/content_options.hpp"

#include "client/cli/words.hpp"

#include <CLI/CLI.hpp>

namespace tocsin::cli {
namespace {

using Content = v1::AlertContent;

// Sets an enum field from a word; nothing given: left alone.
template <class E, class Set>
Result<void> set_word(const std::string& text, std::string_view prefix, Set set) {
    if (text.empty()) return {};
    const auto value = parse_word<E>(text, prefix);
    if (!value) return value.error();
    set(*value);
    return {};
}

Result<void> apply_words(const ContentOptions& options, Content& content) {
    Result<void> result;
    const auto keep = [&result](Result<void> next) {
        if (result && !next) result = next;
    };
    keep(set_word<Content::Severity>(options.severity, "SEVERITY_", [&](auto v) {
        content.set_severity(v);
    }));
    keep(set_word<Content::Urgency>(options.urgency, "URGENCY_", [&](auto v) {
        content.set_urgency(v);
    }));
    keep(set_word<Content::Certainty>(options.certainty, "CERTAINTY_", [&](auto v) {
        content.set_certainty(v);
    }));
    keep(set_word<Content::Verification>(options.verification, "", [&](auto v) {
        content.set_verification(v);
    }));
    keep(set_word<Content::Precedence>(options.precedence, "", [&](auto v) {
        content.set_precedence(v);
    }));
    keep(set_word<Content::RequestedAnswer>(options.asks, "", [&](auto v) {
        content.set_requested_answer(v);
    }));
    keep(set_word<v1::Tlp>(options.label, "", [&](auto v) { content.set_label(v); }));
    return result;
}

template <class List>
void replace(List* list, const std::vector<std::string>& given) {
    if (given.empty()) return;
    list->Clear();
    for (const auto& item : given)
        *list->Add() = item;
}

Result<void> apply_lists(const Context& context, const ContentOptions& options, Content& content) {
    replace(content.mutable_countries(), options.countries);
    replace(content.mutable_subdivisions(), options.subdivisions);
    replace(content.mutable_services(), options.services);
    if (!options.kinds.empty()) content.clear_kinds();
    for (const auto& kind : options.kinds) {
        const auto value = parse_word<Content::Kind>(kind);
        if (!value) return value.error();
        content.add_kinds(*value);
    }
    // Sources are added, never replaced: evidence does not go away.
    for (const auto& source : options.sources) {
        const auto evidence = parse_source(source, context.clock.wall());
        if (!evidence) return evidence.error();
        *content.add_evidence() = *evidence;
    }
    return {};
}

std::string host_of(std::string_view url) {
    const auto start = url.find("://");
    if (start == std::string_view::npos) return {};
    url.remove_prefix(start + 3);
    return std::string(url.substr(0, url.find_first_of("/:?#")));
}

} // namespace

v1::AlertContent blank_content() {
    Content content;
    content.set_status(Content::STATUS_ACTUAL);
    content.set_urgency(Content::IMMEDIATE);
    content.set_certainty(Content::LIKELY);
    content.set_verification(Content::REPORTED);
    content.set_precedence(Content::ALERT);
    content.set_requested_answer(Content::ACKNOWLEDGE);
    return content;
}

Result<v1::Evidence> parse_source(const std::string& text, Instant now) {
    v1::Evidence evidence;
    evidence.set_source_class(v1::Evidence::NEWS);
    std::string url = text;
    const auto equals = text.find('=');
    const auto scheme = text.find("://");
    if (equals != std::string::npos && (scheme == std::string::npos || equals < scheme)) {
        const auto kind = parse_word<v1::Evidence::SourceClass>(text.substr(0, equals));
        if (!kind) return kind.error();
        evidence.set_source_class(*kind);
        url = text.substr(equals + 1);
    }
    if (!url.starts_with("https://") && !url.starts_with("http://"))
        return usage_trouble("\"" + text + "\" is not a source", "--source measurement=https://…");
    evidence.set_url(url);
    evidence.set_publisher(host_of(url));
    evidence.set_retrieved_at(to_ms(now));
    return evidence;
}

Result<void>
apply(const Context& context, const ContentOptions& options, v1::AlertContent& content) {
    const auto worded = apply_words(options, content);
    if (!worded) return worded.error();
    const auto listed = apply_lists(context, options, content);
    if (!listed) return listed.error();
    if (options.exercise) content.set_status(Content::STATUS_EXERCISE);
    if (options.do_not_publicise) content.set_do_not_publicise(true);
    if (!options.headline.empty()) content.set_headline(options.headline);
    if (!options.description.empty()) content.set_description(options.description);
    if (!options.area.empty()) content.set_area(options.area);
    if (!options.cause.empty()) content.set_cause(options.cause);
    if (!options.claimed.empty()) content.set_justification(options.claimed);
    if (!options.ordered_by.empty()) content.set_ordered_by(options.ordered_by);
    if (options.onset.empty()) return {};
    const auto onset = parse_when(context, options.onset);
    if (!onset) return onset.error();
    content.mutable_onset()->set_at(to_ms(*onset));
    const bool day = options.onset.size() == std::string_view("2026-01-31").size();
    content.mutable_onset()->set_precision(day ? v1::When::DATE : v1::When::INSTANT_OF_DAY);
    return {};
}

void add_content_options(CLI::App& sub, ContentOptions& options) {
    sub.add_option("--country", options.countries, "ISO 3166-1 alpha-2; may be repeated");
    sub.add_option("--subdivision", options.subdivisions, "ISO 3166-2");
    sub.add_option("--area", options.area, "where, in words");
    sub.add_option("--headline", options.headline);
    sub.add_option("--description", options.description);
    sub.add_option(
        "--kind", options.kinds, "full-shutdown, service-blocking, throttling, arrests …"
    );
    sub.add_option("--service", options.services, "what is blocked");
    sub.add_option("--cause", options.cause);
    sub.add_option("--claimed", options.claimed, "the justification its government gives");
    sub.add_option("--ordered-by", options.ordered_by);
    sub.add_option("--onset", options.onset, "when it began: a time or a date");
    sub.add_option("--severity", options.severity, "extreme, severe, moderate, minor, unknown");
    sub.add_option("--urgency", options.urgency, "immediate, expected, future, past, unknown");
    sub.add_option(
        "--certainty", options.certainty, "observed, likely, possible, unlikely, unknown"
    );
    sub.add_option(
        "--verification", options.verification, "reported, corroborated, attributed, disputed"
    );
    sub.add_option("--tlp", options.label, "clear, green, amber, amber-strict, red");
    sub.add_option("--precedence", options.precedence, "note, notice, alert, flash");
    sub.add_option("--ask", options.asks, "none-requested, acknowledge, inform-capital");
    sub.add_option("--source", options.sources, "CLASS=URL of evidence; may be repeated");
    sub.add_flag("--exercise", options.exercise, "marked as an exercise everywhere");
    sub.add_flag("--do-not-publicise", options.do_not_publicise);
}

} // namespace tocsin::cli
