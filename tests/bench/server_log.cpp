// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/server_log.hpp"

#include "server/base/clock.hpp"
#include "server/base/rng.hpp"
#include "server/domain/coalition.hpp"
#include "storage/sha256.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/bench/coalition.hpp"

#include <optional>
#include <vector>

namespace tocsin::bench {

namespace {

constexpr std::size_t rows_per_commit = 20'000;
constexpr std::size_t note_bytes = 220;

// Gathers events and appends them many at a time. The log is one for exercises, where keys are
// seeded without a secretariat: so that it verifies.
class Writer {
public:
    Writer(storage::SqliteLog& log, Instant now) : log_(log), now_(now) {}

    // As if a person's command had led to it; without one, seeded by the server.
    void add(v1::Event event, std::optional<std::uint64_t> actor = {}) {
        if (failure_) return;
        storage::NewEntry entry;
        entry.kind = static_cast<std::uint16_t>(event.event_case());
        entry.realm = v1::EXERCISE;
        entry.received_at = now_;
        if (actor) entry.actor = person_id(*actor);
        const Digest request = storage::sha256({"request ", std::to_string(number_++)});
        entry.command_id = *CommandId::from(request.view().substr(0, CommandId::size));
        event.set_received_at(to_ms(now_));
        if (actor) event.set_request_sha256(request.str());
        entry.payload = event.SerializeAsString();
        waiting_.push_back({std::move(entry), request});
        if (waiting_.size() >= rows_per_commit) commit();
    }

    Result<void> commit() {
        if (failure_) return *failure_;
        auto head = log_.append(
            log_.head().size,
            [](const storage::Entry&) {},
            [this](storage::Pen& pen) {
                for (auto& [entry, request] : waiting_) {
                    const PersonId actor = entry.actor;
                    const CommandId id = entry.command_id;
                    pen.remember(actor, id, {request, pen.append(std::move(entry)).index});
                }
            }
        );
        waiting_.clear();
        if (head) return {};
        failure_ = head.error();
        return *failure_;
    }

private:
    struct Waiting {
        storage::NewEntry entry;
        Digest request;
    };

