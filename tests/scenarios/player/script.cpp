// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/script.hpp"

#include <fstream>

namespace tocsin::scenario {

namespace {

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
    return begin == text.npos ? "" : text.substr(begin, end - begin + 1);
}

std::size_t indent_of(const std::string& line) {
    return line.find_first_not_of(' ');
}

Step sentence_of(const std::string& line, int number) {
    Step step;
    step.line = number;
    const auto dash = line.find(" -- ");
    step.sentence = trimmed(line.substr(0, dash));
    if (dash != line.npos) step.expectation = trimmed(line.substr(dash + 4));
    return step;
}

void add_detail(Step& step, const std::string& line) {
    const std::string detail = trimmed(line);
    const auto space = detail.find(' ');
    step.details.emplace(
        detail.substr(0, space), space == detail.npos ? "" : trimmed(detail.substr(space))
    );
}

// Lines of a text keep their own blank lines and lose the eight columns in front.
void add_text(Step& step, const std::string& line) {
    step.text += line.size() > 8 ? line.substr(8) : "";
    step.text += '\n';
}

} // namespace

Result<Script> read_script(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) return Trouble{.what = "cannot read " + file.string(), .next = "see tests/scenarios/"};
    Script script{.name = file.stem().string(), .title = {}, .steps = {}};
    std::string line;
    bool in_text = false;
    for (int number = 1; std::getline(in, line); ++number) {
        if (number == 1) {
            script.title = line;
        } else if (in_text && (line.empty() || indent_of(line) >= 8)) {
            add_text(script.steps.back(), line);
        } else if (trimmed(line).empty() || line[0] == '#') {
            in_text = false;
        } else if (indent_of(line) == 0) {
            in_text = false;
            script.steps.push_back(sentence_of(line, number));
        } else if (script.steps.empty()) {
            return Trouble{
                .what = file.string() + ":" + std::to_string(number) + ": a detail of nothing"};
        } else {
            in_text = trimmed(line) == "text";
            if (!in_text) add_detail(script.steps.back(), line);
        }
    }
    for (auto& step : script.steps) {
        while (step.text.ends_with("\n\n"))
            step.text.pop_back();
    }
    return script;
}

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : list + " ") {
        if (c != ' ' && c != ',') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    return words;
}

} // namespace tocsin::scenario
