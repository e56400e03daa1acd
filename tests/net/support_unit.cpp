// The suites are made of the files beside this one: what they share is compiled here.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/browser.cpp"
#include "tests/net/support/certificate.cpp"
#include "tests/net/support/client.cpp"
#include "tests/net/support/house.cpp"
#include "tests/net/support/peer.cpp"
#include "tests/net/support/statement.cpp"
#include "tests/net/support/tls_offer.cpp"
