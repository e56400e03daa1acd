// The edge's test peers and test house, compiled into this suite as well.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/certificate.cpp"
#include "tests/net/support/house.cpp"
#include "tests/net/support/peer.cpp"
