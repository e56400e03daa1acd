// What every fuzz target is made of: `fuzz(input)` is given what a stranger might send. It may
// refuse, and must never crash, read what is not there, or believe what it does not say again in
// the same words (`must`). SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace tocsin::fuzz {

void fuzz(std::string_view input);

inline void must(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "this must hold and does not: %s\n", what);
    std::abort();
}

// Counted, and said at the end: a target that believed nothing has tried nothing (run.sh).
struct Believed {
    std::uint64_t count = 0;

    ~Believed() { std::fprintf(stderr, "believed %llu\n", static_cast<unsigned long long>(count)); }
};

inline void believed() {
    static Believed all;
    ++all.count;
}

// Cuts one part off the front, up to this byte or the end.
inline std::string_view cut(std::string_view& input, char until = '\0') {
    const auto end = input.find(until);
    const auto part = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return part;
}

} // namespace tocsin::fuzz

// libFuzzer looks for it by name; each target is one file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tocsin::fuzz::fuzz({reinterpret_cast<const char*>(data), size});
    return 0;
}
