// SPDX-License-Identifier: Apache-2.0
#include "server/app/claim.hpp"

#include "server/app/exit_code.hpp"
#include "server/app/private_file.hpp"
#include "server/identity/identity.hpp"

#include <fmt/format.h>

namespace tocsin::app {

namespace {

constexpr auto claim_lifetime = std::chrono::hours(24);

Trouble refused(std::string what, std::string why, int exit) {
    return {
        Trouble::Fate::failed, exit, std::move(what), std::move(why), "correct it and start again"};
}

// The engine answers on this very thread, while the loop is driven.
v1::Verdict invite_founder(House& house, const Digest& code_sha256, const Clock& clock, Rng& rng) {
    engine::Submission submission;
    submission.received_at = clock.wall();
    submission.command.set_command_id(rng.command_id(clock.wall()).str());
    auto& invitation = *submission.command.mutable_invite_founder();
    invitation.set_code_sha256(code_sha256.str());
    invitation.set_expires_at(to_ms(clock.wall() + claim_lifetime));

    v1::Verdict verdict;
    bool answered = false;
    house.engine().submit(std::move(submission), [&](v1::Verdict said) {
        verdict = std::move(said);
        answered = true;
    });
    if (!answered) house.drive(answered);
    return verdict;
}

} // namespace

Result<std::optional<ClaimOffer>>
offer_claim(House& house, const Config& config, const Clock& clock, Rng& rng, Logging& logging) {
    const auto file = config.directory / "claim";
    if (!house.shown().coalition.ever_support.empty()) {
        std::error_code ec;
        std::filesystem::remove(file, ec);
        if (!config.claim_code.empty())
            logging.warn(
                "claim", "ignored", "admin.claim_code is ignored: somebody is enrolled already"
            );
        return std::optional<ClaimOffer>();
    }

    const auto code = config.claim_code.empty() ? identity::mint_code(rng) : config.claim_code;
    const auto hash = identity::code_hash(code);
    if (!hash)
        return refused(
            "admin.claim_code is no claim code",
            "32 digits of Crockford's base32 are",
            exit_code::configuration
        );
    const auto verdict = invite_founder(house, *hash, clock, rng);
    // A configured code is the same at every start: it stands already.
    const bool stands = house.shown().coalition.invitations.contains(*hash);
    if (verdict.has_refusal() && !stands) {
        // Read-only is no reason not to serve what is there.
        logging.error("claim", "refused", verdict.refusal().what() + " " + verdict.refusal().why());
        return std::optional<ClaimOffer>();
    }
    auto written = write_private(file, code + "\n");
    if (!written) return written.error();
    return std::optional<ClaimOffer>(ClaimOffer{code, file});
}

std::string claim_words(const ClaimOffer& offer, const Config& config, unsigned short port) {
    const auto base =
        config.public_url.empty() ? fmt::format("http://localhost:{}", port) : config.public_url;
    const auto link = fmt::format("{}/claim#{}", base, offer.code);
    return fmt::format(
        "nobody is enrolled yet. This once-only link, good for 24 h, makes the first person of "
        "the\n"
        "secretariat:\n"
        "    {0}\n"
        "  now, at a command line: tocsin enrol '{0}'\n"
        "  (also in {1}; a new start makes a new one)\n",
        link,
        offer.file.string()
    );
}

} // namespace tocsin::app
