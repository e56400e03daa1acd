// SPDX-License-Identifier: Apache-2.0
#include "server/engine/questions.hpp"

#include "server/base/zone.hpp"
#include "server/domain/views.hpp"

#include <utility>

namespace tocsin::engine {

namespace {

v1::Answer refused(const char* code, std::string what, std::string why, std::string next) {
    v1::Answer answer;
    v1::AnswerRefused& refusal = *answer.mutable_refused();
    refusal.set_code(code);
    refusal.set_what(std::move(what));
    refusal.set_why(std::move(why));
    refusal.set_next(std::move(next));
    return answer;
}

// One answer for what does not exist and what is not for this reader.
v1::Answer answer_not_found() {
    return refused(
        "NOT_FOUND",
        "there is no such thing",
        "it does not exist, or it is not for you",
        "check the id"
    );
}

// The notes of a view may be more than a message holds: the oldest go, the timeline has them all.
template <class View>
void trim(View& view) {
    const std::size_t bytes = view.ByteSizeLong();
    std::size_t over = bytes > answer_bytes_max ? bytes - answer_bytes_max : 0;
    int drop = 0;
    for (; over > 0 && drop < view.notes_size(); ++drop) {
        over -= std::min(over, view.notes(drop).ByteSizeLong());
    }
    view.mutable_notes()->DeleteSubrange(0, drop);
}

// A view that is there for this reader, in its place in the answer.
template <class View>
v1::Answer found(std::optional<View> view, View* (v1::Answer::*place)()) {
    if (!view) return answer_not_found();
    v1::Answer answer;
    *(answer.*place)() = std::move(*view);
    return answer;
}

} // namespace

void Questions::Asking::answer(v1::Answer given) const {
    given.set_query_id(query.query_id());
    answered(std::move(given));
}

void Questions::Asking::refuse(
    const char* code, std::string what, std::string why, std::string next
) const {
    answer(refused(code, std::move(what), std::move(why), std::move(next)));
}

void Questions::Asking::not_found() const {
    answer(answer_not_found());
}

void Questions::Asking::unavailable(const Trouble& trouble) const {
    refuse("UNAVAILABLE", "this cannot be read now", trouble.why, "ask again later");
}

void Questions::ask(
    const domain::Reader& reader, const Digest& key, const v1::Query& query, OnAnswer answered
) {
    Asking asking{reader, query, std::move(answered)};
    switch (query.query_case()) {
    case v1::Query::kFetchDocument: return document(std::move(asking));
    case v1::Query::kFetchEntries: return entries(std::move(asking));
    case v1::Query::kFetchProof: return proof(asking);
    case v1::Query::kShowTimeline: return timeline(std::move(asking));
    case v1::Query::kShowReport: return report(std::move(asking));
    default: return asking.answer(view(reader, key, query));
    }
}

v1::Answer
Questions::view(const domain::Reader& reader, const Digest& key, const v1::Query& query) const {
    const domain::State& shown = rooms_.shown;
    v1::Answer answer;
    switch (query.query_case()) {
    case v1::Query::kWhoAmI: return who_am_i(reader, key);
    case v1::Query::kInbox:
        *answer.mutable_inbox() = domain::inbox(shown, reader, rooms_.clock.wall());
        return answer;
    case v1::Query::kShowAlert: {
        auto alert = domain::show_alert(
            shown, reader, query.show_alert().alert_id(), rooms_.clock.wall(), zone_offset
        );
        if (!alert) return answer_not_found();
        trim(*alert);
        *answer.mutable_alert() = std::move(*alert);
        return answer;
    }
    case v1::Query::kShowProcedure: {
        auto procedure = domain::show_procedure(
            shown, reader, query.show_procedure().procedure_id(), rooms_.clock.wall()
        );
        if (!procedure) return answer_not_found();
        trim(*procedure);
        *answer.mutable_procedure() = std::move(*procedure);
        return answer;
    }
    case v1::Query::kPreview:
        return found(
            domain::preview(
                shown, reader, query.preview(), shown.as_of(rooms_.clock.wall()), has_channel
            ),
            &v1::Answer::mutable_preview
        );
    case v1::Query::kShowCoalition:
    case v1::Query::kShowPack:
    case v1::Query::kShowCertificate:
    case v1::Query::kShowWindow:
    case v1::Query::kShowParticipation: return governance(reader, query);
    case v1::Query::kShowAccount:
        *answer.mutable_account() = domain::show_account(shown, reader, key, rooms_.clock.wall());
        return answer;
    default: return lists(reader, query);
    }
}

v1::Answer Questions::governance(const domain::Reader& reader, const v1::Query& query) const {
    const domain::State& shown = rooms_.shown;
    const Instant now = rooms_.clock.wall();
    v1::Answer answer;
    switch (query.query_case()) {
    case v1::Query::kShowPack:
        return found(
            domain::show_pack(shown, reader, query.show_pack(), now), &v1::Answer::mutable_pack
        );
    case v1::Query::kShowCertificate:
        return found(
            domain::show_certificate(shown, reader, query.show_certificate()),
            &v1::Answer::mutable_certificate
        );
    case v1::Query::kShowWindow:
        return found(
            domain::show_window(shown, reader, query.show_window(), now, zone_offset),
            &v1::Answer::mutable_window
        );
    case v1::Query::kShowParticipation:
        return found(
            domain::show_participation(shown, reader, query.show_participation(), now),
            &v1::Answer::mutable_participation
        );
    default:
        *answer.mutable_coalition() = domain::show_coalition(shown, reader, now);
        return answer;
    }
}

v1::Answer Questions::lists(const domain::Reader& reader, const v1::Query& query) const {
    const domain::State& shown = rooms_.shown;
    v1::Answer answer;
    std::string next_page;
    switch (query.query_case()) {
    case v1::Query::kListAlerts:
        *answer.mutable_alerts() =
            domain::list_alerts(shown, reader, query.list_alerts(), next_page);
        break;
    case v1::Query::kListProcedures:
        *answer.mutable_procedures() =
            domain::list_procedures(shown, reader, query.list_procedures(), next_page);
        break;
    case v1::Query::kListParties: {
        const std::int64_t as_of = query.list_parties().as_of();
        const Instant at = as_of == 0 ? shown.as_of(rooms_.clock.wall()) : from_ms(as_of);
        *answer.mutable_parties() = domain::list_parties(shown, reader, at);
        break;
    }
    case v1::Query::kListSignals:
        *answer.mutable_signals() =
            domain::list_signals(shown, reader, query.list_signals(), next_page);
        break;
    case v1::Query::kListKeys:
        *answer.mutable_keys() =
            domain::list_keys(shown, reader, query.list_keys(), rooms_.clock.wall(), next_page);
        break;
    case v1::Query::kListPersons: return persons(reader, query.list_persons());
    default:
        return refused(
            "UNSUPPORTED",
            "this question is unknown",
            "this server does not know it",
            "ask what the protocol describes"
        );
    }
    answer.set_next_page(next_page);
    return answer;
}

v1::Answer Questions::who_am_i(const domain::Reader& reader, const Digest& key) const {
    v1::Answer answer;
    *answer.mutable_who_am_i() = domain::who_am_i(rooms_.shown, reader, key);
    answer.mutable_who_am_i()->set_name(name_of(reader.person.view()));
    answer.mutable_who_am_i()->set_server_time(to_ms(rooms_.clock.wall()));
    return answer;
}

v1::Answer Questions::persons(const domain::Reader& reader, const v1::ListPersons& query) const {
    v1::Answer answer;
    std::string next_page;
    *answer.mutable_persons() = domain::list_persons(rooms_.shown, reader, query, next_page);
    for (auto& line : *answer.mutable_persons()->mutable_persons())
        line.set_name(name_of(line.person()));
    answer.set_next_page(next_page);
    return answer;
}

std::string Questions::name_of(std::string_view person) const {
    const auto id = PersonId::from(person);
    if (!id) return {};
    const auto row = rooms_.directory.find(*id);
    return row == rooms_.directory.end() ? std::string() : row->second.name;
}

void Questions::document(Asking asking) {
    const auto sha256 = Digest::from(asking.query.fetch_document().sha256());
    if (!sha256 || !domain::may_read_document(rooms_.shown, asking.reader, *sha256)) {
        return asking.not_found();
    }
    auto work = [&documents = rooms_.documents, sha256 = *sha256] { return documents.get(sha256); };
    auto done = [asking =
                     std::move(asking)](Result<std::optional<storage::StoredDocument>> stored) {
        if (!stored) return asking.unavailable(stored.error());
        if (!*stored) return asking.not_found();
        constexpr std::size_t content_bytes_max = 60 * 1024;
        if ((*stored)->content.size() > content_bytes_max) {
            return asking.refuse(
                "UNSUPPORTED",
                "this document cannot be sent here",
                "it is longer than one message",
                "ask the operator for the file"
            );
        }
        v1::Answer answer;
        v1::Document& document = *answer.mutable_document();
        document.set_sha256(asking.query.fetch_document().sha256());
        document.set_media_type((*stored)->media_type);
        document.set_content(std::move((*stored)->content));
        asking.answer(std::move(answer));
    };
    ask_desk(rooms_.desk, Desk::Kind::other, here_, std::move(work), std::move(done));
}

} // namespace tocsin::engine
