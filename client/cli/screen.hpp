// The terminal's alternate screen in raw mode, given back whatever happens, also on a crash.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tocsin::cli {

class Screen {
public:
    Screen();
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    // Only lines that changed are written.
    void show(const std::string& frame);
    // A key that was pressed, or nothing; never waits.
    static char key();

private:
    std::string shown_;
};

} // namespace tocsin::cli
