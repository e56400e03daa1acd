// The proof's part: checkpoint, tree, commitments, numbering and time.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/verify.hpp"

#include "client/core/verify_state.hpp"
#include "server/base/ahead.hpp"

#include <variant>

namespace tocsin::client {
namespace {

constexpr std::uint64_t progress_step = 10'000;

// Payloads that may be erased by law, because nothing is decided by them (LOG_FORMAT.md section 6).
bool is_erasable(std::uint16_t kind) {
    return kind == v1::Event::kNoteAdded || kind == v1::Event::kDeliveryRecorded;
}

std::string number(std::uint64_t value) {
    return std::to_string(value);
}

} // namespace

bool VerifyReport::sound() const {
    for (const auto& finding : findings)
        if (finding.weight == Finding::Weight::wrong) return false;
    return true;
}

void Verifier::State::wrong(std::optional<storage::Index> index, std::string what) {
    if (index && (!report.first_wrong || *index < *report.first_wrong)) report.first_wrong = index;
    if (report.findings.size() < findings_max)
        report.findings.push_back({Finding::Weight::wrong, index, std::move(what)});
}

void Verifier::State::doubt(std::optional<storage::Index> index, std::string what) {
    // The last place is kept for something wrong.
    if (report.findings.size() + 1 < findings_max)
        report.findings.push_back({Finding::Weight::doubt, index, std::move(what)});
}

void Verifier::State::begin(const ExportHead& head) {
    if (begun) return wrong(std::nullopt, "a second first line stands in the file");
    begun = true;
    report.origin = head.origin;
    report.scope = head.scope;
    key = options.log_key;
    report.trust = options.trust;
    if (!key) {
        key = storage::VerifierKey::parse(head.log_key);
        report.trust = LogKeyTrust::first_use;
    }
    if (!key) return wrong(std::nullopt, "the file names no key of the log");
    // Trusted is one of an earlier time, perhaps: then its changes must lead to the file's.
    const auto named = storage::VerifierKey::parse(head.log_key);
    if (named && named->str() != key->str() && !storage::open_checkpoint(head.checkpoint, *key)) {
        trusted = key;
        key = named;
    }
    report.log_key = key->str();
    if (key->name != head.origin)
        wrong(
            std::nullopt,
            "the log is called \"" + head.origin + "\", the key is of \"" + key->name + "\""
        );
    checkpoint = storage::open_checkpoint(head.checkpoint, *key);
    if (!checkpoint) return wrong(std::nullopt, "the checkpoint is not signed with the log's key");
    report.size = checkpoint->head.size;
    report.root = checkpoint->head.root.hex();
    check_cosignatures(head.checkpoint);
    if (options.known_checkpoint.empty()) return;
    known = storage::open_checkpoint(options.known_checkpoint, *key);
    if (!known && trusted) known = storage::open_checkpoint(options.known_checkpoint, *trusted);
    if (!known) return doubt(std::nullopt, "the checkpoint verified before is of another key");
    if (known->head.size > report.size && !options.is_database)
        doubt(
            std::nullopt,
            "this file is older than the checkpoint of " + number(known->head.size) +
                " entries verified before"
        );
}

void Verifier::State::check_cosignatures(const std::string& note) {
    if (!options.policy) return;
    report.cosigned = options.policy->judge(*storage::parse_note(note));
    for (const auto& witness : report.cosigned->wrong)
        wrong(std::nullopt, "the cosignature in the name of " + witness + " is not its own");
    if (!report.cosigned->enough)
        wrong(
            std::nullopt,
            "the policy's quorum is not met: " + number(report.cosigned->at.size()) + " of " +
                number(options.policy->witnesses().size()) + " witnesses cosigned the checkpoint"
        );
}

void weigh(Weighed& weighed) {
    const ExportedEntry& entry = weighed.entry;
    weighed.leaf = storage::leaf_hash(entry.header);
    weighed.header = storage::decode_header(entry.header);
    const auto salt = entry.salt ? storage::Salt::from(*entry.salt) : std::nullopt;
    weighed.payload_fits = weighed.header && salt && entry.payload &&
                           storage::payload_matches(*weighed.header, *salt, *entry.payload);
}

void Verifier::State::take(const Weighed& weighed) {
    const ExportedEntry& entry = weighed.entry;
    const Digest& leaf = weighed.leaf;
    const auto& header = weighed.header;
    if (!begun)
        return wrong(std::nullopt, "the first line with origin, key and checkpoint is missing");
    ++report.entries;
    if (options.on_progress && report.entries % progress_step == 0)
        options.on_progress(report.entries);
    check_place(entry);
    check_tree(entry, leaf);
    if (!header) {
        wrong(entry.index, "its header is not an entry's header");
        folded_whole = false;
        return;
    }
    check_time(entry.index, *header);
    note_command(entry.index, *header);
    auto event = open_payload(weighed);
    if (!event) return pass_over(entry.index, leaf, *header);
    if (const auto request = Digest::from(event->request_sha256());
        request && commands.back().index == entry.index)
        commands.back().request = *request;
    Reading reading;
    reading.index = entry.index;
    reading.leaf = leaf;
    reading.header = *header;
    reading.event = std::move(*event);
    reading.received = from_ms(reading.event.received_at());
    judge(reading);
    fold(reading);
    for (const auto& document : client::documents_named(reading.event))
        documents_wanted.insert(document);
}

void Verifier::State::check_place(const ExportedEntry& entry) {
    const storage::Index expected = last_index ? *last_index + 1 : 0;
    if (whole() && entry.index != expected) {
        wrong(
            std::min(expected, entry.index),
            "entry " + number(expected) + " should stand here, entry " + number(entry.index) +
                " does"
        );
        folded_whole = false;
    }
    if (!whole() && last_index && entry.index <= *last_index)
        wrong(entry.index, "it stands behind entry " + number(*last_index));
    last_index = last_index ? std::max(*last_index, entry.index) : entry.index;
}

void Verifier::State::check_tree(const ExportedEntry& entry, const Digest& leaf) {
    if (!whole()) {
        const bool proven = checkpoint && entry.index < report.size &&
                            storage::verify_inclusion(
                                leaf, entry.index, report.size, entry.proof, checkpoint->head.root
                            );
        if (proven) return;
        tree_proven = false;
        return wrong(entry.index, "its header is not in the tree of the checkpoint");
    }
    frontier.append(leaf);
    if (checkpoint && frontier.size() == report.size && frontier.root() != checkpoint->head.root) {
        tree_proven = false;
        wrong(
            std::nullopt,
            "the headers do not give the root of the checkpoint: one of entries 0 to " +
                number(report.size - 1) + " is not the one recorded"
        );
    }
    if (known && frontier.size() == known->head.size) {
        known_contained = frontier.root() == known->head.root;
        if (!known_contained)
            wrong(
                std::nullopt,
                "the log does not contain the checkpoint of " + number(known->head.size) +
                    " entries verified before: its history was changed"
            );
    }
    if (report.size > 0 && frontier.size() == report.size + 1 && !options.is_database)
        wrong(entry.index, "it stands behind the end of the checkpoint");
}

void Verifier::State::check_time(storage::Index index, const storage::Header& header) {
    if (header.recorded_at < last_recorded)
        wrong(
            index,
            "it was recorded at " + print_utc(header.recorded_at) + ", before the entry before it"
        );
    last_recorded = std::max(last_recorded, header.recorded_at);
}

// The event, when salt and payload are here and are the ones the header commits to.
std::optional<v1::Event> Verifier::State::open_payload(const Weighed& weighed) {
    const ExportedEntry& entry = weighed.entry;
    const storage::Header& header = *weighed.header;
    if (entry.salt.has_value() != entry.payload.has_value()) {
        wrong(entry.index, "only one of salt and payload is there");
        return std::nullopt;
    }
    if (!entry.salt) {
        ++report.withheld;
        if (options.is_database && !is_erasable(header.kind))
            wrong(entry.index, "its payload is gone, and it decides: such are never erased");
        else if (whole() && !is_erasable(header.kind))
            doubt(
                entry.index,
                "its payload was withheld: what follows cannot be judged by all the rules"
            );
        if (!is_erasable(header.kind)) folded_whole = false;
        return std::nullopt;
    }
    if (!weighed.payload_fits) {
        wrong(entry.index, "its payload is not the one its header commits to");
        folded_whole = false;
        return std::nullopt;
    }
    v1::Event event;
    if (!event.ParseFromString(*entry.payload)) {
        wrong(entry.index, "its payload is not an event");
        folded_whole = false;
        return std::nullopt;
    }
    if (event.event_case() != header.kind)
        wrong(entry.index, "its header says another kind of event than its payload");
    return event;
}

void Verifier::State::check_end() {
    if (!begun) return wrong(std::nullopt, "this is not a tocsin.export/1 file");
    check_commands();
    if (trusted && key && !leads_here(*trusted))
        wrong(std::nullopt, "the file names another log key than the one trusted here");
    if (founding_key && key && !leads_here(*founding_key))
        wrong(
            std::nullopt,
            "the log was founded with another key than the one that signs it, and no change leads "
            "there"
        );
    if (whole() && checkpoint && frontier.size() < report.size) {
        tree_proven = false;
        wrong(
            frontier.size(),
            "entries " + number(frontier.size()) + " to " + number(report.size - 1) + " are missing"
        );
    }
    if (whole() && known && known->head.size > frontier.size())
        doubt(
            std::nullopt,
            "the checkpoint of " + number(known->head.size) +
                " entries verified before is not covered"
        );
    if (report.positions_unchecked > 0)
        doubt(
            std::nullopt,
            number(report.positions_unchecked) +
                " positions are signed with keys that are not in the file"
        );
    std::uint64_t missing = 0;
    for (const auto& document : documents_wanted)
        missing += documents_seen.contains(document) ? 0 : 1;
    if (missing > 0)
        doubt(
            std::nullopt, number(missing) + " of the texts that entries name are not in the file"
        );
}

std::string Verifier::State::what_remains() const {
    if (!begun || !checkpoint) return "nothing: no checkpoint of the log's key covers it";
    const std::string former = known_contained ? "entries 0 to " + number(known->head.size - 1) +
                                                     ", which an earlier checkpoint covers"
                                               : "";
    if (!tree_proven && whole())
        return former.empty() ? "nothing: the entries are not those the checkpoint stands for"
                              : "only " + former;
    if (!tree_proven) return "only the entries whose proofs verified, each for itself";
    if (report.sound() && report.positions_unchecked > 0)
        return "everything in it but " + number(report.positions_unchecked) +
               " signatures, whose keys are not in it";
    if (report.sound() && !whole())
        return "everything in it; that nothing of the case is missing only a whole log proves";
    if (report.sound()) return "everything in it";
    if (!report.first_wrong) return "the headers are those of the log; what is named above is not";
    const std::string prefix = *report.first_wrong == 0
                                   ? "no entry before it"
                                   : "entries before " + number(*report.first_wrong);
    return prefix + " are sound; all headers are those of the log, so it holds what is wrong since "
                    "it was written";
}

Verifier::Verifier(VerifyOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Verifier::~Verifier() = default;

void Verifier::begin(const ExportHead& head) {
    state_->begin(head);
}

void Verifier::take(const Weighed& weighed) {
    state_->take(weighed);
}

void Verifier::take(const ExportedDocument& document) {
    ++state_->report.documents;
    if (storage::sha256({document.document.content}) == document.sha256)
        state_->documents_seen.insert(document.sha256);
    else
        state_->wrong(
            std::nullopt, "the text " + document.sha256.hex() + " is not the one of this hash"
        );
}

void Verifier::damaged(const std::string& what) {
    state_->folded_whole = false;
    state_->wrong(std::nullopt, what);
}

void Verifier::wrong_beside(storage::Index index, const std::string& what) {
    state_->wrong(index, what);
}

const std::vector<Verifier::CommandPlace>& Verifier::commands() const {
    return state_->commands;
}

const std::set<Digest>& Verifier::documents_named() const {
    return state_->documents_wanted;
}

VerifyReport Verifier::finish() {
    state_->check_end();
    state_->report.trustworthy = state_->what_remains();
    return std::move(state_->report);
}

namespace {

// A line of an export, read and hashed ahead; or what is wrong with it.
struct ReadLine {
    std::variant<ExportHead, Weighed, ExportedDocument, std::string> what;
};

ReadLine read_line(const std::string& line, std::uint64_t count) {
    std::string why = "it is too long";
    std::optional<ExportLine> parsed;
    if (line.size() <= export_line_bytes_max) parsed = parse_line(line, why);
    if (!parsed) return {"line " + number(count) + " cannot be read: " + why};
    if (auto* head = std::get_if<ExportHead>(&*parsed)) return {std::move(*head)};
    if (auto* document = std::get_if<ExportedDocument>(&*parsed)) return {std::move(*document)};
    Weighed weighed;
    weighed.entry = std::get<ExportedEntry>(std::move(*parsed));
    weigh(weighed);
    return {std::move(weighed)};
}

} // namespace

VerifyReport verify_export(std::istream& in, VerifyOptions options) {
    using Lines = Ahead<ReadLine>;
    Lines lines([&in](Lines::Out& out) {
        std::string line;
        for (std::uint64_t count = 1; std::getline(in, line); ++count) {
            out.slot() = read_line(line, count);
            if (!out.put()) return;
        }
    });
    Verifier verifier(std::move(options));
    while (const ReadLine* line = lines.next()) {
        if (const auto* trouble = std::get_if<std::string>(&line->what))
            verifier.damaged(*trouble);
        else if (const auto* head = std::get_if<ExportHead>(&line->what))
            verifier.begin(*head);
        else if (const auto* entry = std::get_if<Weighed>(&line->what))
            verifier.take(*entry);
        else
            verifier.take(std::get<ExportedDocument>(line->what));
    }
    return verifier.finish();
}

} // namespace tocsin::client
