// The web console's files as the edge serves them: held in memory, each in the encodings that
// browsers take, under the policy that lets it run nothing but itself (docs/CONSOLE.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "server/net/console_file.hpp"
#include "server/net/http.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>

namespace tocsin::net {

class Console {
public:
    Console() = default; // without files: there is no console here
    Console(std::span<const ConsoleFile> files, const std::vector<std::string>& origins);

    // Whether a file has this very path.
    bool holds(std::string_view path) const { return files_.contains(path); }

    // A file, or the page itself for an address of one of its screens; nothing: not the console's.
    // Asked with GET or HEAD, when no page of the server's own has this path.
    std::optional<Response> answer(const Request& request) const;

private:
    Response file(const ConsoleFile& file, const Request& request) const;

    std::map<std::string_view, ConsoleFile> files_;
    std::string policy_; // Content-Security-Policy
};

// What a page may load and where it may connect. Our own origins' sockets are named, since older
// Safari does not count them to 'self' (docs/adr/0023-the-console-is-in-the-program.md).
std::string console_policy(const std::vector<std::string>& origins);

// A folder as it is now, for those who work on the console; read once.
class ConsoleFolder {
public:
    static Result<ConsoleFolder> read(const std::filesystem::path& folder);

    std::span<const ConsoleFile> files() const { return files_; }

private:
    struct Bytes {
        std::string path, etag, content;
    };

    std::vector<std::unique_ptr<Bytes>> bytes_;
    std::vector<ConsoleFile> files_;
};

} // namespace tocsin::net
