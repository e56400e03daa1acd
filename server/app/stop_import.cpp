// SPDX-License-Identifier: Apache-2.0
#include "server/app/stop_import.hpp"

#include "server/app/stop_row.hpp"
#include "server/base/utc.hpp"
#include "server/wire/codec.hpp"
#include "server/wire/text_rules.hpp"

#include <fmt/format.h>

namespace tocsin::app {

namespace {

using Content = v1::AlertContent;

v1::Evidence::SourceClass class_of(std::string_view source_kind) {
    if (source_kind == "News media article") return v1::Evidence::NEWS;
    if (source_kind == "CSO KIO partners") return v1::Evidence::CIVIL_SOCIETY;
    if (source_kind == "Social media") return v1::Evidence::SOCIAL_MEDIA;
    if (source_kind == "Confidential") return v1::Evidence::WITNESS_REPORT;
    return v1::Evidence::OTHER_SOURCE;
}

std::string host_of(std::string_view url) {
    const auto begin = url.find("://");
    if (begin == std::string_view::npos) return {};
    url.remove_prefix(begin + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    if (url.starts_with("www.")) url.remove_prefix(4);
    return std::string(url);
}

// An address our rules for URLs do not take is kept as the evidence's value, to the letter.
void add_evidence(
    Content& content, const std::string& url, v1::Evidence::SourceClass source_class
) {
    auto* evidence = content.add_evidence();
    evidence->set_source_class(source_class);
    evidence->set_publisher(host_of(url));
    if (wire::unfit(url, v1::URL))
        evidence->set_value(url);
    else
        evidence->set_url(url);
}

void fill_kinds(Content& content, StopRow& row) {
    const auto kind = row.list("kind");
    const auto extent = row.list("extent");
    const auto has = [](const auto& list, std::string_view word) {
        return std::find(list.begin(), list.end(), word) != list.end();
    };
    if (has(kind, "Shutdown") && has(extent, "Full network"))
        content.add_kinds(Content::FULL_SHUTDOWN);
    if (has(kind, "Shutdown") && has(extent, "Service-based"))
        content.add_kinds(Content::SERVICE_BLOCKING);
    if (has(kind, "Throttle")) content.add_kinds(Content::THROTTLING);
    if (content.kinds().empty()) content.add_kinds(Content::OTHER_CRISIS);
    row.keep("kind"); // the mapping is not one to one
    row.keep("extent");
}

void fill_reach(Content& content, StopRow& row) {
    for (const auto& network : row.list("affected_networks")) {
        if (network == "Mobile")
            content.add_networks(Content::MOBILE);
        else if (network == "Broadband")
            content.add_networks(Content::BROADBAND);
        else if (network == "Unknown")
            content.add_networks(Content::NETWORK_UNKNOWN);
        else
            row.keep("affected_networks");
    }
    for (const auto& service : row.list("affected_services"))
        content.add_services(service);
}

void fill_when(Content& content, StopRow& row) {
    const auto start = row.date("start");
    const auto end = row.date("end");
    const auto start_type = row.text("start_type");
    row.keep("start_type"); // "Actual" and nothing said are two things
    if (start) {
        content.mutable_onset()->set_at(to_ms(*start));
        content.mutable_onset()->set_precision(v1::When::DATE);
        content.mutable_onset()->set_estimated(start_type == "Estimated");
    }
    if (end) {
        content.mutable_end()->set_at(to_ms(*end));
        content.mutable_end()->set_precision(v1::When::DATE);
    }
    if (start && end && *end < *start) row.flag("dates", "the source's end is before its start");
}

void fill_why(Content& content, StopRow& row) {
    const auto joined = [](std::string first, const std::string& second) {
        if (!first.empty() && !second.empty()) first += '\n';
        return first + second;
    };
    content.set_cause(joined(row.text("cause"), row.text("cause_details")));
    content.set_justification(joined(row.text("justification"), row.text("justification_details")));
    content.set_ordered_by(row.text("ordered_by"));
    content.set_description(row.text("description"));
}

void fill_evidence(Content& content, StopRow& row) {
    const auto source_class = class_of(row.text("source_kind"));
    row.keep("source_kind");
    for (const auto& url : row.list("source_urls"))
        add_evidence(content, url, source_class);
    for (const auto& url : row.list("other_urls"))
        add_evidence(content, url, v1::Evidence::OTHER_SOURCE);

    std::set<std::string> publishers;
    for (const auto& evidence : content.evidence())
        publishers.insert(evidence.publisher());
    content.set_verification(publishers.size() > 1 ? Content::CORROBORATED : Content::REPORTED);
}

const char* kind_words(Content::Kind kind) {
    switch (kind) {
    case Content::FULL_SHUTDOWN: return "full network shutdown";
    case Content::SERVICE_BLOCKING: return "services blocked";
    case Content::THROTTLING: return "throttling";
    default: return "disruption";
    }
}

// Our own words, so they may be shortened: the area itself stands whole in its field.
std::string headline(const Content& content, const std::string& country, const std::string& start) {
    const auto tail = fmt::format(": {}, {}", kind_words(content.kinds(0)), start);
    std::string head = country;
    if (!content.area().empty()) head += " (" + content.area() + ")";
    for (auto& c : head)
        if (c == '\n') c = ' ';
    std::size_t room = 250 - tail.size();
    if (head.size() > room) {
        while (room > 0 && (static_cast<unsigned char>(head[room]) & 0xC0) == 0x80)
            --room;
        head = head.substr(0, room) + "…";
    }
    return head + tail;
}

void fill_judgement(Content& content, v1::Realm realm) {
    content.set_status(realm == v1::EXERCISE ? Content::STATUS_EXERCISE : Content::STATUS_ACTUAL);
    content.set_urgency(content.has_end() ? Content::PAST : Content::URGENCY_UNKNOWN);
    content.set_severity(Content::SEVERITY_UNKNOWN); // the source does not grade
    content.set_certainty(Content::OBSERVED);
    content.set_label(v1::CLEAR); // published by the source
    content.set_precedence(Content::NOTICE);
    content.set_requested_answer(Content::ACKNOWLEDGE);
    content.add_languages("en");
}

} // namespace

std::string to_string(const RowTrouble& trouble) {
    return fmt::format(
        "line {}{}{}{}: {}",
        trouble.line,
        trouble.row.empty() ? "" : ", " + trouble.row,
        trouble.field.empty() ? "" : ", ",
        trouble.field,
        trouble.why
    );
}

Imported import_stop(std::string_view json_line, std::size_t line, v1::Realm realm) {
    StopRow row(json_line, line);
    Content content;
    content.set_external_id(row.text("id"));
    for (const auto& code : row.list("countries"))
        content.add_countries(code);
    row.drop("country"); // the same, when there is exactly one
    for (const auto& code : row.subdivisions())
        content.add_subdivisions(code);
    content.set_area(row.text("area_text"));
    fill_kinds(content, row);
    fill_reach(content, row);
    fill_when(content, row);
    fill_why(content, row);
    fill_evidence(content, row);
    fill_judgement(content, realm);

    const auto country = row.text("country_name");
    row.keep("country_name");
    if (content.external_id().empty())
        row.fail("id", "missing: the source's own id is what tells two rows apart");
    if (!content.has_onset())
        row.fail("start", "missing: an event without a date cannot be placed");
    if (content.countries().empty() && content.area().empty()) content.set_area(country);
    content.set_headline(headline(content, country, row.text("start")));
    row.rest(content);
    if (row.trouble()) return *row.trouble();

    if (const auto refusal = wire::check_limits(content))
        return RowTrouble{
            line,
            content.external_id(),
            refusal->field(),
            fmt::format(
                "{} (limit: {}, given: {})", refusal->why(), refusal->limit(), refusal->given()
            )};
    return content;
}

} // namespace tocsin::app
