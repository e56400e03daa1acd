// `tocsin-server demo`: a seeded coalition in crisis in a folder of its own, loopback only.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/arguments.hpp"
#include "server/app/complain.hpp"
#include "server/app/data_dir.hpp"
#include "server/app/demo_banner.hpp"
#include "server/app/demo_files.hpp"
#include "server/app/demo_simulator.hpp"
#include "server/app/demo_story.hpp"
#include "server/app/exit_code.hpp"
#include "server/app/house_state.hpp"
#include "server/app/server_verbs.hpp"
#include "server/app/setting_values.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace tocsin::app {

namespace {

using namespace std::chrono_literals;

constexpr auto demo_grace = 25s;
constexpr const char* demo_contact = "https://demo.tocsin.example";
constexpr const char* demo_origin = "demo.tocsin.localhost/log1";

struct DemoAsked {
    std::uint64_t port = 8080;
    std::filesystem::path keep; // empty: a temporary folder
    bool empty = false;
    std::string witness_policy;
    std::string web_dir;
    bool loopback_channels = false; // push messages to services on this host, for tests
    std::string loopback_relay;     // e-mail to one on this host
    bool quiet = false;
    bool unsafe_bind = false;
    std::optional<std::chrono::milliseconds> lasts;
    std::string demo_file;
};

Trouble misused(std::string what, std::string why) {
    return {
        Trouble::Fate::failed,
        exit_code::usage,
        std::move(what),
        std::move(why),
        "see tocsin-server --help"};
}

Result<DemoAsked> read_asked(Words words) {
    static constexpr std::array known{
        Option{"--port", true},
        Option{"--keep", true},
        Option{"--empty", false},
        Option{"--quiet-sim", false},
        Option{"--for", true},
        Option{"--unsafe-bind", false},
        Option{"--witness-policy", true},
        Option{"--web-dir", true},
        Option{"--loopback-channels", false},
        Option{"--loopback-relay", true},
        Option{"--demo-file", true}};
    const auto arguments = parse_arguments(words, known);
    if (!arguments) return arguments.error();
    if (!arguments->words.empty())
        return misused(
            "demo takes no \"" + arguments->words.front() + "\"", "it takes options only"
        );

    DemoAsked asked;
    const auto port = parse_number(arguments->value("--port", "8080"));
    if (!port || *port > 65'535) return misused("--port is no port", "it is a number up to 65535");
    asked.port = *port;
    if (arguments->has("--for")) {
        const auto seconds = parse_number(arguments->value("--for"));
        if (!seconds || *seconds > 1'000'000)
            return misused("--for is no time", "it is a number of seconds");
        asked.lasts = std::chrono::seconds(*seconds);
    }
    if (arguments->has("--keep")) {
        const auto folder = folder_of("--keep", arguments->value("--keep"));
        if (!folder) return folder.error();
        asked.keep = *folder;
    }
    asked.witness_policy = arguments->value("--witness-policy");
    asked.web_dir = arguments->value("--web-dir");
    asked.loopback_channels = arguments->has("--loopback-channels");
    asked.loopback_relay = arguments->value("--loopback-relay");
    asked.empty = arguments->has("--empty");
    asked.quiet = arguments->has("--quiet-sim");
    asked.unsafe_bind = arguments->has("--unsafe-bind");
    asked.demo_file = arguments->value("--demo-file");
    return asked;
}

// Memory before disk, unless $TMPDIR says otherwise: what goes with the demo need never be written.
std::filesystem::path temporary_place() {
    static constexpr const char* memory = "/dev/shm";
    if (!std::getenv("TMPDIR") && ::access(memory, W_OK | X_OK) == 0) return memory;
    return std::filesystem::temp_directory_path();
}

// The folder, and its end: a temporary one goes when the demo does.
class DemoFolder {
public:
    static Result<DemoFolder> take(const std::filesystem::path& keep) {
        if (!keep.empty()) return DemoFolder(keep, false);
        std::string name = (temporary_place() / "tocsin-demo-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            return Trouble{
                Trouble::Fate::failed,
                exit_code::permission,
                "cannot make a temporary folder",
                "the system refused",
                "set TMPDIR, or name a folder with --keep"};
        return DemoFolder(name, true);
    }

    DemoFolder(DemoFolder&& other) noexcept
        : path_(std::exchange(other.path_, {})), temporary_(other.temporary_) {}

    DemoFolder& operator=(DemoFolder&&) = delete;

    ~DemoFolder() {
        std::error_code ec;
        if (temporary_ && !path_.empty()) std::filesystem::remove_all(path_, ec);
    }

    const std::filesystem::path& path() const { return path_; }

    bool temporary() const { return temporary_; }

private:
    DemoFolder(std::filesystem::path path, bool temporary)
        : path_(std::move(path)), temporary_(temporary) {}

    std::filesystem::path path_;
    bool temporary_;
};

Plan plan_of(
    const DemoAsked& asked, const DemoFolder& folder, const std::vector<DemoPerson>& newcomers
) {
    Plan plan;
    plan.directory = folder.path();
    plan.origin = demo_origin;
    plan.exercise_only = true;
    plan.witness_policy = asked.witness_policy;
    plan.web_dir = asked.web_dir;
    plan.loopback_channels = asked.loopback_channels || !asked.loopback_relay.empty();
    if (asked.loopback_channels) plan.ways.push_contact = demo_contact;
    plan.ways.smtp_url = asked.loopback_relay;
    plan.ways.smtp_from = "tocsin@demo.tocsin.example";
    plan.ways.public_url = fmt::format("http://localhost:{}", asked.port);
    plan.admin_socket = folder.path() / "admin.sock";
    plan.grace = demo_grace;
    plan.net.http = fmt::format("{}:{}", asked.unsafe_bind ? "0.0.0.0" : "127.0.0.1", asked.port);
    plan.net.metrics = "127.0.0.1:0";
    for (const auto& person : newcomers)
        plan.directory_rows[person.id].name = person.name;
    return plan;
}

Result<void> seed(
    Seeder& seeder,
    DemoClock& clock,
    const DemoAsked& asked,
    const DemoFolder& folder,
    const std::vector<DemoPerson>& persons
) {
    if (auto told = tell_roster(seeder, persons); !told) return told;
    if (!asked.empty)
        if (auto told = tell_crisis(seeder); !told) return told;
    clock.forward_to_now();
    if (auto written = write_persons(folder.path(), persons); !written) return written;
    return mark_seeded(folder.path());
}

awaitable<void> end_after(House& house, std::chrono::milliseconds time) {
    SteadyTimer timer(house.executor());
    timer.expires_after(time);
    const auto [ec] = co_await timer.async_wait(no_throw);
    if (!ec) house.stop();
}

std::string client_program() {
    std::error_code ec;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ec);
    const auto beside = self.parent_path() / "tocsin";
    if (ec || !std::filesystem::exists(beside, ec)) return "tocsin";
    return std::filesystem::proximate(beside, ec).string();
}

int serve_demo(
    House& house,
    Seeder& seeder,
    const std::vector<DemoPerson>& persons,
    const DemoAsked& asked,
    const DemoFolder& folder
) {
    const auto url = fmt::format("ws://127.0.0.1:{}/ws", house.listener().http_port());
    const auto sign = DemoSign::put_up(
        demo_file(asked.demo_file, environment()),
        url,
        folder.path(),
        house.engine().log_key().str()
    );
    if (!sign) return complain(sign.error());
    BannerFacts facts{folder.path(), folder.temporary(), !asked.quiet, client_program(), {}};
    if (!asked.web_dir.empty() || !net::embedded_console().empty())
        facts.console = console_links(persons, house.listener().http_port());
    const std::string banner = demo_banner(house, seeder.now(), facts);

    Simulator simulator(seeder);
    if (!asked.quiet) house.nursery().spawn(simulator.run());
    if (asked.lasts) house.nursery().spawn(end_after(house, *asked.lasts));
    return house.run([&banner] {
        std::fputs(banner.c_str(), stdout);
        std::fflush(stdout);
    });
}

} // namespace

int verb_demo(Words words) {
    const auto asked = read_asked(words);
    if (!asked) return complain(asked.error());
    const auto folder = DemoFolder::take(asked->keep);
    if (!folder) return complain(folder.error());
    const auto state = prepare_demo(folder->path());
    if (!state) return complain(state.error());
    const bool fresh = *state == DemoDir::fresh;

    DemoClock clock;
    if (fresh && !asked->empty) clock.start_behind(story_length);
    SystemRng rng;
    Logging logging(clock, LogLevel::warn, LogFormat::automatic);
    const auto persons = demo_persons();
    const std::vector<DemoPerson> nobody;
    auto house =
        House::open(plan_of(*asked, *folder, fresh ? persons : nobody), clock, rng, logging);
    if (!house) return complain(house.error());

    Seeder seeder(**house, clock, persons);
    if (fresh)
        if (auto seeded = seed(seeder, clock, *asked, *folder, persons); !seeded)
            return complain(seeded.error());
    return serve_demo(**house, seeder, persons, *asked, *folder);
}

} // namespace tocsin::app
