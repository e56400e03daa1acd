// SPDX-License-Identifier: Apache-2.0
#include "server/wire/json_shape.hpp"

#include "server/base/bytes.hpp"
#include "server/wire/utf8.hpp"

#include <algorithm>

namespace tocsin::wire {

namespace {

// One pass, no copy. It also notes the strings that stand at command.commandId and query.queryId.
class Walk {
public:
    explicit Walk(std::string_view text) : rest_(text) {}

    bool whole() {
        value(0);
        skip_space();
        return !why_ && (rest_.empty() || fail("something follows the JSON value"));
    }

    const char* why() const { return why_; }

    std::string_view command_id() const { return command_id_; }

    std::string_view query_id() const { return query_id_; }

private:
    bool fail(const char* why) {
        if (!why_) why_ = why;
        return false;
    }

    void skip_space() {
        const auto first = rest_.find_first_not_of(" \t\r\n");
        rest_.remove_prefix(first == rest_.npos ? rest_.size() : first);
    }

    bool take(char wanted) {
        skip_space();
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool value(int depth) {
        skip_space();
        if (rest_.empty()) return fail("the JSON ends too early");
        switch (rest_.front()) {
        case '{': return object(depth + 1);
        case '[': return array(depth + 1);
        case '"': return string().has_value();
        case 't': return literal("true");
        case 'f': return literal("false");
        case 'n': return literal("null");
        default: return number();
        }
    }

    bool object(int depth) {
        if (depth > json_depth_max) return fail("the JSON is nested deeper than 32");
        (void)take('{');
        if (take('}')) return true;
        do {
            skip_space();
            const auto name = string();
            if (!name) return false;
            if (!take(':')) return fail("a colon is missing");
            if (depth == 1) inside_ = *name;
            if (depth == 2 && inside_ == "command" &&
                (*name == "commandId" || *name == "command_id"))
                note(command_id_);
            if (depth == 2 && inside_ == "query" && (*name == "queryId" || *name == "query_id"))
                note(query_id_);
            if (!value(depth)) return false;
        } while (take(','));
        return take('}') || fail("a brace is missing");
    }

    bool array(int depth) {
        if (depth > json_depth_max) return fail("the JSON is nested deeper than 32");
        (void)take('[');
        if (take(']')) return true;
        do {
            if (!value(depth)) return false;
        } while (take(','));
        return take(']') || fail("a bracket is missing");
    }

    // Looks ahead at the value; the walk itself goes on from where it was.
    void note(std::string_view& id) {
        const std::string_view here = rest_;
        skip_space();
        if (!rest_.empty() && rest_.front() == '"') id = string().value_or("");
        rest_ = here;
    }

    // What stands between the quotes, escapes and all.
    std::optional<std::string_view> string() {
        if (rest_.empty() || rest_.front() != '"') return fail("a string is missing"), std::nullopt;
        rest_.remove_prefix(1);
        const std::string_view from = rest_;
        while (!rest_.empty() && rest_.front() != '"') {
            const auto c = static_cast<unsigned char>(rest_.front());
            if (c < 0x20) return fail("a control character stands in a string"), std::nullopt;
            rest_.remove_prefix(1);
            if (c == '\\' && !escape()) return std::nullopt;
        }
        if (rest_.empty()) return fail("a string does not end"), std::nullopt;
        rest_.remove_prefix(1);
        return from.substr(0, from.size() - rest_.size() - 1);
    }

    bool escape() {
        constexpr std::string_view simple = "\"\\/bfnrt", hex = "0123456789abcdefABCDEF";
        if (rest_.empty()) return fail("a string does not end");
        const char kind = rest_.front();
        rest_.remove_prefix(1);
        if (simple.find(kind) != simple.npos) return true;
        const bool four =
            rest_.size() >= 4 && rest_.substr(0, 4).find_first_not_of(hex) == rest_.npos;
        if (kind != 'u' || !four) return fail("an escape is unknown");
        rest_.remove_prefix(4);
        return true;
    }

    bool literal(std::string_view word) {
        if (!rest_.starts_with(word)) return fail("a value is no JSON");
        rest_.remove_prefix(word.size());
        return true;
    }

    bool digits() {
        const auto end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        if (end == 0) return fail("a value is no JSON");
        rest_.remove_prefix(end);
        return true;
    }

    bool number() {
        if (rest_.front() == '-') rest_.remove_prefix(1);
        if (rest_.starts_with('0'))
            rest_.remove_prefix(1); // and no digit may follow
        else if (!digits())
            return false;
        if (rest_.starts_with('.')) {
            rest_.remove_prefix(1);
            if (!digits()) return false;
        }
        if (rest_.starts_with('e') || rest_.starts_with('E')) {
            rest_.remove_prefix(1);
            if (rest_.starts_with('+') || rest_.starts_with('-')) rest_.remove_prefix(1);
            return digits();
        }
        return true;
    }

    std::string_view rest_;
    std::string_view command_id_;
    std::string_view query_id_;
    std::string_view inside_; // the name at the outermost level
    const char* why_ = nullptr;
};

} // namespace

std::optional<std::string> unfit_json(std::string_view text) {
    if (!is_utf8(text)) return "the text is not UTF-8";
    Walk walk(text);
    if (walk.whole()) return std::nullopt;
    return walk.why();
}

JsonIds ids_of_json(std::string_view text) {
    Walk walk(text);
    (void)walk.whole();
    return {from_base64(walk.command_id()).value_or(""), from_base64(walk.query_id()).value_or("")};
}

} // namespace tocsin::wire
