// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/town.hpp"

#include "server/base/check.hpp"
#include "server/domain/sign_on.hpp"
#include "storage/sha256.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/sim/swarm.hpp"

namespace tocsin::sim {

namespace {

// Placeholders of histories are no hash of anything: the document behind one is a text that names
// it.
Digest hash_of(const std::string& document) {
    return storage::sha256({document});
}

} // namespace

Town::Town(std::uint64_t seed, const std::string& origin, const storage::SigningKey& log_key) {
    SeededRng rng(stream(seed, "keys"));
    keys_.reserve(history_.people.size());
    std::map<Digest, std::size_t> was;
    for (domain::Asker& asker : history_.people) {
        was[asker.key] = people.size();
        keys_.push_back(storage::SigningKey::generate(rng));
        asker.key = storage::fingerprint("ed25519", keys_.back().public_key().view());
        by_key_[asker.key] = people.size();
        const auto* known = history_.state.coalition.person(asker.person);
        people.push_back({asker, known->party.text, &keys_.back()});
    }
    for (test::Recorded& entry : history_.entries) {
        if (entry.event.has_log_founded()) {
            entry.event.mutable_log_founded()->set_origin(origin);
            entry.event.mutable_log_founded()->set_log_key(log_key.public_key().str());
        }
        if (!entry.event.has_key_added()) continue;
        auto& added = *entry.event.mutable_key_added();
        const std::size_t whose = was.at(*Digest::from(added.fingerprint()));
        added.set_fingerprint(people[whose].asker.key.str());
        added.mutable_key()->set_fingerprint(added.fingerprint());
        added.mutable_key()->set_public_key(keys_[whose].public_key().str());
    }
}

void Town::found(const std::filesystem::path& directory) const {
    SeededRng rng(1);
    storage::SqliteLog::Options options;
    options.directory = directory;
    auto log = storage::SqliteLog::open(options, rng);
    TOCSIN_CHECK(log.has_value());
    const auto all = [&](storage::Pen& pen) {
        std::uint64_t number = 0;
        for (const test::Recorded& entry : history_.entries) {
            storage::NewEntry fresh;
            fresh.realm = static_cast<std::uint8_t>(entry.facts.realm);
            fresh.kind = static_cast<std::uint16_t>(entry.event.event_case());
            fresh.received_at = entry.facts.recorded_at;
            const std::string name = test::digest_of("founding", ++number).str();
            fresh.command_id = *CommandId::from(std::string_view(name).substr(0, CommandId::size));
            fresh.payload = entry.event.SerializeAsString();
            pen.append(std::move(fresh));
        }
    };
    TOCSIN_CHECK((*log)
                     ->append(
                         0, [](const storage::Entry&) {}, all
                     )
                     .has_value());
}

std::optional<std::size_t> Town::owner_of(const Digest& key) const {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    return found->second;
}

std::string Town::document(std::string_view placeholder) const {
    return "# Networks stay open\n\nWe ask for it. (" + to_hex(placeholder) + ")\n";
}

void Town::name_documents(v1::Command& command, std::vector<std::string>& documents) const {
    const auto name = [&](std::string_view placeholder) {
        documents.push_back(document(placeholder));
        return hash_of(documents.back()).str();
    };
    if (command.has_add_text()) {
        auto& add = *command.mutable_add_text();
        add.set_text_sha256(name(add.text_sha256()));
    } else if (command.has_add_translation()) {
        auto& add = *command.mutable_add_translation();
        add.set_text_sha256(name(add.text_sha256()));
    } else if (command.has_take_position()) {
        sign(*command.mutable_take_position(), documents);
    }
}

void Town::sign(v1::TakePosition& taking, std::vector<std::string>& documents) const {
    v1::SignedText& made = *taking.mutable_signed_text();
    auto text = domain::parse_sign_on(made.text());
    if (!text) return;
    if (text->reservation_sha256) {
        documents.push_back(document(text->reservation_sha256->view()));
        text->reservation_sha256 = hash_of(documents.back());
    }
    made.set_text(domain::render(*text));
    const auto signer = owner_of(text->key);
    if (signer) made.set_signature(people[*signer].key->sign(made.text()).str());
}

Wish Town::wish(const domain::State& shown, Instant now, test::Dice& dice) {
    history_.state = shown;
    history_.now = now;
    test::Asked asked = history_.ask(dice);
    Wish wish;
    wish.person = owner_of(asked.asker.key).value_or(0);
    wish.command = std::move(asked.command);
    wish.command.clear_command_id(); // its client gives it one
    name_documents(wish.command, wish.documents);
    return wish;
}

} // namespace tocsin::sim
