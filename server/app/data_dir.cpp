// SPDX-License-Identifier: Apache-2.0
#include "server/app/data_dir.hpp"

#include "server/app/exit_code.hpp"
#include "server/app/private_file.hpp"

#include <system_error>

namespace tocsin::app {

namespace {

constexpr const char* marker = "demo";
constexpr const char* begun = "this folder holds a demo: seeding\n";
constexpr const char* done = "this folder holds a demo: seeded\n";

Trouble refused(const std::filesystem::path& directory, std::string why, std::string next) {
    return {
        Trouble::Fate::failed,
        exit_code::configuration,
        directory.string() + " is not opened",
        std::move(why),
        std::move(next)};
}

Trouble unusable(const std::filesystem::path& directory, const std::error_code& ec) {
    return {
        Trouble::Fate::failed,
        exit_code::permission,
        "cannot use " + directory.string(),
        ec.message(),
        "check the path and its owner"};
}

Result<void> empty(const std::filesystem::path& directory) {
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(directory, ec))
        if (entry.path().filename() != marker) std::filesystem::remove_all(entry.path(), ec);
    if (ec) return unusable(directory, ec);
    return {};
}

} // namespace

Result<void> refuse_demo(const std::filesystem::path& directory) {
    std::error_code ec;
    if (!std::filesystem::exists(directory / marker, ec)) return {};
    return refused(
        directory, "it holds a demo, whose keys anybody has", "name another data directory"
    );
}

Result<DemoDir> prepare_demo(const std::filesystem::path& directory) {
    std::error_code ec;
    std::filesystem::create_directories(directory, ec);
    if (ec) return unusable(directory, ec);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, ec);
    if (ec) return unusable(directory, ec);
    const bool is_empty = std::filesystem::is_empty(directory, ec);
    if (ec) return unusable(directory, ec);

    if (!is_empty) {
        if (!std::filesystem::exists(directory / marker, ec))
            return refused(
                directory, "it is not empty and holds no demo", "name an empty or a new folder"
            );
        const auto said = read_small(directory / marker);
        if (!said) return said.error();
        if (*said == done) return DemoDir::seeded;
        auto emptied = empty(directory);
        if (!emptied) return emptied.error();
    }
    auto marked = write_private(directory / marker, begun);
    if (!marked) return marked.error();
    return DemoDir::fresh;
}

Result<void> mark_seeded(const std::filesystem::path& directory) {
    return write_private(directory / marker, done);
}

} // namespace tocsin::app
