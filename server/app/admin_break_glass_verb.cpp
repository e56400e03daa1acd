// `tocsin-admin break-glass`: the printed code is typed here, or piped in, and only its hash goes
// on. SPDX-License-Identifier: Apache-2.0
#include "server/app/admin_client.hpp"
#include "server/app/admin_verbs.hpp"
#include "server/app/complain.hpp"
#include "server/app/exit_code.hpp"
#include "server/base/clock.hpp"
#include "server/base/rng.hpp"
#include "server/identity/identity.hpp"

#include <cctype>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace tocsin::app {

namespace {

Trouble misused(std::string what, std::string why, std::string next) {
    return {
        Trouble::Fate::failed, exit_code::usage, std::move(what), std::move(why), std::move(next)};
}

// As people read it: groups, hyphens, either case.
std::optional<Digest> parse_fingerprint(const std::string& text) {
    std::string digits;
    for (const char c : text)
        if (c != '-' && c != ' ')
            digits += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto raw = from_hex(digits);
    return raw ? Digest::from(*raw) : std::nullopt;
}

std::string typed_code() {
    if (::isatty(STDIN_FILENO) != 0) std::fputs("The secretariat's printed code: ", stderr);
    std::string code;
    std::getline(std::cin, code);
    const auto end = code.find_last_not_of(" \r\n");
    code.resize(end == std::string::npos ? 0 : end + 1);
    return code;
}

} // namespace

int admin_break_glass(const Place& place, const std::string& text) {
    const auto fingerprint = parse_fingerprint(text);
    if (!fingerprint)
        return complain(misused(
            "\"" + text + "\" is not a fingerprint",
            "it is 64 hex digits, as read back over the telephone",
            "tocsin key list, asked by a person of the secretariat, shows it"
        ));
    auto client = AdminClient::connect(place.socket);
    if (!client) return complain(client.error());
    const auto code = identity::code_hash(typed_code());
    if (!code)
        return complain(misused(
            "this is no printed code",
            "32 digits of Crockford's base 32 in groups of four are",
            "type it as it stands on the sheet"
        ));
    SystemRng rng;
    const RealClock clock;
    const auto answer = client->ask(
        {{"break_glass",
          {{"command_id", rng.command_id(clock.wall()).hex()},
           {"fingerprint", fingerprint->hex()},
           {"code_sha256", code->hex()}}}}
    );
    if (!answer) return complain(answer.error());
    std::printf(
        "let in %s\nentry %llu\n",
        fingerprint->hex().c_str(),
        static_cast<unsigned long long>(answer->at("entry").to_number<std::uint64_t>())
    );
    return exit_code::done;
}

} // namespace tocsin::app
