// SPDX-License-Identifier: Apache-2.0
#include "server/domain/refusal.hpp"

#include <utility>

namespace tocsin::domain {

v1::Refusal refuse(v1::Refusal::Code code, std::string what, std::string why, std::string next) {
    v1::Refusal refusal;
    refusal.set_code(code);
    refusal.set_what(std::move(what));
    refusal.set_why(std::move(why));
    refusal.set_next(std::move(next));
    return refusal;
}

v1::Refusal refuse_not_found() {
    return refuse(
        v1::Refusal::NOT_FOUND,
        "There is no such thing, or it is not for you.",
        "What you may not see is answered as if it did not exist.",
        "Check the id, or ask the secretariat."
    );
}

v1::Refusal refuse_forbidden(std::string rule, std::string who_may) {
    v1::Refusal refusal = refuse(
        v1::Refusal::FORBIDDEN, "You may not do this.", rule, "This may be done by " + who_may + "."
    );
    refusal.set_rule(std::move(rule));
    refusal.set_who_may(std::move(who_may));
    return refusal;
}

v1::Refusal refuse_state(std::string state, std::string rule, std::string next) {
    v1::Refusal refusal = refuse(
        v1::Refusal::WRONG_STATE,
        "This is not possible now: it is " + state + ".",
        rule,
        std::move(next)
    );
    refusal.set_state(std::move(state));
    refusal.set_rule(std::move(rule));
    return refusal;
}

v1::Refusal refuse_field(std::string field, std::string limit, std::string given) {
    v1::Refusal refusal = refuse(
        v1::Refusal::INVALID_FIELD,
        "The field " + field + " cannot be accepted.",
        "It must be: " + limit + ".",
        "Correct it and send it again."
    );
    refusal.set_field(std::move(field));
    refusal.set_limit(std::move(limit));
    refusal.set_given(std::move(given));
    return refusal;
}

} // namespace tocsin::domain
