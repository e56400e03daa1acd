// An invitation shown and answered over HTTP.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/check.hpp"
#include "tests/net/support/browser.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

// Ghana's new focal point, invited by the secretariat.
struct Invitation {
    explicit Invitation(House& house) {
        const Person support = house.seat("support-unit", {v1::SUPPORT});
        house.seat("GH", {v1::LEAD});
        SeededRng rng(77);
        code = identity::mint_code(rng);
        v1::Command command;
        v1::InvitePerson& invite = *command.mutable_invite_person();
        invite.set_party("GH");
        invite.add_roles(v1::FOCAL_POINT);
        invite.set_post("embassy");
        invite.set_code_sha256(identity::code_hash(code)->str());
        TOCSIN_CHECK(house.does(support, command).has_receipt());
    }

    v1::ShowInvitation shown() const {
        v1::ShowInvitation show;
        show.set_code(code);
        return show;
    }

    std::string code;
};

v1::Enrol enrolment(Browser& browser, const std::string& code, const std::string& nonce) {
    v1::Enrol enrol;
    enrol.set_code(code);
    *enrol.mutable_key() = browser.key();
    *enrol.mutable_proof() = browser.registration(nonce);
    return enrol;
}

} // namespace

TEST_CASE("a page shows what an invitation is for and enrols two passkeys", "[net][enrol]") {
    House house;
    const Invitation invitation(house);
    Browser browser(house), second(house, 2);

    const auto view =
        read<v1::InvitationView>(browser.post("/auth/invitation", invitation.shown()));

    CHECK(view.party() == "GH");
    CHECK(view.party_name() == "The party GH");
    REQUIRE(view.roles_size() == 1);
    CHECK(view.roles(0) == v1::FOCAL_POINT);
    CHECK(view.post() == "embassy");
    CHECK(view.exercise_only());
    CHECK_FALSE(view.recovery());
    CHECK(view.challenge().rp_id() == "localhost");

    auto enrol = enrolment(browser, invitation.code, view.challenge().nonce());
    v1::Enrol::More& more = *enrol.add_more();
    *more.mutable_key() = second.key();
    *more.mutable_proof() = second.registration(view.challenge().nonce());
    const Http answer = browser.post("/auth/enrol", enrol);

    REQUIRE(answer.status == 200);
    const auto welcome = read<v1::Welcome>(answer);
    CHECK(welcome.enrolled());
    CHECK(welcome.party() == "GH");
    CHECK(answer.field("Set-Cookie").empty());
    // Until two of the secretariat let them in, they log in nowhere.
    CHECK(browser.log_in().status == 401);
    CHECK(house.ask<std::size_t>([&] {
        return house.engine()
            .shown()
            .coalition.person(*PersonId::from(view.person()))
            ->waiting.size();
    }) == 2);
}

TEST_CASE("fault 66: a code is used once, and has one wording for every fault", "[net][enrol]") {
    House house;
    const Invitation invitation(house);
    Browser browser(house), late(house, 2);
    const auto first = enrolment(browser, invitation.code, browser.challenge().nonce());
    REQUIRE(browser.post("/auth/enrol", first).status == 200);

    const auto again =
        late.post("/auth/enrol", enrolment(late, invitation.code, late.challenge().nonce()));
    const auto shown = late.post("/auth/invitation", invitation.shown());
    v1::ShowInvitation wrong;
    wrong.set_code("0000-0000-0000-0000-0000-0000-0000-0000");
    const auto unknown = late.post("/auth/invitation", wrong);

    CHECK(again.status == 403);
    CHECK(read<v1::Refusal>(again).code() == v1::Refusal::INVITATION_INVALID);
    CHECK(shown.status == 403);
    CHECK(shown.body == unknown.body);
    CHECK(again.body == unknown.body);
}

TEST_CASE("fault 66: an address tries five codes a minute", "[net][enrol]") {
    House house;
    const Invitation invitation(house);
    Browser browser(house);
    v1::ShowInvitation wrong;
    for (int i = 0; i < limits::invitations_per_minute_max; ++i) {
        wrong.set_code("0000-0000-0000-0000-0000-0000-0000-000" + std::to_string(i));
        CHECK(browser.post("/auth/invitation", wrong).status == 403);
    }

    CHECK(browser.post("/auth/invitation", invitation.shown()).status == 429);
    house.inside([&] { house.time.pass(13s); });
    CHECK(browser.post("/auth/invitation", invitation.shown()).status == 200);
    // What succeeds costs nothing.
    CHECK(browser.post("/auth/invitation", invitation.shown()).status == 200);
}

TEST_CASE("a registration for another page, site or challenge enrols nothing", "[net][enrol]") {
    House house;
    const Invitation invitation(house);
    const auto status = [&](const std::function<void(Browser&)>& change) {
        Browser browser(house);
        change(browser);
        return browser
            .post("/auth/enrol", enrolment(browser, invitation.code, browser.challenge().nonce()))
            .status;
    };

    Browser honest(house);
    CHECK(
        honest.post("/auth/enrol", enrolment(honest, invitation.code, std::string(32, 'n')))
            .status == 401
    );

    Browser page(house);
    auto elsewhere = enrolment(page, invitation.code, page.challenge().nonce());
    auto lying = page.passkey;
    lying.origin = "https://evil.test";
    const auto bytes = lying.create(elsewhere.proof().nonce());
    elsewhere.mutable_proof()->set_client_data_json(bytes.client_data_json);
    CHECK(page.post("/auth/enrol", elsewhere).status == 401);
    CHECK(status([](Browser& browser) { browser.passkey.rp_id = "evil.test"; }) == 400);
    auto renamed = enrolment(honest, invitation.code, honest.challenge().nonce());
    renamed.mutable_key()->set_credential_id("another");
    CHECK(honest.post("/auth/enrol", renamed).status == 401);
    CHECK(status([](Browser&) {}) == 200);
}
