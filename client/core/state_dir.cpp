// SPDX-License-Identifier: Apache-2.0
#include "client/core/state_dir.hpp"

#include "client/core/files.hpp"

#include <cstdlib>

namespace tocsin::client {
namespace {

namespace fs = std::filesystem;

std::string folder_name(const std::string& url, const Digest& key) {
    std::string name;
    const auto scheme = url.find("://");
    const std::string rest = scheme == std::string::npos ? url : url.substr(scheme + 3);
    for (const char c : rest) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name += plain || c == '.' || c == '-' ? c : '_';
    }
    // Encryption is part of which server it is: a plain server must not inherit the trust of wss.
    return (url.starts_with("wss://") ? "s-" : "p-") + name + "-" + key.hex().substr(0, 16);
}

// Files that end in LF for people, and are kept without it.
Result<std::optional<std::string>> read_line(const fs::path& file) {
    auto content = read_small(file);
    if (content && *content && (*content)->ends_with('\n')) (*content)->pop_back();
    return content;
}

} // namespace

Result<fs::path> state_home() {
    const char* xdg = std::getenv("XDG_STATE_HOME");
    const char* home = std::getenv("HOME");
    fs::path folder;
    if (xdg && *xdg == '/')
        folder = fs::path(xdg) / "tocsin";
    else if (home && *home == '/')
        folder = fs::path(home) / ".local" / "state" / "tocsin";
    if (folder.empty()) {
        Trouble trouble;
        trouble.exit_code = 77;
        trouble.what = "no folder for cursors and outbox";
        trouble.why = "neither XDG_STATE_HOME nor HOME is set";
        trouble.next = "export HOME";
        return trouble;
    }
    // Folders above ours keep whatever permissions they have.
    std::error_code ec;
    fs::create_directories(folder.parent_path(), ec);
    const auto made = make_private_folder(folder);
    if (!made) return made.error();
    return folder;
}

Result<fs::path> state_folder(const fs::path& home, const std::string& url, const Digest& key) {
    const fs::path folder = home / folder_name(url, key);
    const auto made = make_private_folder(folder);
    if (!made) return made.error();
    return folder;
}

Result<std::optional<std::string>> StateDir::cursor() const {
    auto line = read_line(folder_ / "cursor");
    if (!line || !*line) return line;
    // A cursor that is not hex is lost, not wrong: everything is read again.
    return from_hex(**line);
}

Result<void> StateDir::keep_cursor(const std::string& cursor) const {
    return write_lightly(folder_ / "cursor", to_hex(cursor) + "\n");
}

Result<std::optional<std::string>> StateDir::checkpoint() const {
    return read_small(folder_ / "checkpoint");
}

Result<void> StateDir::keep_checkpoint(const std::string& note) const {
    return write_private(folder_ / "checkpoint", note);
}

Result<std::optional<std::string>> StateDir::log_key() const {
    return read_line(folder_ / "log-key");
}

Result<void> StateDir::keep_log_key(const std::string& vkey) const {
    return write_private(folder_ / "log-key", vkey + "\n");
}

Result<fs::path> StateDir::keep_evidence(const std::string& text, const std::string& name) const {
    const fs::path file = folder_ / ("evidence-" + name + ".txt");
    std::error_code ec;
    if (fs::exists(file, ec)) return file;
    const auto written = write_private(file, text);
    if (!written) return written.error();
    return file;
}

} // namespace tocsin::client
