// What strangers say, written into languages that others' programs read: a calendar, a table, a
// page, a terminal, the log of operations. It stays a text there, and nothing but that text.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/ics.hpp"
#include "client/cli/terminal.hpp"
#include "server/app/log_line.hpp"
#include "server/report/words.hpp"
#include "server/wire/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace tocsin;
using fuzz::must;

// Neither what a terminal obeys nor what turns the direction of what stands around it.
bool is_plain(std::string_view text, std::string_view allowed = {}) {
    while (!text.empty()) {
        const auto rune = wire::take_rune(text);
        if (!rune) return false;
        if (*rune < 0x80 && allowed.find(static_cast<char>(*rune)) != allowed.npos) continue;
        if (wire::is_control(*rune) || wire::is_bidi_control(*rune)) return false;
    }
    return true;
}

void calendar(std::string_view input) {
    const cli::IcsEvent event{"uid@tocsin.example", Instant{}, std::string(input)};
    const std::string calendar = cli::ics_calendar({event}, Instant{});
    int lines = 0;
    for (std::string_view rest = calendar; !rest.empty();) {
        const auto line = rest.substr(0, rest.find("\r\n"));
        must(line.size() <= 75 && is_plain(line), "a line is short, whole and plain");
        if (!line.starts_with(' ')) ++lines;
        rest.remove_prefix(line.size() + 2);
    }
    must(lines == 11, "a summary adds no line to the calendar");
}

// RFC 4180, one cell.
std::string cell_read(std::string_view cell) {
    if (!cell.starts_with('"')) {
        must(cell.find_first_of(",\"\r\n") == cell.npos, "what is not quoted needs none");
        return std::string(cell);
    }
    must(cell.size() >= 2 && cell.ends_with('"'), "a quote ends");
    std::string text;
    for (std::size_t at = 1; at + 1 < cell.size(); ++at) {
        if (cell[at] == '"') must(cell[++at] == '"' && at + 1 < cell.size(), "nowhere inside");
        text += cell[at];
    }
    return text;
}

void table(std::string_view input) {
    const std::string read = cell_read(report::csv_cell(input));
    must(read == input || read == "'" + std::string(input), "a cell holds what was said");
    const bool is_number = read.find_first_not_of("-0123456789") == read.npos;
    const bool is_formula = read.find_first_of("=+-@\t\r") == 0;
    must(!is_formula || is_number, "a cell is no formula");
}

void page(std::string_view input) {
    const std::string text = report::escaped(input);
    must(text.find_first_of("<>\"'") == text.npos, "a text is no markup");
    for (auto at = text.find('&'); at != text.npos; at = text.find('&', at + 1))
        must(text.find(';', at) - at <= 5, "a text names nothing");
    must(!wire::is_utf8(input) || is_plain(text, "\n\t"), "a page is plain");
}

void operations(std::string_view input) {
    const app::LogLine said{
        app::LogLevel::info, "net", "heard", std::string(input), {{"from", std::string(input)}}};
    for (const auto format :
         {app::LogFormat::text, app::LogFormat::json, app::LogFormat::journal}) {
        const std::string line = app::render(said, format, Instant{}, false);
        must(line.size() <= app::log_line_bytes_max, "a line of the log has a bound");
        must(is_plain(line), "and is one line");
    }
}

} // namespace

void tocsin::fuzz::fuzz(std::string_view input) {
    if (wire::is_utf8(input)) believed();
    calendar(input);
    table(input);
    page(input);
    operations(input);
    must(is_plain(cli::harmless(input)), "a terminal is told nothing");
    (void)cli::cut_to(input, 20);
    must(is_plain(wire::quoted(input)), "nor by what is quoted");
}
