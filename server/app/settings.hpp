// Every key there is: its name, its form, its default and what it means. The reader of files, the
// environment, flags and `print-config` all go by this one table; what is not in it is refused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::app {

struct Setting {
    enum class Form { text, list, number, duration, size };
    std::string_view name; // "listen.http"; without a dot: top level
    Form form = Form::text;
    std::string_view standard; // the default, as it would be written without quotes; a list: empty
    bool secret = false;       // masked wherever it is printed
    std::string_view words;    // for print-config
};

std::span<const Setting> settings();
const Setting* find_setting(std::string_view name);
std::vector<std::string> setting_names();

// "listen.http" → "TOCSIN_LISTEN__HTTP".
std::string environment_name(const Setting& setting);

} // namespace tocsin::app
