// Web Push as bytes: RFC 8291's own example, both ways, and what a push service checks of a token.
// SPDX-License-Identifier: Apache-2.0
#include "tests/reach/browser.hpp"

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

namespace tocsin::reach::test {

namespace {

// RFC 8291, appendix A.
constexpr const char* sender_private = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
constexpr const char* sender_public =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr const char* browser_private = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
constexpr const char* browser_public =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr const char* browser_auth = "BTBZMqHH6r4Tts7J_aSIgg";
constexpr const char* salt = "DGv6ra1nlYgDCS1FRnbzlw";
constexpr const char* plain = "When I grow up, I want to be a watermelon";
constexpr const char* sealed =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
    "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4"
    "a-fN";

P256Key key_of(const char* scalar) {
    return *P256Key::from_scalar(from_base64url(scalar));
}

} // namespace

TEST_CASE("a message is sealed byte for byte as RFC 8291 shows it", "[reach][push]") {
    const P256Key sender = key_of(sender_private);
    REQUIRE(to_base64url(sender.point()) == sender_public);
    const Subscriber browser{from_base64url(browser_public), from_base64url(browser_auth)};

    const auto body = seal(plain, browser, sender, from_base64url(salt));

    REQUIRE(body);
    CHECK(to_base64url(*body) == sealed);
}

TEST_CASE("only the browser that it was sealed for opens a message", "[reach][push]") {
    const Browser browser(key_of(browser_private), from_base64url(browser_auth));
    REQUIRE(to_base64url(browser.key.point()) == browser_public);
    CHECK(browser.open(from_base64url(sealed)) == plain);

    SeededRng rng(5);
    CHECK(!Browser(rng).open(from_base64url(sealed)));
    std::string changed = from_base64url(sealed);
    changed.back() ^= 1;
    CHECK(!browser.open(changed));
}

TEST_CASE("a subscription whose key is no point of the curve is sealed for nobody", "[reach]") {
    SeededRng rng(5);
    std::string point = Browser(rng).key.point();
    point.back() ^= 1;
    CHECK(!seal("x", {point, std::string(16, 'a')}, P256Key::generate(rng), std::string(16, 's')));
    CHECK(!seal("x", {"", std::string(16, 'a')}, P256Key::generate(rng), std::string(16, 's')));
}

TEST_CASE("a push service can tell who sends, for whom and until when", "[reach][push]") {
    SeededRng rng(5);
    const P256Key ours = P256Key::generate(rng);
    const Instant now = from_ms(1'795'000'000'000);

    const auto header = vapid_authorization(
        ours, "https://push.example:8443/a/b?c", "mailto:duty@tocsin.example", now
    );

    std::string key;
    const auto claims = verified_claims(header, key);
    REQUIRE(claims);
    CHECK(key == ours.point());
    const auto said = boost::json::parse(*claims).as_object();
    CHECK(said.at("aud").as_string() == "https://push.example:8443");
    CHECK(said.at("sub").as_string() == "mailto:duty@tocsin.example");
    const auto until = said.at("exp").as_int64();
    CHECK(until > 1'795'000'000);
    CHECK(until <= 1'795'000'000 + 24 * 3600);
    std::string bent = header;
    bent[20] = bent[20] == 'A' ? 'B' : 'A';
    CHECK(!verified_claims(bent, key));
}

TEST_CASE("the server's push key is the same after it was written and read", "[reach][push]") {
    SeededRng rng(5);
    const P256Key made = P256Key::generate(rng);
    const auto read = P256Key::from_pem(made.pem());
    REQUIRE(read);
    CHECK(read->point() == made.point());
    const P256Key other = P256Key::generate(rng);
    CHECK(read->agree(other.point()) == other.agree(made.point()));
    CHECK(!P256Key::from_pem("-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n"));
    CHECK(!P256Key::from_scalar(std::string(32, '\0')));
    CHECK(!P256Key::from_scalar(std::string(32, '\xff')));
}

} // namespace tocsin::reach::test
