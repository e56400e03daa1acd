// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_files.hpp"

#include "server/app/private_file.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <unistd.h>

namespace tocsin::app {

namespace {

namespace json = boost::json;

json::object describe(const DemoPerson& person, const std::filesystem::path& key_file) {
    json::array roles;
    for (const auto role : person.roles)
        roles.emplace_back(v1::Role_Name(role));
    return {
        {"slug", person.slug},
        {"person", person.id.hex()},
        {"party", person.party},
        {"roles", std::move(roles)},
        {"name", person.name},
        {"key_file", key_file.string()}};
}

} // namespace

Result<void>
write_persons(const std::filesystem::path& directory, const std::vector<DemoPerson>& persons) {
    std::error_code ec;
    std::filesystem::create_directories(directory / "keys", ec);
    json::array described;
    for (const auto& person : persons) {
        const auto file = directory / "keys" / (person.slug + ".key");
        auto written = write_private(file, person.seed.hex() + "\n");
        if (!written) return written.error();
        described.push_back(describe(person, file));
    }
    return write_private(directory / "persons.json", json::serialize(described) + "\n");
}

std::filesystem::path demo_file(const std::string& given, const Environment& environment) {
    if (!given.empty()) return given;
    if (const auto at = environment.find("TOCSIN_DEMO");
        at != environment.end() && !at->second.empty())
        return at->second;
    const auto runtime = environment.find("XDG_RUNTIME_DIR");
    const std::filesystem::path folder =
        runtime == environment.end() || runtime->second.empty() ? "/tmp" : runtime->second;
    return folder / ("tocsin-demo-" + std::to_string(::getuid()) + ".json");
}

Result<DemoSign> DemoSign::put_up(
    std::filesystem::path file,
    const std::string& url,
    const std::filesystem::path& directory,
    const std::string& log_key
) {
    const json::object said{{"url", url}, {"dir", directory.string()}, {"log_key", log_key}};
    auto content = json::serialize(said) + "\n";
    auto written = write_private(file, content);
    if (!written) return written.error();
    return DemoSign(std::move(file), std::move(content));
}

DemoSign::~DemoSign() {
    if (file_.empty()) return; // moved from
    const auto there = read_small(file_);
    std::error_code ec;
    if (there && *there == content_) std::filesystem::remove(file_, ec);
}

} // namespace tocsin::app
