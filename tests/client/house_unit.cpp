// The edge's test house (a real engine and real sockets on loopback), compiled into this suite as
// well. SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/browser.cpp"
#include "tests/net/support/certificate.cpp"
#include "tests/net/support/client.cpp"
#include "tests/net/support/house.cpp"
#include "tests/net/support/peer.cpp"
