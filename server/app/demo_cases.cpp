// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_cases.hpp"

#include "server/base/check.hpp"
#include "server/base/utc.hpp"

#include <algorithm>

namespace tocsin::app {

namespace {

using Content = v1::AlertContent;

std::string publisher_of(std::string_view url) {
    url.remove_prefix(std::min(url.size(), url.find("://") + 3));
    url = url.substr(0, url.find('/'));
    if (url.starts_with("www.")) url.remove_prefix(4);
    return std::string(url);
}

void set_when(v1::When& when, const char* date) {
    const auto at = parse_date(date);
    TOCSIN_CHECK(at.has_value());
    when.set_at(to_ms(*at));
    when.set_precision(v1::When::DATE);
}

} // namespace

const DemoCase& demo_case(std::string_view id) {
    const auto& cases = demo_cases();
    const auto at =
        std::find_if(cases.begin(), cases.end(), [&](const auto& fact) { return id == fact.id; });
    TOCSIN_CHECK(at != cases.end());
    return *at;
}

v1::AlertContent content_of(const DemoCase& fact) {
    Content content;
    content.set_status(Content::STATUS_EXERCISE);
    content.add_countries(fact.country);
    content.set_area(fact.area);
    for (const auto kind : fact.kinds)
        content.add_kinds(kind);
    for (const auto network : fact.networks)
        content.add_networks(network);
    for (const auto* service : fact.services)
        content.add_services(service);
    set_when(*content.mutable_onset(), fact.onset);
    if (*fact.end) set_when(*content.mutable_end(), fact.end);
    content.set_cause(fact.cause);
    content.set_justification(fact.justification);
    content.set_ordered_by(fact.ordered_by);
    content.set_urgency(*fact.end ? Content::PAST : Content::IMMEDIATE);
    content.set_severity(fact.severity);
    content.set_certainty(Content::OBSERVED);
    content.set_verification(fact.sources.size() > 1 ? Content::CORROBORATED : Content::REPORTED);
    for (const auto* url : fact.sources) {
        auto* evidence = content.add_evidence();
        evidence->set_source_class(v1::Evidence::CIVIL_SOCIETY);
        evidence->set_url(url);
        evidence->set_publisher(publisher_of(url));
    }
    content.set_label(v1::GREEN);
    content.set_precedence(fact.severity == Content::EXTREME ? Content::FLASH : Content::ALERT);
    content.set_headline(fact.headline);
    content.set_description(fact.description);
    content.add_languages("en");
    content.set_requested_answer(Content::ACKNOWLEDGE);
    content.set_external_id(fact.id);
    if (std::string_view(fact.id).starts_with("stop-")) {
        auto* source = content.add_parameters();
        source->set_name("source");
        source->set_value("Access Now #KeepItOn STOP");
    }
    return content;
}

} // namespace tocsin::app
