// The configuration as anybody may have left it: the environment and the words behind the program's
// name, one a line, and behind an empty line the file. What is wrong is told with its place; what
// was believed is within its bounds, means to the edge what it means here, and is read again as it
// is printed.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/config.hpp"

#include "server/app/arguments.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/setting_values.hpp"
#include "server/app/settings.hpp"
#include "server/base/limits.hpp"
#include "server/net/proxies.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace {

using namespace tocsin;
using namespace tocsin::app;
using fuzz::must;

// A file in memory, which has a path as long as the process lives.
class File {
public:
    File() : descriptor_(::memfd_create("tocsin.toml", MFD_CLOEXEC)) {}

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

    void hold(std::string_view text) const {
        must(::ftruncate(descriptor_, 0) == 0, "a file can be emptied");
        const auto written = ::pwrite(descriptor_, text.data(), text.size(), 0);
        must(written == static_cast<ssize_t>(text.size()), "and filled");
    }

private:
    int descriptor_;
};

void told(const Trouble& trouble, int exit) {
    must(!trouble.what.empty() && !trouble.why.empty(), "it is said what is wrong, and why");
    must(trouble.exit_code == exit, "with the exit code of its kind");
}

// TOCSIN_LOG__LEVEL=debug is of the environment, all else are words. A secret's file is this one.
struct Given {
    Environment environment;
    std::vector<std::string> words;
};

Given given(std::string_view& input, const std::string& file) {
    Given given;
    for (;;) {
        const auto part = fuzz::cut(input, '\n');
        if (part.empty()) return given;
        const auto equals = part.find('=');
        if (!part.starts_with("TOCSIN_") || equals == part.npos) {
            given.words.emplace_back(part);
            continue;
        }
        const auto name = part.substr(0, equals);
        const auto value = name.ends_with("_FILE") ? file : std::string(part.substr(equals + 1));
        given.environment.emplace(name, value);
    }
}

void within_bounds(const Config& config) {
    must(config.connections >= 1 && config.connections <= limits::connections_max, "connections");
    must(config.connections_per_person >= 1, "somebody may come");
    must(config.messages_per_minute >= 1, "and say something");
    must(config.grace.count() >= 0 && config.grace <= std::chrono::minutes(10), "grace");
    must(config.directory.is_absolute(), "the data have one place");
    must(config.metrics.empty() || parse_host_port(config.metrics)->is_loopback(), "ours alone");
    for (const auto& network : config.trusted_proxies) {
        const auto address = boost::asio::ip::make_address(network.substr(0, network.find('/')));
        must(net::Proxies({network}).trusts(address), "the edge trusts whom we configured");
    }
}

void is_read_again(const Layers& layers, const File& file) {
    file.hold(print_config(layers));
    const auto again = gather({{file.path()}, {}, {}});
    if (!again) std::fprintf(stderr, "%s\n", to_string(again.error()).c_str());
    must(again.has_value(), "what is printed can be read");
    for (const auto& setting : settings()) {
        const auto& was = layers.find(setting.name)->second.items;
        const auto& is = again->find(setting.name)->second.items;
        const bool is_number = setting.form == Setting::Form::number;
        const bool same = is_number ? parse_number(was[0]) == parse_number(is[0]) : was == is;
        must(setting.secret || same, "and says the same");
    }
}

} // namespace

void tocsin::fuzz::fuzz(std::string_view input) {
    static const File file;
    const auto [environment, words] = given(input, file.path());
    file.hold(input);
    const auto arguments = parse_arguments(words, {}, true);
    if (!arguments) return told(arguments.error(), exit_code::usage);
    const auto layers = gather({{file.path()}, environment, arguments->settings});
    if (!layers) return told(layers.error(), exit_code::configuration);
    const auto config = read_config(*layers);
    if (!config) return told(config.error(), exit_code::configuration);
    believed();
    within_bounds(*config);
    is_read_again(*layers, file);
}
