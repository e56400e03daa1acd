// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen.hpp"

#include "client/cli/line_diff.hpp"

#include <csignal>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace tocsin::cli {
namespace {

constexpr std::string_view enter = "\x1b[?1049h\x1b[?25l\x1b[2J";
constexpr std::string_view leave = "\x1b[?1049l\x1b[?25h";

termios before{};
bool raw = false;

void write_out(std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// Async-signal-safe: only write and tcsetattr; then the signal does what it would have done.
void give_back_and_die(int signal) {
    write_out(leave);
    if (raw) (void)::tcsetattr(STDIN_FILENO, TCSANOW, &before);
    (void)std::signal(signal, SIG_DFL);
    (void)std::raise(signal);
}

} // namespace

Screen::Screen() {
    raw = ::tcgetattr(STDIN_FILENO, &before) == 0;
    if (raw) {
        termios changed = before;
        changed.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        changed.c_cc[VMIN] = 0;
        changed.c_cc[VTIME] = 0;
        (void)::tcsetattr(STDIN_FILENO, TCSANOW, &changed);
    }
    for (const int signal : {SIGSEGV, SIGABRT, SIGBUS})
        (void)std::signal(signal, give_back_and_die);
    write_out(enter);
}

Screen::~Screen() {
    write_out(leave);
    if (raw) (void)::tcsetattr(STDIN_FILENO, TCSANOW, &before);
    raw = false;
    for (const int signal : {SIGSEGV, SIGABRT, SIGBUS})
        (void)std::signal(signal, SIG_DFL);
}

void Screen::show(const std::string& frame) {
    const auto now = lines_of(frame), old = lines_of(shown_);
    std::string out;
    for (std::size_t row = 0; row < now.size(); ++row) {
        if (row < old.size() && old[row] == now[row]) continue;
        out += "\x1b[" + std::to_string(row + 1) + ";1H" + now[row] + "\x1b[K";
    }
    if (!out.empty()) write_out(out);
    shown_ = frame;
}

char Screen::key() {
    pollfd waiting{STDIN_FILENO, POLLIN, 0};
    if (::poll(&waiting, 1, 0) <= 0) return 0;
    char pressed = 0;
    return ::read(STDIN_FILENO, &pressed, 1) == 1 ? pressed : '\0';
}

} // namespace tocsin::cli
