// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/stage.hpp"

#include <functional>

namespace tocsin::scenario {

namespace {

using Content = v1::AlertContent;

template <class E>
E one_of(const std::map<std::string, E>& words, const std::string& word, const char* what) {
    const auto found = words.find(word);
    if (found == words.end()) throw Unmet(std::string(what) + ": no such word: " + word);
    return found->second;
}

const std::map<std::string, Content::Kind> kinds = {
    {"full-shutdown", Content::FULL_SHUTDOWN},
    {"blocking", Content::SERVICE_BLOCKING},
    {"throttling", Content::THROTTLING},
    {"arrests", Content::ARRESTS},
    {"legal-order", Content::LEGAL_ORDER},
    {"notice", Content::NOTICE_KIND}};
const std::map<std::string, Content::NetworkKind> networks = {
    {"mobile", Content::MOBILE},
    {"broadband", Content::BROADBAND},
    {"unknown", Content::NETWORK_UNKNOWN}};
const std::map<std::string, Content::Severity> severities = {
    {"extreme", Content::EXTREME},
    {"severe", Content::SEVERE},
    {"moderate", Content::MODERATE},
    {"minor", Content::MINOR}};
const std::map<std::string, Content::Precedence> precedences = {
    {"note", Content::NOTE},
    {"notice", Content::NOTICE},
    {"alert", Content::ALERT},
    {"flash", Content::FLASH}};
const std::map<std::string, v1::Tlp> labels = {
    {"clear", v1::CLEAR},
    {"green", v1::GREEN},
    {"amber", v1::AMBER},
    {"amber+strict", v1::AMBER_STRICT},
    {"red", v1::RED}};
const std::map<std::string, v1::Evidence::SourceClass> sources = {
    {"measurement", v1::Evidence::MEASUREMENT},
    {"news", v1::Evidence::NEWS},
    {"civil-society", v1::Evidence::CIVIL_SOCIETY},
    {"operator", v1::Evidence::OPERATOR},
    {"government", v1::Evidence::GOVERNMENT_STATEMENT}};

void set_date(v1::When& when, const std::string& text) {
    const auto date = parse_date(text);
    if (!date) throw Unmet("not a date: " + text);
    when.set_at(to_ms(*date));
    when.set_precision(v1::When::DATE);
}

// "measurement IODA https://…": class, publisher, address.
void add_source(Content& content, const std::string& text) {
    const auto words = words_of(text);
    if (words.size() < 2) throw Unmet("a source has a class, a publisher and an address");
    auto* evidence = content.add_evidence();
    evidence->set_source_class(one_of(sources, words[0], "source"));
    evidence->set_publisher(words[1]);
    if (words.size() > 2) evidence->set_url(words[2]);
}

using Setter = std::function<void(Content&, const std::string&)>;

const std::map<std::string, Setter>& setters() {
    static const std::map<std::string, Setter> all = {
        {"headline", [](Content& c, const std::string& v) { c.set_headline(v); }},
        {"description", [](Content& c, const std::string& v) { c.set_description(v); }},
        {"countries",
         [](Content& c, const std::string& v) {
             c.clear_countries();
             for (const auto& code : words_of(v))
                 c.add_countries(code);
         }},
        {"area", [](Content& c, const std::string& v) { c.set_area(v); }},
        {"kind",
         [](Content& c, const std::string& v) {
             c.clear_kinds();
             for (const auto& word : words_of(v))
                 c.add_kinds(one_of(kinds, word, "kind"));
         }},
        {"networks",
         [](Content& c, const std::string& v) {
             c.clear_networks();
             for (const auto& word : words_of(v))
                 c.add_networks(one_of(networks, word, "networks"));
         }},
        {"services",
         [](Content& c, const std::string& v) {
             for (const auto& word : words_of(v))
                 c.add_services(word);
         }},
        {"onset", [](Content& c, const std::string& v) { set_date(*c.mutable_onset(), v); }},
        {"end", [](Content& c, const std::string& v) { set_date(*c.mutable_end(), v); }},
        {"cause", [](Content& c, const std::string& v) { c.set_cause(v); }},
        {"severity",
         [](Content& c, const std::string& v) {
             c.set_severity(one_of(severities, v, "severity"));
         }},
        {"precedence",
         [](Content& c, const std::string& v) {
             c.set_precedence(one_of(precedences, v, "precedence"));
         }},
        {"label",
         [](Content& c, const std::string& v) { c.set_label(one_of(labels, v, "label")); }},
        {"source", add_source},
        {"id", [](Content& c, const std::string& v) { c.set_external_id(v); }},
    };
    return all;
}

} // namespace

v1::Tlp label_of(const std::string& word) {
    return one_of(labels, word, "label");
}

void lay_over(v1::AlertContent& content, const Step& step) {
    for (const auto& [name, value] : step.details) {
        if (name == "change" || name == "material") continue; // of the update, not of the content
        const auto setter = setters().find(name);
        if (setter == setters().end()) throw Unmet("no such detail of an alert: " + name);
        setter->second(content, value);
    }
}

v1::AlertContent content_of(const Step& step) {
    Content content;
    content.set_status(Content::STATUS_EXERCISE);
    content.add_kinds(Content::FULL_SHUTDOWN);
    content.set_urgency(Content::IMMEDIATE);
    content.set_severity(Content::SEVERE);
    content.set_certainty(Content::OBSERVED);
    content.set_verification(Content::REPORTED);
    content.set_precedence(Content::ALERT);
    content.set_label(v1::AMBER_STRICT);
    content.set_requested_answer(Content::ACKNOWLEDGE);
    content.add_languages("en");
    lay_over(content, step);
    return content;
}

} // namespace tocsin::scenario
