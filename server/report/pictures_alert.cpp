// SPDX-License-Identifier: Apache-2.0
#include "server/report/pictures.hpp"
#include "server/report/svg.hpp"
#include "server/report/words.hpp"

#include <algorithm>
#include <array>

namespace tocsin::report {

namespace {

using namespace domain;

constexpr std::int64_t minute = 60'000, hour = 60 * minute;
// Equal steps along the axis: an alert's first minutes matter as much as its first days.
constexpr std::array<std::int64_t, 9> ticks{
    0, minute, 5 * minute, 15 * minute, 45 * minute, 2 * hour, 8 * hour, 24 * hour, 168 * hour};
constexpr std::array<const char*, 9> tick_words{
    "0", "1 min", "5 min", "15 min", "45 min", "2 h", "8 h", "24 h", "7 d"};
constexpr std::int64_t left = 40, top = 20, step = 62, height = 180;
constexpr std::int64_t right = left + step * 8;

std::int64_t x_of(std::int64_t ms) {
    if (ms <= 0) return left;
    for (std::size_t i = 1; i < ticks.size(); ++i)
        if (ms <= ticks[i])
            return left + step * static_cast<std::int64_t>(i - 1) +
                   step * (ms - ticks[i - 1]) / (ticks[i] - ticks[i - 1]);
    return right;
}

std::int64_t y_of(std::size_t count, std::size_t of) {
    const auto part = static_cast<std::int64_t>(count) * height;
    return top + height - (of == 0 ? 0 : part / static_cast<std::int64_t>(of));
}

using Times = std::vector<std::int64_t>; // sorted

template <class Which>
Times times_of(const AlertFigures& alert, Which which) {
    Times times;
    for (const GovernmentReach& government : alert.governments)
        if (const std::optional<Instant> at = which(government))
            times.push_back((*at - alert.issued).count());
    std::sort(times.begin(), times.end());
    return times;
}

void axes(Svg& svg, std::size_t asked) {
    svg.line({left, top + height}, {right, top + height}, thin_line);
    svg.line({left, top}, {left, top + height}, thin_line);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const std::int64_t x = left + step * static_cast<std::int64_t>(i);
        svg.line({x, top + height}, {x, top + height + 5}, thin_line);
        svg.text({x, top + height + 20}, tick_words[i], Anchor::middle);
    }
    svg.text({left - 6, top + 5}, std::to_string(asked), Anchor::end);
    svg.text({left - 6, top + height + 5}, "0", Anchor::end);
}

struct Course {
    const char* word;
    Times times;
    std::string_view style;
    Shape shape;
};

void draw(Svg& svg, const Course& course, std::size_t asked, std::int64_t label_y) {
    std::vector<Point> points{{left, y_of(0, asked)}};
    std::size_t count = 0;
    for (const std::int64_t ms : course.times) {
        points.push_back({x_of(ms), y_of(count, asked)});
        points.push_back({x_of(ms), y_of(++count, asked)});
    }
    points.push_back({right, y_of(count, asked)});
    svg.path(points, course.style);
    for (std::size_t i = 0; i < course.times.size(); ++i)
        svg.mark({x_of(course.times[i]), y_of(i + 1, asked)}, course.shape);
    // Its key: the same line, the same mark, the word and the number.
    svg.line({right + 14, label_y}, {right + 44, label_y}, course.style);
    svg.mark({right + 29, label_y}, course.shape);
    svg.text({right + 52, label_y + 5}, std::string(course.word) + " " + std::to_string(count));
}

std::string told(const std::vector<Course>& courses, std::size_t asked) {
    std::string words = "Of " + std::to_string(asked) + " governments asked: ";
    for (const Course& course : courses)
        words += (course.word == courses.front().word ? "" : ", ") + std::string(course.word) +
                 " " + std::to_string(course.times.size());
    return words + ". The steps of the time axis are not to scale.";
}

} // namespace

std::string reach_picture(const AlertFigures& alert) {
    const std::size_t asked = alert.governments.size();
    std::vector<Course> courses;
    if (alert.deliveries_known) {
        courses.push_back(
            {"delivered",
             times_of(alert, [](const auto& one) { return one.delivered; }),
             solid_line,
             Shape::ring}
        );
        courses.push_back(
            {"seen",
             times_of(alert, [](const auto& one) { return one.seen; }),
             dashed_line,
             Shape::square}
        );
    }
    if (alert.folds_known)
        courses.push_back(
            {"acknowledged",
             times_of(alert, [](const auto& one) { return one.acknowledged; }),
             dotted_line,
             Shape::triangle}
        );
    Svg svg(
        "reach-" + alert.id,
        {right + 190, top + height + 40},
        "Reach over time of " + alert.id,
        courses.empty() ? "What was delivered and answered is withheld." : told(courses, asked)
    );
    axes(svg, asked);
    std::int64_t label_y = top + 20;
    for (const Course& course : courses) {
        draw(svg, course, asked, label_y);
        label_y += 30;
    }
    return std::move(svg).done();
}

std::string answers_picture(const AlertFigures& alert) {
    const Times times = times_of(alert, [](const auto& one) { return one.acknowledged; });
    std::vector<std::pair<std::string, std::size_t>> bands;
    for (std::size_t i = 1; i < ticks.size(); ++i) {
        const auto within = [&](std::int64_t ms) {
            return ms <= ticks[i] && (i == 1 || ms > ticks[i - 1]);
        };
        const auto count = std::count_if(times.begin(), times.end(), within);
        bands.emplace_back("to " + std::string(tick_words[i]), static_cast<std::size_t>(count));
    }
    const auto late = std::count_if(times.begin(), times.end(), [](std::int64_t ms) {
        return ms > ticks.back();
    });
    bands.emplace_back("later", static_cast<std::size_t>(late));
    bands.emplace_back("none", alert.governments.size() - times.size());

    std::string told = "Governments by the time they took:";
    for (const auto& [word, count] : bands)
        told += " " + word + " " + std::to_string(count) + ";";
    Svg svg(
        "answers-" + alert.id,
        {left + step * static_cast<std::int64_t>(bands.size()) + 20, top + height + 40},
        "Time to acknowledge of " + alert.id,
        told
    );
    std::size_t most = 1;
    for (const auto& [word, count] : bands)
        most = std::max(most, count);
    std::int64_t x = left;
    for (const auto& [word, count] : bands) {
        const std::int64_t y = y_of(count, most);
        const Point corner{x + 8, y}, size{step - 16, top + height - y};
        if (word == "none")
            svg.box(corner, size, "stroke-width=\"2\" fill=\"#fff\" stroke-dasharray=\"4 3\"");
        else
            svg.hatched(corner, size);
        svg.text({x + step / 2, y - 5}, std::to_string(count), Anchor::middle);
        svg.text({x + step / 2, top + height + 20}, word, Anchor::middle);
        x += step;
    }
    svg.line({left, top + height}, {x, top + height}, thin_line);
    return std::move(svg).done();
}

} // namespace tocsin::report
