// The 17 real joint statements of ../shared/data replayed as procedures: who was asked, who signed,
// who associated, before and after the close. The lists that come out are the lists that were
// published.
//
// Whose membership: members.json knows the Coalition's members of today and who left when, not when
// each joined. A statement in the name of all members therefore has its signatories as the members
// of its day; where only a number is known, as many of members.json as it says. Statements of other
// bodies and ad-hoc groups have countries that are no members: in the world of the test the body
// are those countries, each admitted as a government under its code. Of four statements only
// the count is known: who stands for it is arbitrary, and only the count is compared.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "tests/support/domain.hpp"
#include "tests/support/places.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Codes = std::vector<std::string>;
namespace json = boost::json;

json::value read(const std::string& name) {
    std::ifstream file(shared("data/" + name));
    if (!file) return nullptr;
    return json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
}

std::string word(const json::object& object, const char* field) {
    const json::value* value = object.if_contains(field);
    return value && value->is_string() ? std::string(value->as_string()) : "";
}

std::size_t number(const json::object& object, const char* field) {
    const json::value* value = object.if_contains(field);
    return value && value->is_int64() ? static_cast<std::size_t>(value->as_int64()) : 0;
}

Codes codes(const json::object& object, const char* field) {
    Codes list;
    if (const json::value* value = object.if_contains(field); value && value->is_array())
        for (const json::value& code : value->as_array())
            list.emplace_back(code.as_string());
    return list;
}

Codes sorted(Codes list) {
    std::sort(list.begin(), list.end());
    return list;
}

template <class Strings>
Codes listed(const Strings& strings) {
    return sorted({strings.begin(), strings.end()});
}

// Noon of its day; of "2026-01/02 (…)" the first of the later month, of "2022" the first of July.
Instant day_of(const std::string& date) {
    std::string day = date.substr(0, 10);
    if (date.size() > 9 && date[7] == '/') day = date.substr(0, 5) + date.substr(8, 2) + "-01";
    if (!parse_date(day)) day = date.substr(0, 7) + "-01";
    if (!parse_date(day)) day = date.substr(0, 4) + "-07-01";
    return *parse_date(day) + 12h;
}

Codes members_on(const json::value& members, Instant day) {
    Codes list;
    for (const json::value& entry : members.at("members").as_array()) {
        const auto left = parse_date(word(entry.as_object(), "membership_end"));
        if (!left || day < *left) list.push_back(word(entry.as_object(), "alpha2"));
    }
    return list;
}

// One real statement, and what of it is replayed.
struct Real {
    std::string id;
    Instant day{};
    v1::ProcedureDrafted::Mode mode = v1::ProcedureDrafted::OPT_IN;
    Codes members; // of the body, on that day
    Codes guests;  // who supported it without signing
    Codes signing; // until the close
    std::vector<std::pair<Instant, std::string>> later;
    Codes published; // the list in the end; empty: only the count is known
    std::size_t count = 0;
};

bool speaks_for_all(const std::string& mode) {
    return mode.find("whole coalition") != std::string::npos ||
           mode.find("consensus") != std::string::npos;
}

// Stand-ins for partners whose codes the data does not have.
Codes stand_ins(std::size_t count) {
    Codes list;
    for (std::size_t at = 0; at < count; ++at)
        list.push_back({static_cast<char>('A' + at / 26), static_cast<char>('A' + at % 26)});
    return list;
}

void settle_members(Real& real, const json::object& data, const json::value& members) {
    const bool coalition = word(data, "body").starts_with("FOC");
    const std::size_t then = number(data, "membership_then");
    if (!coalition) {
        real.members = real.published.empty() ? stand_ins(real.count) : real.published;
    } else if (then != 0 && then == real.published.size()) {
        real.members = real.published;
    } else {
        real.members = members_on(members, real.day);
        if (then != 0 && then < real.members.size()) real.members.resize(then);
    }
}

void settle_signing(Real& real, const json::object& data) {
    real.signing = real.published;
    if (real.published.empty())
        real.signing.assign(
            real.members.begin(), real.members.begin() + static_cast<std::ptrdiff_t>(real.count)
        );
    const auto joins = [&](Instant at, const std::string& code) {
        real.later.emplace_back(at, code);
        std::erase(real.signing, code);
    };
    // The same text, re-issued: those added joined what was adopted a year before.
    for (const std::string& code : codes(data, "added"))
        joins(real.day, code);
    if (const json::value* versions = data.if_contains("versions"))
        for (const json::value& version : versions->as_array())
            for (const std::string& code : codes(version.as_object(), "added"))
                joins(*parse_utc(word(version.as_object(), "modified")), code);
}

