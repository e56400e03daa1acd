// SPDX-License-Identifier: Apache-2.0
#include "client/cli/ics.hpp"

#include "client/cli/terminal.hpp"

namespace tocsin::cli {
namespace {

constexpr std::size_t line_octets_max = 75;

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : harmless(text)) {
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        out += c;
    }
    return out;
}

// Folded between characters: half of one is none.
void put(std::string& out, std::string line) {
    while (line.size() > line_octets_max) {
        std::size_t cut = line_octets_max;
        while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80)
            --cut;
        out.append(line, 0, cut).append("\r\n");
        line = " " + line.substr(cut);
    }
    out.append(line).append("\r\n");
}

// "20261123T090000Z"
std::string basic(Instant at) {
    std::string text;
    for (const char c : print_utc_seconds(at))
        if (c != '-' && c != ':') text += c;
    return text;
}

} // namespace

std::string ics_calendar(const std::vector<IcsEvent>& events, Instant made_at) {
    std::string out;
    put(out, "BEGIN:VCALENDAR");
    put(out, "VERSION:2.0");
    put(out, "PRODID:-//Tocsin//tocsin " TOCSIN_VERSION "//EN");
    for (const auto& event : events) {
        put(out, "BEGIN:VEVENT");
        put(out, "UID:" + escaped(event.uid));
        put(out, "DTSTAMP:" + basic(made_at));
        put(out, "DTSTART:" + basic(event.at));
        put(out, "SUMMARY:" + escaped(event.summary));
        put(out, "TRANSP:TRANSPARENT");
        put(out, "END:VEVENT");
    }
    put(out, "END:VCALENDAR");
    return out;
}

} // namespace tocsin::cli
