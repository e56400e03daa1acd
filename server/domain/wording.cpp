// SPDX-License-Identifier: Apache-2.0
#include "server/domain/wording.hpp"

#include "tocsin/v1/command.pb.h"

#include <algorithm>
#include <array>

namespace tocsin::domain {

namespace {

// Letters of ASCII in lower case, every other run of bytes one space: commas, line breaks and
// Markdown do not hide a phrase. Letters beyond ASCII stay as they are.
std::string plain(std::string_view text) {
    std::string plain = " ";
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet >= 'A' && octet <= 'Z')
            plain += static_cast<char>(c + ('a' - 'A'));
        else if ((octet >= 'a' && octet <= 'z') || octet >= 0x80)
            plain += c;
        else if (plain.back() != ' ')
            plain += ' ';
    }
    return plain + " ";
}

constexpr std::array phrases{
    " we the members of the ",
    " we the member states of the ",
    " we the governments of the freedom online coalition ",
    " we members of the freedom online coalition ",
    " the members of the freedom online coalition ",
    " all members of the freedom online coalition ",
    " nous les membres de la ",
    " nous membres de la ",
    " les membres de la coalition ",
    " nosotros los miembros de la ",
    " los miembros de la coalici\xc3\xb3n ",
};

} // namespace

bool speaks_for_all(std::string_view text) {
    const std::string words = plain(text);
    return std::any_of(phrases.begin(), phrases.end(), [&](const char* phrase) {
        return words.find(phrase) != std::string::npos;
    });
}

std::vector<std::string> documents_named(const v1::Command& command) {
    std::vector<std::string> named;
    const auto add = [&named](const std::string& sha256) {
        if (!sha256.empty()) named.push_back(sha256);
    };
    switch (command.command_case()) {
    case v1::Command::kAddText: add(command.add_text().text_sha256()); break;
    case v1::Command::kAddTranslation: add(command.add_translation().text_sha256()); break;
    case v1::Command::kArrangeDemarche:
        add(command.arrange_demarche().terms().talking_points_sha256());
        break;
    case v1::Command::kSetPlaybook:
        for (const auto& step : command.set_playbook().playbook().steps())
            add(step.template_sha256());
        break;
    default: break;
    }
    return named;
}

} // namespace tocsin::domain
