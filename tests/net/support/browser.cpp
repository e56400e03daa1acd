// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/browser.hpp"

#include "server/base/check.hpp"

namespace tocsin::net::test {

Browser::Browser(House& house, std::uint8_t number)
    : passkey(storage::KeyAlgorithm::es256, number), house_(house) {
    passkey.rp_id = "localhost";
    passkey.origin = "http://localhost:" + std::to_string(house.port());
}

Browser::Browser(House& house, const Person& person, std::uint8_t number) : Browser(house, number) {
    v1::Command command;
    v1::SeedPerson& seed = *command.mutable_seed_person();
    seed.mutable_person()->set_person(person.id.str());
    seed.mutable_person()->set_party(person.party);
    *seed.mutable_key() = key();
    TOCSIN_CHECK(house.server_does(std::move(command)).has_receipt());
}

Http Browser::send(
    const std::string& method,
    const std::string& target,
    const std::string& body,
    const Headers& changed
) {
    Headers headers{
        {"Host", "localhost"},
        {"Origin", passkey.origin},
        {"Sec-Fetch-Site", "same-origin"},
        {"User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"},
        {"Content-Length", std::to_string(body.size())},
        {"Content-Type", "application/json"},
        {"Cookie", cookie.empty() ? "" : "other=1; __Host-s=" + cookie}};
    for (const auto& [name, value] : changed)
        headers[name] = value;
    std::string bytes = method + " " + target + " HTTP/1.1\r\n";
    for (const auto& [name, value] : headers)
        if (!value.empty()) bytes += name + ": " + value + "\r\n";
    return request(house_.port(), bytes + "\r\n" + body);
}

Http Browser::post(
    const std::string& target, const google::protobuf::Message& message, const Headers& changed
) {
    return send("POST", target, wire::write_json(message), changed);
}

v1::Challenge Browser::challenge() {
    return read<v1::Challenge>(send("POST", "/auth/challenge", "{}"));
}

v1::Authenticate Browser::assertion(const std::string& nonce) {
    auto proof = tocsin::test::proof_of(passkey, passkey.get(nonce), v1::SignedText::PASSKEY);
    ++passkey.counter;
    proof.set_nonce(nonce);
    return proof;
}

v1::Authenticate Browser::registration(const std::string& nonce) {
    auto proof =
        tocsin::test::proof_of(passkey, passkey.create(nonce), v1::SignedText::PASSKEY_CREATED);
    proof.set_nonce(nonce);
    return proof;
}

Http Browser::log_in() {
    const Http answer = post("/auth/session", assertion(challenge().nonce()));
    const std::string set = answer.field("Set-Cookie");
    const std::string name = "__Host-s=";
    if (set.rfind(name, 0) == 0) cookie = set.substr(name.size(), set.find(';') - name.size());
    return answer;
}

Headers Browser::upgrade() const {
    return {{"Origin", passkey.origin}, {"Cookie", "__Host-s=" + cookie}};
}

} // namespace tocsin::net::test
