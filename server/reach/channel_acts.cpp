// What a person does about its own channels. A channel is proven when a code that went out by it
// came back from a log-in of that person; an e-mail address is sent nothing else before.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "server/domain/refusal.hpp"
#include "server/reach/channels.hpp"
#include "server/reach/letter.hpp"
#include "server/reach/mailbox.hpp"
#include "server/reach/web_push.hpp"
#include "storage/sha256.hpp"

#include <algorithm>

namespace tocsin::reach {

namespace {

using namespace std::chrono_literals;
using Kind = ChannelRow::Kind;

constexpr auto between_codes = 10s; // of one person, each way

v1::Refusal refuse_off(const char* setting) {
    return domain::refuse(
        v1::Refusal::UNSUPPORTED,
        "This server does not send that way.",
        "It is not configured.",
        std::string("Ask whoever runs it for ") + setting + "."
    );
}

v1::Refusal refuse_codes(std::chrono::milliseconds wait) {
    auto refusal = domain::refuse(
        v1::Refusal::RATE_LIMITED,
        "Not so many codes.",
        "Each goes out as a message; ten an hour are enough to try.",
        "Try again later."
    );
    refusal.set_retry_after_ms(wait.count());
    return refusal;
}

v1::Refusal refuse_code() {
    return domain::refuse(
        v1::Refusal::INVITATION_INVALID,
        "That is not the code.",
        "It is another, older than an hour, or was tried too often.",
        "Send yourself a test alert again, and enter the code that comes."
    );
}

bool is_key(const std::string& p256dh) {
    // Any key of ours agrees with a point of the curve, and with nothing else.
    static const auto probe = P256Key::from_scalar(std::string(31, '\0') + '\1');
    return probe->agree(p256dh).has_value();
}

} // namespace

void Channels::act(
    const domain::Reader& reader,
    const v1::ChannelAct& act,
    const std::function<void(v1::Channels)>& told
) {
    auto refusal = does(reader.person, act);
    v1::Channels channels = list(reader.person);
    if (refusal) *channels.mutable_refusal() = std::move(*refusal);
    told(std::move(channels));
}

const ChannelRow* Channels::own(const PersonId& person, const std::string& id) const {
    const auto channel = ChannelId::from(id);
    const ChannelRow* row = channel ? book_.find(*channel) : nullptr;
    return row && row->person == person ? row : nullptr;
}

std::optional<v1::Refusal> Channels::does(const PersonId& person, const v1::ChannelAct& act) {
    switch (act.act_case()) {
    case v1::ChannelAct::kAddPush: return add(person, act.add_push());
    case v1::ChannelAct::kAddEmail: return add(person, act.add_email());
    case v1::ChannelAct::kTest:
        if (const ChannelRow* row = own(person, act.test().channel())) return test(person, *row);
        return domain::refuse_not_found();
    case v1::ChannelAct::kProve: return prove(person, act.prove());
    case v1::ChannelAct::kRemove:
        if (const ChannelRow* row = own(person, act.remove().channel())) {
            book_.remove(ChannelId(row->id));
            return std::nullopt;
        }
        return domain::refuse_not_found();
    default: return std::nullopt; // a list
    }
}

v1::Channels Channels::list(const PersonId& person) const {
    v1::Channels channels;
    channels.set_push_key(courier_.push_key());
    channels.set_email(courier_.sends(Kind::email));
    for (const ChannelRow& row : book_.of(person)) {
        v1::Channel& line = *channels.add_channels();
        const bool is_push = row.kind == Kind::push;
        line.set_channel(row.id.str());
        line.set_kind(is_push ? v1::Channel::PUSH : v1::Channel::EMAIL);
        line.set_label(is_push ? row.label : row.address);
        line.set_added_at(to_ms(row.added));
        line.set_proven_at(to_ms(row.proven));
        line.set_tested_at(to_ms(row.tested));
        line.set_failed_at(to_ms(row.failed));
        line.set_failed_because(row.failed_because);
        if (is_push) line.set_endpoint_sha256(storage::sha256({row.address}).str());
    }
    return channels;
}

std::optional<v1::Refusal>
Channels::add(const PersonId& person, const v1::ChannelAct::AddPush& push) {
    if (!courier_.sends(Kind::push)) return refuse_off("reach.push_contact");
    if (!courier_.takes(push.endpoint()))
        return domain::refuse_field("endpoint", "an https address", "");
    if (!is_key(push.p256dh())) return domain::refuse_field("p256dh", "a point of P-256", "");
    if (push.auth().size() != push_auth_bytes)
        return domain::refuse_field("auth", "16 bytes", std::to_string(push.auth().size()));
    // A browser is one person's at a time: whoever is logged in there now.
    ChannelRow row;
    row.id = rooms_.rng.draw<ChannelId>();
    const ChannelRow* known = book_.at(push.endpoint());
    const bool is_own = known && known->person == person;
    if (is_own) row = *known;
    const auto rows = book_.of(person);
    const auto is_push = [](const ChannelRow& one) { return one.kind == Kind::push; };
    if (row.added == Instant{} && std::count_if(rows.begin(), rows.end(), is_push) >=
                                      static_cast<long>(limits::push_channels_per_person_max))
        return domain::refuse_field(
            "endpoint", std::to_string(limits::push_channels_per_person_max) + " browsers", ""
        );
    if (known && !is_own) book_.remove(ChannelId(known->id));
    if (row.p256dh != push.p256dh() || row.auth != push.auth()) {
        row.proven = row.tested = {}; // by keys that open nothing any more
        row.code_sha256.clear();
    }
    row.failed = {};
    row.failed_because.clear();
    row.person = person;
    row.kind = Kind::push;
    row.address = push.endpoint();
    row.p256dh = push.p256dh();
    row.auth = push.auth();
    row.label = push.label();
    row.language = push.language();
    row.added = rooms_.clock.wall();
    book_.put(std::move(row));
    return std::nullopt;
}

std::optional<v1::Refusal>
Channels::add(const PersonId& person, const v1::ChannelAct::AddEmail& email) {
    if (!courier_.sends(Kind::email)) return refuse_off("reach.smtp_url");
    if (!is_mailbox(email.address()))
        return domain::refuse_field("address", "a mailbox such as name@ministry.example", "");
    ChannelRow row;
    row.id = rooms_.rng.draw<ChannelId>();
    row.person = person;
    row.kind = Kind::email;
    row.address = email.address();
    row.language = email.language();
    row.added = rooms_.clock.wall();
    if (auto refusal = test(person, row)) return refusal;
    // The one that is proven stays until this one is.
    for (const ChannelRow& old : book_.of(person))
        if (old.kind == Kind::email && old.id != row.id && old.proven == Instant{})
            book_.remove(old.id);
    return std::nullopt;
}

// Digits for who types it, a secret for who does not.
std::string Channels::new_code(Kind kind) {
    if (kind == Kind::push) return to_hex(rooms_.rng.draw<Bytes<16, struct CodeTag>>().view());
    std::string code;
    for (int digit = 0; digit < 8; ++digit)
        code += static_cast<char>('0' + rooms_.rng.below(10));
    return code;
}

std::optional<v1::Refusal> Channels::test(const PersonId& person, ChannelRow row) {
    if (!courier_.sends(row.kind))
        return refuse_off(row.kind == Kind::push ? "reach.push_contact" : "reach.smtp_url");
    const Instant now = rooms_.clock.wall();
    auto& sent = codes_sent_[person];
    const auto mono = rooms_.clock.mono();
    while (!sent.empty() && mono - sent.front().at >= 1h)
        sent.pop_front();
    const auto last = std::find_if(sent.rbegin(), sent.rend(), [&](const CodeSent& one) {
        return one.kind == row.kind;
    });
    if (last != sent.rend() && mono - last->at < between_codes) return refuse_codes(between_codes);
    if (sent.size() >= limits::channel_codes_per_hour_max) {
        const auto wait = 1h - (mono - sent.front().at);
        return refuse_codes(std::chrono::ceil<std::chrono::milliseconds>(wait));
    }
    sent.push_back({mono, row.kind});

    const std::string code = new_code(row.kind);
    row.tested = now;
    row.code_sha256 = storage::sha256({row.id.view(), code}).str();
    wrong_codes_.erase(row.id);
    book_.put(row);
    const auto came = [this, id = row.id, watch = here_.watch()](const Outcome& outcome) {
        if (watch.expired() || stopped_ || !book_.find(id)) return;
        if (outcome.fate == Outcome::Fate::gone) return book_.remove(ChannelId(id));
        failed(id, outcome.why);
    };
    courier_.test(row, code, came);
    return std::nullopt;
}

std::optional<v1::Refusal>
Channels::prove(const PersonId& person, const v1::ChannelAct::Prove& prove) {
    const ChannelRow* known = own(person, prove.channel());
    if (!known) return domain::refuse_not_found();
    ChannelRow row = *known;
    const Instant now = rooms_.clock.wall();
    const bool is_right = storage::sha256({row.id.view(), prove.code()}).str() == row.code_sha256;
    if (row.code_sha256.empty() || now - row.tested >= limits::channel_code_life)
        return refuse_code();
    if (!is_right && ++wrong_codes_[row.id] < limits::channel_code_tries_max) return refuse_code();
    wrong_codes_.erase(row.id);
    row.code_sha256.clear();
    row.tested = {};
    if (is_right) {
        row.proven = now;
        row.failed = {};
        row.failed_because.clear();
    }
    if (is_right && row.kind == Kind::email)
        for (const ChannelRow& old : book_.of(person))
            if (old.kind == Kind::email && old.id != row.id) book_.remove(old.id);
    book_.put(std::move(row));
    return is_right ? std::nullopt : std::optional(refuse_code());
}

} // namespace tocsin::reach