    storage::SqliteLog& log_;
    Instant now_;
    std::vector<Waiting> waiting_;
    std::uint64_t number_ = 0;
    std::optional<Trouble> failure_;
};

void found(Writer& writer) {
    v1::Event founded;
    founded.mutable_log_founded()->set_origin(std::string(origin));
    founded.mutable_log_founded()->set_log_key(log_key().public_key().str());
    founded.mutable_log_founded()->set_exercise_only(true);
    writer.add(std::move(founded));
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = domain::default_policy();
    writer.add(std::move(policy));
}

void admit(Writer& writer, std::uint64_t party) {
    v1::Event event;
    auto& admitted = *event.mutable_party_admitted();
    admitted.mutable_party()->set_code(party_code(party));
    admitted.mutable_party()->set_kind(v1::Party::GOVERNMENT);
    admitted.mutable_party()->set_name("Government " + std::to_string(party));
    admitted.set_member_from(1'600'000'000'000);
    writer.add(std::move(event));
}

void invite(
    Writer& writer, std::uint64_t number, std::uint64_t party, std::initializer_list<v1::Role> roles
) {
    v1::Event invited;
    auto& invitation = *invited.mutable_person_invited();
    invitation.set_person(person_id(number).str());
    invitation.set_party(party_code(party));
    for (const v1::Role role : roles)
        invitation.add_roles(role);
    writer.add(std::move(invited));

    const v1::Key key = wire_key(key_of(number));
    v1::Event added;
    added.mutable_key_added()->set_person(person_id(number).str());
    added.mutable_key_added()->set_fingerprint(key.fingerprint());
    *added.mutable_key_added()->mutable_key() = key;
    writer.add(std::move(added));

    v1::Event minted;
    minted.mutable_token_minted()->set_person(person_id(number).str());
    minted.mutable_token_minted()->set_token_sha256(storage::sha256({token_of(number)}).str());
    minted.mutable_token_minted()->set_expires_at(deadline_seconds * 1000);
    writer.add(std::move(minted), number);
}

void raise(Writer& writer, const Wanted& wanted) {
    v1::AlertContent content;
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    content.add_countries("IR");
    content.add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    content.set_urgency(v1::AlertContent::IMMEDIATE);
    content.set_severity(v1::AlertContent::SEVERE);
    content.set_certainty(v1::AlertContent::OBSERVED);
    content.set_verification(v1::AlertContent::REPORTED);
    content.set_precedence(v1::AlertContent::ALERT);
    content.set_label(wanted.label);
    content.set_headline("An alert under load");
    v1::Event drafted;
    drafted.mutable_alert_drafted()->set_alert_id(std::string(alert_id));
    drafted.mutable_alert_drafted()->set_raiser(person_id(lead).str());
    *drafted.mutable_alert_drafted()->mutable_content() = content;
    writer.add(std::move(drafted), lead);

    v1::Event event;
    auto& issued = *event.mutable_alert_issued();
    issued.set_alert_id(std::string(alert_id));
    issued.set_raiser(person_id(lead).str());
    issued.set_approver(person_id(approver).str());
    *issued.mutable_content() = content;
    for (std::uint64_t party = 0; party < wanted.parties; ++party) {
        issued.add_addressees(party_code(party));
        issued.add_owing(party_code(party));
    }
    writer.add(std::move(event), approver);
}

void open_statement(Writer& writer, const Wanted& wanted, const Digest& text) {
    v1::Event drafted;
    auto& procedure = *drafted.mutable_procedure_drafted();
    procedure.set_procedure_id(std::string(statement_id));
    procedure.set_realm(v1::EXERCISE);
    procedure.set_kind(v1::ProcedureDrafted::STATEMENT);
    procedure.set_mode(v1::ProcedureDrafted::OPT_IN);
    procedure.set_title(std::string(statement_title));
    procedure.set_label(wanted.label);
    procedure.set_penholder(person_id(lead).str());
    writer.add(std::move(drafted), lead);

    v1::Event added;
    added.mutable_text_added()->set_procedure_id(std::string(statement_id));
    added.mutable_text_added()->set_version(1);
    added.mutable_text_added()->set_text_sha256(text.str());
    added.mutable_text_added()->set_language("en");
    added.mutable_text_added()->set_person(person_id(lead).str());
    writer.add(std::move(added), lead);

    v1::Event event;
    auto& opened = *event.mutable_procedure_opened();
    opened.set_procedure_id(std::string(statement_id));
    opened.set_version(1);
    opened.set_text_sha256(text.str());
    opened.set_deadline(deadline_seconds * 1000);
    *opened.mutable_policy() = domain::default_policy();
    for (std::uint64_t party = 0; party < wanted.parties; ++party)
        opened.add_entitled(party_code(party));
    opened.set_threshold(1);
    opened.set_tally(v1::ProcedureOpened::VISIBLE);
    opened.set_person(person_id(lead).str());
    writer.add(std::move(event), lead);
}

void note(Writer& writer, std::uint64_t number) {
    std::string text = "Note " + std::to_string(number) + " ";
    text.resize(note_bytes, 'n');
    v1::Event event;
    event.mutable_note_added()->set_subject(std::string(alert_id));
    event.mutable_note_added()->set_person(person_id(lead).str());
    event.mutable_note_added()->set_text(text);
    writer.add(std::move(event), lead);
}

} // namespace

Result<void> make_log(const Wanted& wanted) {
    SystemRng rng;
    storage::SqliteLog::Options options;
    options.directory = wanted.directory;
    auto log = storage::SqliteLog::open(options, rng);
    if (!log) return log.error();
    if (auto saved = log_key().save(wanted.directory / "log.key"); !saved) return saved;
    auto text = (*log)->documents().put({"text/markdown", std::string(statement_text)});
    if (!text) return text.error();

    Writer writer(**log, RealClock().wall());
    found(writer);
    for (std::uint64_t party = 0; party < wanted.parties; ++party)
        admit(writer, party);
    invite(writer, lead, 0, {v1::LEAD, v1::PENHOLDER});
    invite(writer, approver, 0, {v1::LEAD});
    invite(writer, auditor, 0, {v1::AUDITOR});
    for (std::uint64_t number = 0; number < wanted.persons; ++number)
        invite(writer, number, number % wanted.parties, {v1::FOCAL_POINT});
    raise(writer, wanted);
    open_statement(writer, wanted, *text);
    for (std::uint64_t number = 0; number < wanted.notes; ++number)
        note(writer, number);
    return writer.commit();
}

} // namespace tocsin::bench
