// A certificate made by the test: ECDSA P-256, self-signed, for localhost.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>

namespace tocsin::net::test {

// Writes cert.pem and key.pem into `folder`; `serial` tells one from another.
void make_certificate(
    const std::filesystem::path& folder,
    long serial,
    std::chrono::seconds validity = std::chrono::hours(90 * 24)
);

} // namespace tocsin::net::test
