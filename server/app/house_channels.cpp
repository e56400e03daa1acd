// The channels beside an open console: the key by which push services know this server, made once
// like the log's own, and where the log is read from (docs/CHANNELS.md).
// SPDX-License-Identifier: Apache-2.0
#include "server/app/exit_code.hpp"
#include "server/app/house_state.hpp"
#include "storage/durable_file.hpp"

namespace tocsin::app {

namespace {

constexpr const char* key_name = "vapid.key";
constexpr std::size_t key_bytes_max = 4 * 1024;

Result<reach::P256Key> push_key_in(const std::filesystem::path& directory, Rng& rng) {
    const auto file = directory / key_name;
    auto text = storage::read_file(file, key_bytes_max);
    if (!text) return text.error();
    if (!*text) {
        auto key = reach::P256Key::generate(rng);
        auto made = storage::create_file(file, key.pem());
        if (!made) return made.error();
        return key;
    }
    if (auto ours = storage::check_private(file); !ours) return ours.error();
    auto key = reach::P256Key::from_pem(**text);
    if (key) return *key;
    return Trouble{
        Trouble::Fate::failed,
        exit_code::configuration,
        file.string() + " cannot be used",
        "it is no private key on P-256 in PEM",
        "restore it from the backup; with a new one every browser must subscribe again"};
}

} // namespace

// An exercise has no way to a real channel (domain.md 2).
bool House::State::has_channels() const {
    const auto& ways = plan.ways;
    const bool is_configured = !ways.push_contact.empty() || !ways.smtp_url.empty();
    return is_configured && (!plan.exercise_only || plan.loopback_channels);
}

// What may fail, before anything runs that would have to be ended. Where nothing was looked at
// before, what comes from now on is; kept before anything can come.
Result<void> House::State::open_channel_rows() {
    if (!has_channels()) return {};
    if (!plan.ways.push_contact.empty()) {
        auto key = push_key_in(plan.directory, rng);
        if (!key) return key.error();
        plan.ways.push_key = std::move(*key);
    }
    auto rows = log->channels().all();
    if (!rows) return rows.error();
    channel_rows = std::move(*rows);
    if (channel_rows.next) return {};
    storage::ChannelChanges begun;
    begun.next = channel_rows.next = log->head().size;
    return log->channels().keep(begun);
}

Result<void> House::State::open_channels() {
    if (!has_channels()) return {};
    reach::Courier::Ways ways = plan.ways;
    ways.exercise = plan.exercise_only;
    if (!egress) egress = std::make_unique<reach::CurlEgress>(io.get_executor());
    const reach::Channels::Rooms rooms{
        *engine, *log_thread, *log, log->channels(), *egress, clock, rng, io.get_executor()};
    channels = std::make_unique<reach::Channels>(
        rooms,
        std::move(ways),
        std::move(channel_rows),
        [this](const std::string& line) { logging.warn("reach", "channel", line); }
    );
    channels->start();
    return {};
}

} // namespace tocsin::app
