// SPDX-License-Identifier: Apache-2.0
#include "server/report/svg.hpp"

#include "server/report/words.hpp"

namespace tocsin::report {

namespace {

std::string number(std::string_view name, std::int64_t value) {
    return " " + std::string(name) + "=\"" + std::to_string(value) + "\"";
}

std::string place(Point at) {
    return std::to_string(at.x) + "," + std::to_string(at.y);
}

// Around the place it marks.
std::string outline(Point at, Shape shape) {
    const auto at_offset = [&](std::int64_t x, std::int64_t y) {
        return place({at.x + x, at.y + y});
    };
    switch (shape) {
    case Shape::square:
        return at_offset(-4, -4) + " " + at_offset(4, -4) + " " + at_offset(4, 4) + " " +
               at_offset(-4, 4);
    case Shape::triangle: return at_offset(0, -5) + " " + at_offset(5, 4) + " " + at_offset(-5, 4);
    default:
        return at_offset(0, -5) + " " + at_offset(5, 0) + " " + at_offset(0, 5) + " " +
               at_offset(-5, 0);
    }
}

} // namespace

Svg::Svg(std::string id, Point size, std::string_view title, std::string_view description)
    : id_(std::move(id)) {
    const std::string box = std::to_string(size.x) + " " + std::to_string(size.y);
    body_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + box +
            "\" width=\"" + std::to_string(size.x) + "\" aria-labelledby=\"" + id_ + "-t " + id_ +
            "-d\"><title id=\"" + id_ + "-t\">" + escaped(title) + "</title><desc id=\"" + id_ +
            "-d\">" + escaped(description) + "</desc><defs><pattern id=\"" + id_ +
            "-h\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
            "patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" "
            "stroke=\"#222\" stroke-width=\"2\"/></pattern></defs>";
}

void Svg::line(Point from, Point to, std::string_view style) {
    body_ += "<line" + number("x1", from.x) + number("y1", from.y) + number("x2", to.x) +
             number("y2", to.y) + " stroke=\"#222\" " + std::string(style) + "/>";
}

void Svg::path(const std::vector<Point>& points, std::string_view style) {
    std::string list;
    for (const Point& point : points)
        list += (list.empty() ? "" : " ") + place(point);
    body_ += "<polyline points=\"" + list + "\" fill=\"none\" stroke=\"#222\" " +
             std::string(style) + "/>";
}

void Svg::box(Point corner, Point size, std::string_view style) {
    body_ += "<rect" + number("x", corner.x) + number("y", corner.y) + number("width", size.x) +
             number("height", size.y) + " stroke=\"#222\" " + std::string(style) + "/>";
}

void Svg::hatched(Point corner, Point size) {
    box(corner, size, "stroke-width=\"1\" fill=\"url(#" + id_ + "-h)\" fill-opacity=\"0.35\"");
}

void Svg::mark(Point at, Shape shape) {
    const std::string centre = number("cx", at.x) + number("cy", at.y) + number("r", 5);
    switch (shape) {
    case Shape::circle: body_ += "<circle" + centre + " fill=\"#222\"/>"; return;
    case Shape::ring:
        body_ += "<circle" + centre + " fill=\"#fff\" stroke=\"#222\" stroke-width=\"2\"/>";
        return;
    case Shape::cross:
        line({at.x - 4, at.y - 4}, {at.x + 4, at.y + 4}, solid_line);
        line({at.x - 4, at.y + 4}, {at.x + 4, at.y - 4}, solid_line);
        return;
    case Shape::dash: line({at.x - 5, at.y}, {at.x + 5, at.y}, "stroke-width=\"4\""); return;
    default:
        body_ += "<polygon points=\"" + outline(at, shape) +
                 "\" fill=\"#fff\" stroke=\"#222\" stroke-width=\"2\"/>";
    }
}

void Svg::text(Point at, std::string_view words, Anchor anchor) {
    const char* named = anchor == Anchor::end      ? "end"
                        : anchor == Anchor::middle ? "middle"
                                                   : "start";
    body_ += "<text" + number("x", at.x) + number("y", at.y) + " text-anchor=\"" + named + "\">" +
             escaped(words) + "</text>";
}

std::string Svg::done() && {
    return std::move(body_) + "</svg>";
}

} // namespace tocsin::report