Real real_of(const json::object& data, const json::array& all, const json::value& members) {
    Real real;
    real.id = word(data, "id");
    real.day = day_of(word(data, "date"));
    if (speaks_for_all(word(data, "mode"))) real.mode = v1::ProcedureDrafted::SILENCE;
    real.published = codes(data, "signatories");
    if (word(data, "signatories").starts_with("all 42"))
        real.published = members_on(members, real.day);
    real.count = real.published.empty() ? number(data, "signatory_count") : real.published.size();
    real.guests = codes(data, "supporters");
    for (std::size_t left = number(data, "observer_count"); left > 0; --left)
        real.guests.push_back("an-observer");
    settle_members(real, data, members);
    settle_signing(real, data);
    const std::string before = word(data, "supersedes");
    for (const json::value& other : all)
        if (!before.empty() && word(other.as_object(), "id") == before)
            real.day = day_of(word(other.as_object(), "date"));
    if (const auto at = parse_utc(word(data, "published_at"))) real.day = *at;
    return real;
}

class Replay : public World {
public:
    explicit Replay(const Real& real) : real_(real) {
        // Its text stands for a week before its day, and closes on it.
        now = std::chrono::floor<std::chrono::seconds>(real.day) - 168h;
        admit("support-unit", v1::Party::SECRETARIAT, now - 1h);
        v1::Event policy;
        *policy.mutable_policy_set()->mutable_policy() = domain::default_policy();
        policy.mutable_policy_set()->mutable_policy()->set_late_window_ms(31'536'000'000);
        record(std::move(policy), {});
        penholder_ = person("support-unit", {v1::SUPPORT, v1::PENHOLDER});
        for (const std::string& code : real.members)
            join(code, v1::Party::GOVERNMENT, v1::FOCAL_POINT);
        for (const std::string& code : real.guests)
            join(code, v1::Party::OBSERVER, v1::OBSERVER_ROLE);
    }

    const Procedure& procedure() const { return state.procedures.at(ProcedureId{id_}); }

    void open(bool in_the_name_of_all) {
        v1::Command draft = command();
        v1::DraftProcedure& drafting = *draft.mutable_draft_procedure();
        drafting.set_kind(v1::ProcedureDrafted::STATEMENT);
        drafting.set_mode(real_.mode);
        drafting.set_title(real_.id);
        drafting.set_label(v1::GREEN);
        id_ = accept(draft, penholder_).subject;
        v1::Command text = command();
        text.mutable_add_text()->set_procedure_id(id_);
        text.mutable_add_text()->set_text_sha256(digest_of(real_.id, 1).str());
        text.mutable_add_text()->set_language("en");
        text.mutable_add_text()->set_speaks_for_all(in_the_name_of_all);
        accept(text, penholder_);
        v1::Command opening = command();
        v1::OpenProcedure& open = *opening.mutable_open_procedure();
        open.set_procedure_id(id_);
        open.set_version(1);
        open.set_deadline(to_ms(now + 168h));
        open.set_threshold(real_.mode == v1::ProcedureDrafted::SILENCE ? 0 : 1);
        open.set_tally(v1::ProcedureOpened::VISIBLE);
        accept(opening, penholder_);
        reach_all();
    }

    void answer(const std::string& party, v1::Position::Stance stance) {
        const Asker& asker = points_.at(party);
        SignOn text;
        text.origin = state.coalition.founded.origin();
        text.procedure.text = id_;
        text.version = 1;
        text.text_sha256 = procedure().text_sha256;
        text.deadline_seconds = to_ms(procedure().deadline) / 1000;
        text.party.text = party;
        text.stance = stance;
        text.key = asker.key;
        v1::Command taking = command();
        v1::SignedText& said = *taking.mutable_take_position()->mutable_signed_text();
        said.set_text(render(text));
        said.set_algorithm(v1::Key::ED25519);
        said.set_signature("verified elsewhere");
        accept(taking, asker);
    }

    void close() {
        now = procedure().deadline + 1ms;
        for (const v1::Command& one : due(state, now))
            if (one.has_close_procedure()) accept(one, server);
    }

    Decision publish(const std::string& override_reason) {
        v1::Command publishing = command();
        publishing.mutable_publish_procedure()->set_procedure_id(id_);
        publishing.mutable_publish_procedure()->set_override_reason(override_reason);
        return submit(publishing, penholder_);
    }

    // The list as it stood then: signatories, and who associated later.
    Codes list_at(Instant at) const {
        Codes list = listed(procedure().closed.signatories());
        for (const Amendment& amendment : procedure().amendments)
            if (amendment.at <= at) list.push_back(amendment.party.text);
        return sorted(list);
    }

private:
    void join(const std::string& code, v1::Party::Kind kind, v1::Role role) {
        admit(code, kind, now - 1h);
        points_[code] = person(code, {role});
    }

    // In silence only proven receipt lets nobody's objection count.
    void reach_all() {
        for (const auto& [code, asker] : points_) {
            v1::Command told = command();
            v1::Delivery& delivery = *told.mutable_record_delivery()->add_deliveries();
            delivery.set_alert_id(id_);
            delivery.set_message(1);
            delivery.set_person(asker.person.str());
            delivery.set_rung(v1::Delivery::SEEN);
            delivery.set_at(to_ms(now));
            submit(told, server);
        }
    }

    Decision accept(const v1::Command& asked, const Asker& asker) {
        Decision decision = submit(asked, asker);
        INFO(real_.id << ": " << (decision.refusal ? decision.refusal->why() : ""));
        REQUIRE(!decision.refusal);
        return decision;
    }

    const Real& real_;
    Asker penholder_;
    std::map<std::string, Asker> points_;
    std::string id_;
};

void play(const Real& real, Replay& replay, bool in_the_name_of_all) {
    replay.open(in_the_name_of_all);
    if (real.mode == v1::ProcedureDrafted::OPT_IN) {
        for (const std::string& code : real.signing)
            replay.answer(code, v1::Position::SIGN);
        for (const std::string& code : real.guests)
            replay.answer(code, v1::Position::ASSOCIATE);
    }
    replay.close();
    for (const auto& [at, code] : real.later) {
        replay.now = std::max(at, replay.now);
        replay.answer(code, v1::Position::LATE_ASSOCIATION);
    }
}

std::vector<Real> all_real() {
    const json::value statements = read("statements.json");
    const json::value members = read("members.json");
    std::vector<Real> all;
    if (statements.is_null() || members.is_null()) return all;
    for (const json::value& data : statements.as_array())
        all.push_back(real_of(data.as_object(), statements.as_array(), members));
    return all;
}

std::optional<Real> real_named(const std::string& id) {
    for (Real& real : all_real())
        if (real.id == id) return real;
    return std::nullopt;
}

} // namespace

