// SPDX-License-Identifier: Apache-2.0
#include "server/app/process.hpp"

#include "server/app/exit_code.hpp"
#include "storage/signature.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin::app {

namespace {

bool open_standard_descriptors() {
    for (int descriptor = 0; descriptor <= 2; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) != -1) continue;
        // The lowest free number is this very one.
        if (::open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY) != descriptor) return false;
    }
    return true;
}

} // namespace

Result<void> prepare_process() {
    const auto trouble = [](std::string what) {
        return Trouble{
            Trouble::Fate::failed,
            exit_code::failed,
            std::move(what),
            "the system refused",
            "see its limits"};
    };
    if (!open_standard_descriptors()) return trouble("cannot open descriptors 0 to 2");
    ::umask(077);
    // Both: a limit alone does not hold back a core pattern that names a program.
    constexpr rlimit no_core{0, 0};
    if (::setrlimit(RLIMIT_CORE, &no_core) != 0) return trouble("cannot forbid core files");
    if (::prctl(PR_SET_DUMPABLE, 0) != 0) return trouble("cannot forbid memory dumps");
    if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return trouble("cannot ignore SIGPIPE");
    if (!storage::init_crypto()) return trouble("libsodium cannot be used");
    return {};
}

void end_now(const std::string& line, int exit_code) noexcept {
    // Nothing more can be done about a stderr that does not take it.
    [[maybe_unused]] const auto written = ::write(2, line.data(), line.size());
    [[maybe_unused]] const auto ended = ::write(2, "\n", 1);
    ::_exit(exit_code);
}

} // namespace tocsin::app
