// A page of HTML that is whole in itself and well-formed XML too: no script, nothing fetched, an A4
// or Letter print. All text comes in through here and is escaped here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::report {

class Page {
public:
    // `banner` stands at the head of every printed page: the label, and EXERCISE where it is one.
    Page(std::string_view title, std::string_view banner);

    void heading(int level, std::string_view words);
    void paragraph(std::string_view words);
    void preformatted(std::string_view words);
    void list(const std::vector<std::string>& items);
    void picture(const std::string& svg); // as it is: it was escaped when it was drawn
    void table(
        std::string_view caption,
        const std::vector<std::string>& head,
        const std::vector<std::vector<std::string>>& rows
    );
    // Two columns, the first of them a heading of its row.
    void
    facts(std::string_view caption, const std::vector<std::pair<std::string, std::string>>& facts);
    std::string done() &&;

private:
    std::string body_;
};

} // namespace tocsin::report
