// SPDX-License-Identifier: Apache-2.0
#include "client/cli/exit_code.hpp"

#include "server/base/utc.hpp"

namespace tocsin::cli {
namespace {

// What a refusal carries beside its words, where the words may not say it.
std::string particulars(const v1::Refusal& refusal) {
    std::string text;
    const auto add = [&text](const std::string& name, const std::string& value) {
        if (!value.empty()) text += (text.empty() ? " (" : ", ") + name + " " + value;
    };
    add("field", refusal.field());
    add("limit", refusal.limit());
    add("given", refusal.given());
    if (refusal.version() > 0) add("current version", std::to_string(refusal.version()));
    if (refusal.has_index()) add("entry", std::to_string(refusal.index()));
    if (refusal.code() == v1::Refusal::CLOCK_SKEW && refusal.at() > 0)
        add("server time", print_utc_seconds(from_ms(refusal.at())));
    if (refusal.retry_after_ms() > 0)
        add("again in", std::to_string((refusal.retry_after_ms() + 999) / 1000) + " s");
    return text.empty() ? text : text + ")";
}

} // namespace

int exit_of(v1::Refusal::Code code) {
    switch (code) {
    case v1::Refusal::INVALID_FIELD: return usage;
    case v1::Refusal::NOT_FOUND: return not_found;
    case v1::Refusal::FORBIDDEN:
    case v1::Refusal::AUTH_FAILED:
    case v1::Refusal::CLOCK_SKEW:
    case v1::Refusal::INVITATION_INVALID:
    case v1::Refusal::APPROVAL_REQUIRED:
    case v1::Refusal::VERIFICATION_REQUIRED: return not_allowed;
    case v1::Refusal::WRONG_STATE:
    case v1::Refusal::ALREADY_ANSWERED:
    case v1::Refusal::STALE_VERSION:
    case v1::Refusal::CHANGED:
    case v1::Refusal::COMMAND_ID_REUSED:
    case v1::Refusal::NOT_ERASABLE:
    case v1::Refusal::EMPTY_AUDIENCE:
    case v1::Refusal::EVIDENCE_REQUIRED: return conflict;
    case v1::Refusal::DEADLINE_PASSED: return too_late;
    case v1::Refusal::BAD_SIGNATURE:
    case v1::Refusal::TEXT_MISMATCH:
    case v1::Refusal::FORK_DETECTED: return not_verified;
    case v1::Refusal::RATE_LIMITED:
    case v1::Refusal::OVERLOADED:
    case v1::Refusal::STORAGE_FULL:
    case v1::Refusal::UNAVAILABLE:
    case v1::Refusal::CLOCK_FAULT: return unreachable;
    default: return failed;
    }
}

Trouble trouble_of(const v1::Refusal& refusal) {
    Trouble trouble;
    trouble.exit_code = exit_of(refusal.code());
    const std::string what = refusal.what().empty() ? "refused" : refusal.what();
    trouble.what = v1::Refusal::Code_Name(refusal.code()) + ": " + what + particulars(refusal);
    trouble.why = refusal.why();
    trouble.next = refusal.next();
    return trouble;
}

Trouble trouble_of(const v1::AnswerRefused& refused) {
    v1::Refusal::Code code = v1::Refusal::INTERNAL;
    (void)v1::Refusal::Code_Parse(refused.code(), &code);
    Trouble trouble;
    trouble.exit_code = exit_of(code);
    trouble.what = refused.code() + ": " + (refused.what().empty() ? "refused" : refused.what());
    trouble.why = refused.why();
    trouble.next = refused.next();
    return trouble;
}

Trouble usage_trouble(std::string what, std::string next) {
    Trouble trouble;
    trouble.exit_code = usage;
    trouble.what = std::move(what);
    trouble.next = std::move(next);
    return trouble;
}

} // namespace tocsin::cli
