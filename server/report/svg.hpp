// One drawing under way. Whole numbers only; everything that is text is escaped here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::report {

struct Point {
    std::int64_t x = 0;
    std::int64_t y = 0;
};

enum class Anchor { start, middle, end };
enum class Shape { circle, ring, square, triangle, diamond, cross, dash };

class Svg {
public:
    // `id` makes its title, description and patterns its own within the page.
    Svg(std::string id, Point size, std::string_view title, std::string_view description);

    void line(Point from, Point to, std::string_view style);
    void path(const std::vector<Point>& points, std::string_view style);
    void box(Point corner, Point size, std::string_view style);
    void hatched(Point corner, Point size);
    void mark(Point at, Shape shape);
    void text(Point at, std::string_view words, Anchor anchor = Anchor::start);
    std::string done() &&;

private:
    std::string id_;
    std::string body_;
};

// Dashes, by which lines differ.
constexpr std::string_view solid_line = "stroke-width=\"2\"";
constexpr std::string_view dashed_line = "stroke-width=\"2\" stroke-dasharray=\"7 4\"";
constexpr std::string_view dotted_line = "stroke-width=\"2\" stroke-dasharray=\"2 3\"";
constexpr std::string_view thin_line = "stroke-width=\"1\"";

} // namespace tocsin::report
