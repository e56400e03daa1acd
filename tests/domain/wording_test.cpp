// SPDX-License-Identifier: Apache-2.0
#include "server/domain/wording.hpp"

#include <catch2/catch.hpp>

using namespace tocsin::domain;

TEST_CASE("a text that speaks for all members is recognised", "[domain][wording]") {
    CHECK(speaks_for_all("# Statement\n\nWe, the members of the Freedom Online Coalition (FOC), are"
    ));
    CHECK(speaks_for_all("**We, the\nMembers of the** Coalition"));
    CHECK(speaks_for_all("As all members of the Freedom Online Coalition have said"));
    CHECK(speaks_for_all("Nous, les membres de la Coalition pour la liberté en ligne"));
    CHECK(speaks_for_all("Nosotros, los miembros de la Coalición por la Libertad en Línea"));
}

TEST_CASE("a text in the name of those who sign it is not", "[domain][wording]") {
    CHECK(!speaks_for_all("The undersigned members of the Freedom Online Coalition call on"));
    CHECK(!speaks_for_all("We, the undersigned governments, call on the authorities"));
    CHECK(!speaks_for_all("We, the governments of Australia, Canada and Denmark"));
    CHECK(!speaks_for_all(""));
}
