// SPDX-License-Identifier: Apache-2.0
#include "server/report/pictures.hpp"
#include "server/report/svg.hpp"
#include "server/report/words.hpp"

#include <algorithm>

namespace tocsin::report {

namespace {

using namespace domain;

constexpr std::int64_t left = 40, top = 40, width = 560, row = 18;

Shape shape_of(v1::Position::Stance stance) {
    switch (stance) {
    case v1::Position::SIGN: return Shape::circle;
    case v1::Position::SIGN_WITH_EXPLANATION: return Shape::ring;
    case v1::Position::SIGN_AD_REFERENDUM:
    case v1::Position::AWAITING_INSTRUCTIONS: return Shape::diamond;
    case v1::Position::ASSOCIATE: return Shape::square;
    case v1::Position::OBJECT: return Shape::triangle;
    case v1::Position::ABSTAIN: return Shape::dash;
    default: return Shape::cross;
    }
}

std::string word_of(const PositionInRound& position) {
    return position.party.text + " " + plain_word(v1::Position::Stance_Name(position.stance)) +
           (position.is_standing ? "" : " (replaced)");
}

class Window {
public:
    Window(const Round& round, std::int64_t bottom) : round_(round), bottom_(bottom) {}

    std::int64_t x_of(Instant at) const {
        const std::int64_t whole =
            std::max<std::int64_t>((round_.deadline - round_.opened).count(), 1);
        const std::int64_t into = std::clamp<std::int64_t>((at - round_.opened).count(), 0, whole);
        return left + width * into / whole;
    }

    void frame(Svg& svg) const {
        const Instant tenth = round_.deadline - (round_.deadline - round_.opened) / 10;
        svg.hatched({x_of(tenth), top}, {left + width - x_of(tenth), bottom_ - top});
        svg.box({left, top}, {width, bottom_ - top}, "stroke-width=\"1\" fill=\"none\"");
        svg.text({left, top - 8}, "opened " + at_words(round_.opened));
        svg.text({left + width, top - 8}, "deadline " + at_words(round_.deadline), Anchor::end);
        svg.text({left + width, bottom_ + 18}, "hatched: the last tenth", Anchor::end);
    }

private:
    const Round& round_;
    std::int64_t bottom_;
};

} // namespace

std::string window_picture(const ProcedureFigures& procedure) {
    if (!procedure.round) return {};
    const Round& round = *procedure.round;
    const auto& positions = round.positions;
    const std::int64_t bottom = top + row * (static_cast<std::int64_t>(positions.size()) + 1);
    std::string told = "From the opening to the deadline, in the order received:";
    for (const PositionInRound& position : positions)
        told += " " + word_of(position) + " after " +
                span_words((position.at - round.opened).count()) + ";";
    if (positions.empty()) told += " no position.";
    Svg svg(
        "window-" + procedure.id,
        {left + width + 60, bottom + 30},
        "Positions of " + procedure.id,
        told
    );
    const Window window(round, bottom);
    window.frame(svg);
    for (const Extension& extension : procedure.extensions) {
        if (extension.from < round.opened || extension.from >= round.deadline) continue;
        const std::int64_t x = window.x_of(extension.from);
        svg.line({x, top}, {x, bottom}, dashed_line);
        svg.text({x, bottom + 18}, "first deadline", Anchor::middle);
    }
    std::int64_t y = top + row;
    for (const PositionInRound& position : positions) {
        const std::int64_t x = window.x_of(position.at);
        svg.mark({x, y}, shape_of(position.stance));
        const bool is_late = x > left + width / 2;
        svg.text(
            {is_late ? x - 10 : x + 10, y + 4},
            word_of(position),
            is_late ? Anchor::end : Anchor::start
        );
        y += row;
    }
    return std::move(svg).done();
}

} // namespace tocsin::report
