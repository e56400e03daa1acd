// SPDX-License-Identifier: Apache-2.0
#include "server/report/page.hpp"

#include "server/report/words.hpp"

namespace tocsin::report {

namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light; }
body { font: 11pt/1.4 sans-serif; color: #000; background: #fff; }
body { max-width: 52rem; margin: 1rem auto; padding: 0 1rem; }
h1 { font-size: 18pt; } h2 { font-size: 14pt; margin-top: 2rem; } h3 { font-size: 12pt; }
table { border-collapse: collapse; width: 100%; margin: 0.75rem 0; }
caption { text-align: left; font-weight: bold; padding: 0.25rem 0; }
th, td { border: 1px solid #444; padding: 0.2rem 0.4rem; }
th, td { text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.banner { border: 2px solid #000; padding: 0.3rem 0.6rem; font-weight: bold; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #444; padding: 0.4rem; }
figure { margin: 0.75rem 0; }
svg { max-width: 100%; height: auto; } svg text { font: 12px sans-serif; fill: #000; }
@page { margin: 18mm; }
@media print {
  body { margin: 0; padding: 0; max-width: none; }
  h1, h2, h3, caption { break-after: avoid; }
  tr, svg, pre { break-inside: avoid; }
  thead { display: table-header-group; }
}
)";

std::string tagged(std::string_view tag, std::string_view words, std::string_view attributes = "") {
    const std::string name(tag);
    return "<" + name + std::string(attributes) + ">" + escaped(words) + "</" + name + ">";
}

} // namespace

Page::Page(std::string_view title, std::string_view banner) {
    body_ = "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head>"
            "<meta charset=\"utf-8\"/><meta http-equiv=\"Content-Security-Policy\" "
            "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>"
            "<meta name=\"viewport\" content=\"width=device-width\"/>";
    body_ +=
        tagged("title", title) + "<style>" + std::string(style) + "</style></head><body><main>";
    body_ += tagged("p", banner, " class=\"banner\"") + "\n" + tagged("h1", title) + "\n";
}

void Page::heading(int level, std::string_view words) {
    body_ += tagged("h" + std::to_string(level), words) + "\n";
}

void Page::paragraph(std::string_view words) {
    body_ += tagged("p", words) + "\n";
}

void Page::preformatted(std::string_view words) {
    body_ += tagged("pre", words) + "\n";
}

void Page::list(const std::vector<std::string>& items) {
    body_ += "<ul>";
    for (const std::string& item : items)
        body_ += tagged("li", item);
    body_ += "</ul>\n";
}

void Page::picture(const std::string& svg) {
    if (!svg.empty()) body_ += "<figure>" + svg + "</figure>\n";
}

void Page::table(
    std::string_view caption,
    const std::vector<std::string>& head,
    const std::vector<std::vector<std::string>>& rows
) {
    body_ += "<table>" + tagged("caption", caption) + "<thead><tr>";
    for (const std::string& cell : head)
        body_ += tagged("th", cell, " scope=\"col\"");
    body_ += "</tr></thead><tbody>";
    for (const auto& row : rows) {
        body_ += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            body_ += i == 0 ? tagged("th", row[i], " scope=\"row\"") : tagged("td", row[i]);
        body_ += "</tr>";
    }
    body_ += "</tbody></table>\n";
}

void Page::facts(
    std::string_view caption, const std::vector<std::pair<std::string, std::string>>& facts
) {
    body_ += "<table>" + tagged("caption", caption) + "<tbody>";
    for (const auto& [name, value] : facts)
        body_ += "<tr>" + tagged("th", name, " scope=\"row\"") + tagged("td", value) + "</tr>";
    body_ += "</tbody></table>\n";
}

std::string Page::done() && {
    return std::move(body_) + "</main></body></html>\n";
}

} // namespace tocsin::report
