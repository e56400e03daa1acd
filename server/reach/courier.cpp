// SPDX-License-Identifier: Apache-2.0
#include "server/reach/courier.hpp"

#include "server/base/limits.hpp"
#include "server/reach/letter.hpp"
#include "server/reach/web_push.hpp"
#include "storage/sha256.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace tocsin::reach {

namespace {

using namespace std::chrono_literals;
using Fate = Outcome::Fate;
using Kind = storage::ChannelRow::Kind;

constexpr std::size_t payload_bytes = 512; // of every message: its size tells no label
constexpr std::size_t topic_letters = 32;  // RFC 8030 section 5.4: no more
constexpr auto life_max = std::chrono::hours(24 * 28);

std::string label_word(v1::Tlp label) {
    std::string word = v1::Tlp_Name(label);
    std::replace(word.begin(), word.end(), '_', '+');
    return word;
}

// One mark for all about one item, by which the newer replaces the older or stands in one thread.
// Of each channel another: whoever carries several cannot see who is asked the same.
std::string mark_of(const storage::ChannelRow& channel, const std::string& subject) {
    return to_hex(storage::sha256({channel.id.view(), subject}).view()).substr(0, topic_letters);
}

Outcome outcome_of_push(const Answered& answer) {
    const int status = answer.status;
    const auto said = "the push service answers " + std::to_string(status);
    if (status >= 200 && status < 300) return {};
    if (status == 404 || status == 410)
        return {Fate::gone, "the browser ended its subscription", {}};
    if (status == 0) return {Fate::later, "the push service: " + answer.trouble, {}};
    // 401, 403: our key or clock, which its operator can mend.
    if (status == 401 || status == 403 || status == 408 || status == 429 || status >= 500)
        return {Fate::later, said, answer.retry_after};
    return {Fate::never, said, {}};
}

Outcome outcome_of_mail(const Answered& answer) {
    if (answer.trouble.empty()) return {};
    // What is wrong with this mailbox or this letter. All else (530, 535: our log-in; 521, 554: it
    // is closed to us) an operator can mend.
    if ((answer.status >= 550 && answer.status <= 553) || answer.status == 556)
        return {Fate::never, "the relay answers " + std::to_string(answer.status), {}};
    if (answer.status >= 400)
        return {Fate::later, "the relay answers " + std::to_string(answer.status), {}};
    return {Fate::later, "the relay: " + answer.trouble, {}};
}

} // namespace

bool Courier::sends(Kind kind) const {
    return kind == Kind::push ? ways_.push_key.has_value() : !ways_.smtp_url.empty();
}

std::string Courier::push_key() const {
    return ways_.push_key ? ways_.push_key->point() : std::string();
}

Bounds Courier::bounds() const {
    return ways_.exercise ? Bounds::loopback : Bounds::public_only;
}

bool Courier::takes(const std::string& endpoint) const {
    if (origin_of(endpoint).find('@') != std::string::npos)
        return false; // nobody's name or password
    return endpoint.starts_with("https://") || (ways_.exercise && endpoint.starts_with("http://"));
}

void Courier::tell(const storage::ChannelRow& channel, const Waiting& waiting, Done done) {
    if (channel.kind == Kind::email)
        return mail(
            channel,
            letter_about(waiting, ways_.public_url, channel.language),
            mark_of(channel, waiting.subject),
            done
        );
    const boost::json::object said{
        {"tlp", label_word(waiting.label)},
        {"kind", waiting.is_alert ? "alert" : "procedure"},
        {"id", waiting.subject},
        {"exercise", waiting.realm == v1::EXERCISE},
        {"quiet", waiting.quiet},
        {"language", channel.language}};
    Push message;
    message.payload = boost::json::serialize(said);
    message.topic = mark_of(channel, waiting.subject);
    message.urgency = waiting.quiet ? "low" : waiting.urgent ? "high" : "normal";
    const auto left = std::chrono::floor<std::chrono::seconds>(waiting.until - clock_.wall());
    message.life = std::clamp<std::chrono::seconds>(left, 0s, life_max);
    push(channel, message, std::move(done));
}

void Courier::test(const storage::ChannelRow& channel, const std::string& code, Done done) {
    if (channel.kind == Kind::email)
        return mail(channel, letter_of_code(code, ways_.public_url, channel.language), {}, done);
    const boost::json::object said{
        {"kind", "test"},
        {"channel", to_hex(channel.id.view())},
        {"code", code},
        {"language", channel.language}};
    Push message;
    message.payload = boost::json::serialize(said);
    message.topic = mark_of(channel, "test");
    message.urgency = "high";
    message.life = limits::channel_code_life;
    push(channel, message, std::move(done));
}

void Courier::push(const storage::ChannelRow& channel, const Push& message, Done done) {
    const auto salt = rng_.draw<Bytes<16, struct SaltTag>>();
    const P256Key once = P256Key::generate(rng_);
    std::string payload = message.payload; // JSON, to which spaces add nothing
    payload.resize(std::max(payload.size(), payload_bytes), ' ');
    auto body = seal(payload, {channel.p256dh, channel.auth}, once, salt.view());
    Asked asked(bounds());
    asked.url = channel.address;
    asked.body = body.value_or("");
    asked.content_type = "application/octet-stream";
    asked.timeout = limits::channel_timeout;
    asked.headers = {
        "Content-Encoding: aes128gcm",
        "TTL: " + std::to_string(message.life.count()),
        "Urgency: " + message.urgency,
        "Topic: " + message.topic,
        "Authorization: " + vapid_authorization(
                                *ways_.push_key, channel.address, ways_.push_contact, clock_.wall()
                            )};
    auto answered = [done = std::move(done)](const Answered& answer) {
        done(outcome_of_push(answer));
    };
    egress_.send(std::move(asked), std::move(answered));
}

void Courier::mail(
    const storage::ChannelRow& channel, std::string message, const std::string& thread, Done done
) {
    Asked asked(ways_.exercise ? Bounds::loopback : Bounds::any); // the operator's own relay
    asked.url = ways_.smtp_url;
    Envelope envelope;
    envelope.from = ways_.smtp_from;
    envelope.to = channel.address;
    envelope.thread = thread;
    envelope.date = clock_.wall();
    envelope.id = to_hex(rng_.draw<Bytes<16, struct LetterTag>>().view());
    asked.body = put_in(envelope, std::move(message));
    asked.timeout = limits::channel_timeout;
    asked.mail = Mail{
        ways_.smtp_from, channel.address, ways_.smtp_user, ways_.smtp_password, ways_.exercise};
    auto answered = [done = std::move(done)](const Answered& answer) {
        done(outcome_of_mail(answer));
    };
    egress_.send(std::move(asked), std::move(answered));
}

} // namespace tocsin::reach
