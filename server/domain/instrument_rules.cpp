// SPDX-License-Identifier: Apache-2.0
#include "server/domain/instrument_rules.hpp"

#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

const char* kind_words(v1::ProcedureDrafted::Kind kind) {
    switch (kind) {
    case v1::ProcedureDrafted::DEMARCHE: return "demarche";
    case v1::ProcedureDrafted::PLEDGE_CALL: return "pledge call";
    default: return "statement";
    }
}

} // namespace

std::optional<v1::Refusal>
not_of_kind(const Procedure& procedure, v1::ProcedureDrafted::Kind kind) {
    if (procedure.is(kind)) return std::nullopt;
    const std::string wanted = kind_words(kind);
    return refuse_state(
        v1::ProcedureDrafted::Kind_Name(procedure.drafted.kind()),
        "this is part of a " + wanted + ", and of no other procedure",
        "Draft a " + wanted + " linked to it."
    );
}

std::optional<v1::Refusal> not_of_government(const Asking& asking) {
    const bool speaks =
        asking.has(v1::FOCAL_POINT) || asking.has(v1::LEAD) || asking.has(v1::CHAIR);
    if (asking.reader.kind == v1::Party::GOVERNMENT && speaks) return std::nullopt;
    return refuse_forbidden(
        "a government is spoken for by its own persons",
        "a focal point, lead or chair of a government, for itself"
    );
}

std::optional<v1::Refusal> not_asked(const Procedure& procedure, const PartyCode& party) {
    if (procedure.recused.contains(party))
        return refuse_forbidden("the government concerned is recused", "the other governments");
    if (procedure.entitled.contains(party)) return std::nullopt;
    return refuse_forbidden(
        "who is entitled was settled at the opening", "governments that were members then"
    );
}

std::optional<v1::Refusal> not_yet(std::int64_t claimed, Instant received) {
    if (from_ms(claimed) <= received) return std::nullopt;
    return refuse_field("at", "not after now, " + print_utc(received), print_utc(from_ms(claimed)));
}

} // namespace tocsin::domain
