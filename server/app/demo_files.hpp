// What a demo leaves for its clients: persons.json and keys/<slug>.key in its folder, and one
// file at a known place that says where the demo is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/demo_persons.hpp"
#include "server/app/layers.hpp"

namespace tocsin::app {

Result<void>
write_persons(const std::filesystem::path& directory, const std::vector<DemoPerson>& persons);

// --demo-file, else $TOCSIN_DEMO, else ${XDG_RUNTIME_DIR:-/tmp}/tocsin-demo-<uid>.json.
std::filesystem::path demo_file(const std::string& given, const Environment& environment);

// There while the demo runs; removed with it, unless another demo has taken its place.
class DemoSign {
public:
    static Result<DemoSign> put_up(
        std::filesystem::path file,
        const std::string& url,
        const std::filesystem::path& directory,
        const std::string& log_key
    );
    ~DemoSign();
    DemoSign(DemoSign&&) noexcept = default;
    DemoSign& operator=(DemoSign&&) = delete;

    const std::filesystem::path& file() const { return file_; }

private:
    DemoSign(std::filesystem::path file, std::string content)
        : file_(std::move(file)), content_(std::move(content)) {}

    std::filesystem::path file_;
    std::string content_;
};

} // namespace tocsin::app
