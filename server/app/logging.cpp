// SPDX-License-Identifier: Apache-2.0
#include "server/app/logging.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <cstdlib>
#include <poll.h>
#include <unistd.h>

namespace tocsin::app {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t queue_lines_max = 4'096;
constexpr auto patience = 100ms;   // with one line, while running
constexpr auto last_patience = 1s; // with all that is left, when closing

// Waits for room instead of writing into a full pipe, so that the thread behind it can always be
// joined.
class PatientSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    PatientSink(const Clock& clock, int descriptor) : clock_(clock), descriptor_(descriptor) {}

    void close() { give_up_at_ = (clock_.mono() + last_patience).count(); }

    std::uint64_t dropped() const { return dropped_; }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        std::string line(message.payload.data(), message.payload.size());
        line += '\n';
        if (!write_whole(line)) ++dropped_;
    }

    void flush_() override {}

private:
    bool writable() const {
        auto wait = std::chrono::duration_cast<std::chrono::nanoseconds>(patience);
        if (const auto until = give_up_at_.load(); until != 0)
            wait = std::min(wait, std::max(std::chrono::nanoseconds(until) - clock_.mono(), 0ns));
        pollfd asked{descriptor_, POLLOUT, 0};
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(wait).count();
        return ::poll(&asked, 1, static_cast<int>(ms)) == 1 && (asked.revents & POLLOUT) != 0;
    }

    bool write_whole(std::string_view line) const {
        while (!line.empty()) {
            if (!writable()) return false;
            const auto written = ::write(descriptor_, line.data(), line.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            line.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }

    const Clock& clock_;
    int descriptor_;
    std::atomic<std::int64_t> give_up_at_ = 0;
    std::atomic<std::uint64_t> dropped_ = 0;
};

LogFormat chosen(LogFormat format, int descriptor) {
    if (format != LogFormat::automatic) return format;
    if (::isatty(descriptor)) return LogFormat::text;
    return std::getenv("JOURNAL_STREAM") ? LogFormat::journal : LogFormat::json;
}

} // namespace

struct Logging::State {
    State(const Clock& the_clock, LogFormat wanted, int descriptor)
        : clock(the_clock),
          format(chosen(wanted, descriptor)),
          colour(::isatty(descriptor) && !std::getenv("NO_COLOR")),
          sink(std::make_shared<PatientSink>(the_clock, descriptor)),
          pool(std::make_shared<spdlog::details::thread_pool>(queue_lines_max, 1)),
          logger(std::make_shared<spdlog::async_logger>(
              "tocsin", sink, pool, spdlog::async_overflow_policy::overrun_oldest
          )) {
        logger->set_level(spdlog::level::trace);
    }

    const Clock& clock;
    LogFormat format;
    bool colour;
    std::atomic<LogLevel> level{LogLevel::info};
    std::shared_ptr<PatientSink> sink;
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> logger;
    std::atomic<std::uint64_t> told = 0; // of the dropped lines
};

Logging::Logging(const Clock& clock, LogLevel level, LogFormat format, int descriptor)
    : state_(std::make_unique<State>(clock, format, descriptor)) {
    state_->level = level;
}

Logging::~Logging() {
    state_->sink->close();
    state_->logger.reset();
    state_->pool.reset(); // joins, after the lines still queued
}

void Logging::level(LogLevel level) {
    state_->level = level;
}

LogLevel Logging::level() const {
    return state_->level;
}

void Logging::line(LogLine line) {
    if (line.level > state_->level.load()) return;
    const auto now = state_->clock.wall();
    // Said as soon as a line gets through again, so that nobody reads a gap as quiet.
    const auto lost = dropped();
    if (const auto told = state_->told.exchange(lost); lost > told) {
        LogLine gap{
            LogLevel::warn,
            "logging",
            "dropped",
            "stderr did not take every line",
            {{"lines", std::to_string(lost - told)}}};
        state_->logger->log(spdlog::level::warn, render(gap, state_->format, now, state_->colour));
    }
    state_->logger->log(spdlog::level::info, render(line, state_->format, now, state_->colour));
}

void Logging::info(
    std::string_view component, std::string_view event, std::string words, std::vector<Field> fields
) {
    line({LogLevel::info, component, event, std::move(words), std::move(fields)});
}

void Logging::warn(
    std::string_view component, std::string_view event, std::string words, std::vector<Field> fields
) {
    line({LogLevel::warn, component, event, std::move(words), std::move(fields)});
}

void Logging::error(
    std::string_view component, std::string_view event, std::string words, std::vector<Field> fields
) {
    line({LogLevel::error, component, event, std::move(words), std::move(fields)});
}

std::uint64_t Logging::dropped() const {
    return state_->sink->dropped() + state_->pool->overrun_counter();
}

} // namespace tocsin::app
