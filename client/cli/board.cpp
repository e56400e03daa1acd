// SPDX-License-Identifier: Apache-2.0
#include "client/cli/board.hpp"

#include "client/cli/terminal.hpp"
#include "client/cli/words.hpp"

#include <algorithm>

namespace tocsin::cli {
namespace {

std::string clock_words(Instant now) {
    return print_utc_seconds(now).substr(11, 8) + " UTC";
}

std::string left_of(Instant now, std::int64_t deadline) {
    const auto left = from_ms(deadline) - now;
    return left.count() <= 0 ? "closing" : span_words(left) + " left";
}

std::string padded(std::string text, std::size_t columns) {
    text = cut_to(text, columns);
    text.append(columns - columns_of(text), ' ');
    return text;
}

// What is left of a line for a title, beside `others` columns of figures.
std::size_t title_columns(std::size_t columns, std::size_t others) {
    constexpr std::size_t least = 12, most = 60;
    return std::clamp(columns > others ? columns - others : 0, least, most);
}

std::string procedure_line(const Board& board, const v1::ProcedureLine& line, std::size_t columns) {
    const std::string count = line.tally_hidden() ? "hidden"
                                                  : std::to_string(line.signed_()) + "/" +
                                                        std::to_string(line.entitled());
    return padded(word(line.kind()), 11) +
           padded(harmless(line.title()), title_columns(columns, 54)) + "  " +
           padded(left_of(board.now, line.deadline()), 14) + padded(count, 8) +
           (line.mine() == v1::Position::STANCE_UNSPECIFIED ? "yours: none"
                                                            : "yours: " + word(line.mine()));
}

// Severity by shape and word, never by colour alone.
std::string mark_of(v1::AlertContent::Severity severity) {
    switch (severity) {
    case v1::AlertContent::EXTREME: return "⬢ ";
    case v1::AlertContent::SEVERE: return "▲ ";
    default: return "● ";
    }
}

std::string alert_line(const Board& board, const v1::AlertLine& line, std::size_t columns) {
    return mark_of(line.severity()) + padded(word(line.severity(), "SEVERITY_"), 9) +
           padded(joined(line.countries()), 6) +
           padded(harmless(line.headline()), title_columns(columns, 55)) + "  " +
           padded(span_words(board.now - from_ms(line.issued_at())), 12) +
           padded(std::to_string(line.acknowledged()) + "/" + std::to_string(line.owing()), 8) +
           (line.mine_acknowledged() ? "acknowledged" : "not acknowledged");
}

} // namespace

std::string frame_of(const Board& board, int width, int height) {
    const auto columns = static_cast<std::size_t>(std::max(width, 20));
    const auto rows = static_cast<std::size_t>(std::max(height, 6));
    const auto owed = board.inbox.owed_size();
    std::vector<std::string> lines;
    lines.push_back(
        "tocsin · " + cut_to(harmless(board.server), columns > 100 ? 40 : 14) + " · " +
        board.party + " · " + (board.live ? "● Live" : "○ reconnecting") + " · " +
        clock_words(board.now) + " · " + std::to_string(board.alerts.alerts_size()) + " alerts · " +
        std::to_string(owed) + " to decide"
    );
    for (const auto& line : board.procedures.procedures())
        lines.push_back(procedure_line(board, line, columns));
    for (const auto& line : board.alerts.alerts())
        lines.push_back(alert_line(board, line, columns));
    // At least three lines stay for what just happened.
    if (lines.size() + 4 > rows) lines.resize(rows - 4);
    std::string rule;
    for (std::size_t i = 0; i < columns; ++i)
        rule += "─";
    lines.push_back(rule);
    const std::size_t room = rows - lines.size() - 1;
    const std::size_t shown = std::min(room, board.events.size());
    for (std::size_t i = board.events.size() - shown; i < board.events.size(); ++i)
        lines.push_back(harmless(board.events[i]));
    lines.resize(rows - 1);
    lines.push_back("q quit");
    std::string frame;
    for (const auto& line : lines)
        frame += (frame.empty() ? "" : "\n") + cut_to(line, columns);
    return frame;
}

} // namespace tocsin::cli
