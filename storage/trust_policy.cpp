// SPDX-License-Identifier: Apache-2.0
#include "storage/trust_policy.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::storage {

namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view line) {
    Words words;
    for (std::size_t at = 0; at < line.size();) {
        const auto begin = line.find_first_not_of(" \t\r", at);
        if (begin == line.npos) break;
        const auto end = std::min(line.find_first_of(" \t\r", begin), line.size());
        words.emplace_back(line.substr(begin, end - begin));
        at = end;
    }
    return words;
}

} // namespace

// One pass, line by line; what is wrong is thrown inside and never leaves.
class TrustPolicy::Reader {
public:
    std::variant<TrustPolicy, Wrong> read(std::string_view text) {
        try {
            while (!text.empty()) {
                ++line_;
                const auto end = std::min(text.find('\n'), text.size());
                take(words_of(text.substr(0, end)));
                text.remove_prefix(std::min(end + 1, text.size()));
            }
            if (policy_.logs_.empty()) fail("no log is named: add a line `log VKEY`");
            if (!has_quorum_) fail("no quorum is set: add a line `quorum NAME` or `quorum none`");
        } catch (Wrong& wrong) {
            return std::move(wrong);
        }
        return std::move(policy_);
    }

private:
    [[noreturn]] void fail(std::string why) const { throw Wrong{line_, std::move(why)}; }

    void take(const Words& words) {
        if (words.empty() || words.front().starts_with('#')) return;
        if (words.front() == "log") return take_log(words);
        if (words.front() == "witness") return take_witness(words);
        if (words.front() == "group") return take_group(words);
        if (words.front() == "quorum") return take_quorum(words);
        fail("`" + words.front() + "` is none of log, witness, group, quorum");
    }

    void take_log(const Words& words) {
        if (words.size() != 2 && words.size() != 3) fail("a log is `log VKEY [URL]`");
        const auto key = VerifierKey::parse(words[1]);
        if (!key) fail("this is not the verifier key of a log (type 0x01)");
        policy_.logs_.push_back(*key);
    }

    void take_witness(const Words& words) {
        if (words.size() != 3 && words.size() != 4) fail("a witness is `witness NAME VKEY [URL]`");
        name(words[1]);
        const auto key = CosignerKey::parse(words[2]);
        if (!key) fail("this is not the verifier key of a witness (type 0x04)");
        const auto same = [&](const Witness& other) { return other.key.key == key->key; };
        if (std::any_of(policy_.witnesses_.begin(), policy_.witnesses_.end(), same))
            fail("this key is another witness's already: one key counts once");
        policy_.witnesses_.push_back({words[1], *key, words.size() == 4 ? words[3] : ""});
    }

    void take_group(const Words& words) {
        if (words.size() < 4) fail("a group is `group NAME any|all|K MEMBER…`");
        name(words[1]);
        Group group;
        group.members.assign(words.begin() + 3, words.end());
        for (const auto& member : group.members) {
            if (!names_.contains(member)) fail("`" + member + "` is not defined above");
            if (!members_.insert(member).second)
                fail("`" + member + "` is a member already: nobody counts twice");
        }
        group.needed = needed(words[2], group.members.size());
        policy_.groups_[words[1]] = std::move(group);
    }

    std::size_t needed(const std::string& word, std::size_t members) const {
        if (word == "any") return 1;
        if (word == "all") return members;
        std::size_t number = 0;
        const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (ec != std::errc() || end != word.data() + word.size() || number == 0 ||
            number > members)
            fail("a group needs any, all, or a number from 1 to its members");
        return number;
    }

    void take_quorum(const Words& words) {
        if (words.size() != 2) fail("a quorum is `quorum NAME` or `quorum none`");
        if (has_quorum_) fail("there is a quorum already");
        has_quorum_ = true;
        if (words[1] == "none") return;
        if (!names_.contains(words[1])) fail("`" + words[1] + "` is not defined above");
        policy_.quorum_ = words[1];
    }

    void name(const std::string& word) {
        if (word == "none") fail("`none` is no name");
        if (!names_.insert(word).second) fail("`" + word + "` is defined twice");
    }

    TrustPolicy policy_;
    std::set<std::string> names_;
    std::set<std::string> members_;
    std::size_t line_ = 0;
    bool has_quorum_ = false;
};

std::variant<TrustPolicy, TrustPolicy::Wrong> TrustPolicy::parse(std::string_view text) {
    return Reader().read(text);
}

// Groups refer only to what stands above them, so this ends.
bool TrustPolicy::holds(const std::string& name, const std::set<std::string>& cosigned) const {
    const auto group = groups_.find(name);
    if (group == groups_.end()) return cosigned.contains(name);
    const auto& members = group->second.members;
    const auto held = std::count_if(members.begin(), members.end(), [&](const auto& member) {
        return holds(member, cosigned);
    });
    return static_cast<std::size_t>(held) >= group->second.needed;
}

bool TrustPolicy::is_met_by(const std::set<std::string>& cosigned) const {
    return quorum_.empty() || holds(quorum_, cosigned);
}

TrustPolicy::Cosigned TrustPolicy::judge(const Note& note) const {
    Cosigned result;
    std::multimap<std::uint64_t, std::string> by_time;
    for (const auto& witness : witnesses_) {
        const auto said = cosigned_at(note, witness.key);
        if (said.found == CosignedAt::Found::wrong) result.wrong.insert(witness.name);
        if (said.found != CosignedAt::Found::right) continue;
        result.at[witness.name] = said.seconds;
        by_time.emplace(said.seconds, witness.name);
    }
    std::set<std::string> cosigned;
    for (const auto& [seconds, witness] : by_time) {
        cosigned.insert(witness);
        if (!result.seen_by && !quorum_.empty() && is_met_by(cosigned)) result.seen_by = seconds;
    }
    result.enough = is_met_by(cosigned);
    return result;
}

} // namespace tocsin::storage