TEST_CASE("the lists of seventeen real statements come out as published", "[domain][real]") {
    const std::vector<Real> all = all_real();
    if (all.empty()) {
        WARN("shared/data/statements.json is not there");
        return;
    }

    CHECK(all.size() == 17);
    for (const Real& real : all) {
        INFO(real.id);
        Replay replay(real);
        play(real, replay, false);

        const v1::ProcedureClosed& closed = replay.procedure().closed;
        CHECK(closed.tally().entitled() == real.members.size());
        CHECK(listed(closed.signatories()) == sorted(real.signing));
        CHECK(listed(closed.associated()) == sorted(real.guests));
        CHECK(closed.tally().associated() == real.guests.size());
        CHECK(replay.list_at(replay.now).size() == real.count);
        if (!real.published.empty()) CHECK(replay.list_at(replay.now) == sorted(real.published));
        if (real.mode == v1::ProcedureDrafted::OPT_IN)
            CHECK(closed.tally().signed_() == real.signing.size());
        const bool adopted = real.count > 0;
        CHECK((closed.outcome() == v1::ProcedureClosed::ADOPTED) == adopted);
    }
}

TEST_CASE("a list that grew from 12 to 13 to 14 is told as of each moment", "[domain][real]") {
    const auto real = real_named("redsea-2024-01-03");
    if (!real) {
        WARN("shared/data/statements.json is not there");
        return;
    }
    Replay replay(*real);
    play(*real, replay, false);

    REQUIRE(real->later.size() == 2);
    CHECK(real->later[0].second == "SG");
    CHECK(real->later[1].second == "KR");
    CHECK(replay.list_at(real->later[0].first - 1s).size() == 12);
    CHECK(replay.list_at(real->later[0].first).size() == 13);
    CHECK(replay.list_at(real->later[1].first).size() == 14);
    CHECK(replay.procedure().closed.signatories_size() == 12);
    CHECK(replay.procedure().list_version == 3);
}

TEST_CASE("26 names of 42 do not go out as \"We, the members\" unnoticed", "[domain][real]") {
    const auto real = real_named("foc-2026-ir");
    if (!real) {
        WARN("shared/data/statements.json is not there");
        return;
    }
    Replay replay(*real);
    play(*real, replay, true);

    CHECK(replay.procedure().closed.tally().signed_() == 26);
    CHECK(replay.procedure().closed.tally().entitled() == 42);
    CHECK(replay.procedure().closed.associated_size() == 1);
    const Decision published = replay.publish("");
    REQUIRE(published.refusal);
    CHECK(published.refusal->code() == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(!replay.publish("The Chair decided so.").refusal);
}
