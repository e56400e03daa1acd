// SPDX-License-Identifier: Apache-2.0
#include "client/cli/receipts.hpp"

#include "client/cli/binding.hpp"
#include "client/cli/report_words.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"
#include "client/core/connection.hpp"
#include "client/core/files.hpp"
#include "client/core/receipt.hpp"
#include "client/core/state_dir.hpp"

#include <boost/json.hpp>

#include <thread>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// A checkpoint comes each second; each try is a question, and questions are counted.
constexpr int tries_max = 5;
constexpr auto between_tries = std::chrono::milliseconds(700);

Result<storage::Receipt> try_receipt(Session& session, storage::Index index) {
    const auto key = session.connection().log_key();
    if (!key) {
        Trouble trouble;
        trouble.exit_code = not_verified;
        trouble.what = "the log's key is not known";
        trouble.next = "tocsin login --log-key, or tocsin doctor";
        return trouble;
    }
    const auto proof =
        session.ask(client::ask_for_proof(index)); // the one that has to be waited for
    if (!proof) return proof.error();
    const auto entry = session.ask(client::ask_for_entry(index));
    if (!entry) return entry.error();
    return client::make_receipt(index, *entry, *proof, *key);
}

Result<fs::path> keep(Session& session, storage::Index index) {
    const auto text = fetch_receipt(session, index);
    if (!text) return text.error();
    const fs::path folder = session.login().state_dir / "receipts";
    if (const auto made = client::make_private_folder(folder); !made) return made.error();
    const fs::path file =
        folder / ("entry-" + std::to_string(index) + std::string(storage::receipt_suffix));
    if (const auto kept = client::write_private(file, *text); !kept) return kept.error();
    return file;
}

struct Fetching {
    storage::Index index = 0;
    std::string file;
};

Result<int> receipt(Context& context, const Fetching& given) {
    Session session(context);
    if (const auto opened = session.open(); !opened) return opened.error();
    const auto text = fetch_receipt(session, given.index);
    if (!text) return text.error();
    if (given.file.empty() || given.file == "-") {
        context.terminal.out << *text;
        return done;
    }
    if (const auto kept = client::write_private(given.file, *text); !kept) return kept.error();
    // fetch_receipt() has asked for it.
    const std::string key = session.connection().log_key()->str();
    context.say("verify it anywhere, offline: tocsin verify " + given.file + " --log-key " + key);
    return done;
}

json::object event_json(const storage::Entry& entry, const storage::Header& header) {
    json::object object{
        {"index", entry.index},
        {"kind", header.kind},
        {"recordedAt", print_utc(header.recorded_at)},
        {"commandId", uuid(header.command_id.view())}};
    object["event"] = nullptr;
    v1::Event event;
    if (entry.salt && event.ParseFromString(entry.payload)) object["event"] = view_json(event);
    return object;
}

} // namespace

Result<std::string> fetch_receipt(Session& session, storage::Index index) {
    auto receipt = try_receipt(session, index);
    for (int tries = 1; !receipt && receipt.error().exit_code == not_found && tries < tries_max;
         ++tries) {
        std::this_thread::sleep_for(between_tries);
        receipt = try_receipt(session, index);
    }
    if (!receipt) return receipt.error();
    return storage::print_receipt(*receipt);
}

Result<int> tell_and_keep(
    Context& context,
    Session& session,
    const v1::Receipt& receipt,
    const CommandId& id,
    const std::string& done_words
) {
    const auto told = tell_receipt(context, receipt, id, done_words);
    const auto file = keep(session, receipt.index());
    if (file)
        context.say("the proof is kept: " + file->string());
    else
        context.say(
            "the act stands; its proof could not be fetched now (" + to_string(file.error()) +
            "): tocsin receipt " + std::to_string(receipt.index())
        );
    return told;
}

Result<int>
verify_receipt(Context& context, const std::string& text, const client::VerifyOptions& options) {
    const auto parsed = storage::parse_receipt(text);
    std::string wrong;
    if (const auto* why = std::get_if<std::string>(&parsed)) wrong = *why;
    const auto* receipt = std::get_if<storage::Receipt>(&parsed);
    if (receipt && !options.log_key)
        return usage_trouble(
            "a receipt names no key of the log", "give it: --log-key, or --policy"
        );
    if (receipt) wrong = storage::wrong_with(*receipt, *options.log_key);

    std::optional<storage::TrustPolicy::Cosigned> cosigned;
    if (wrong.empty() && options.policy) {
        cosigned = options.policy->judge(*storage::parse_note(receipt->checkpoint));
        if (!cosigned->wrong.empty())
            wrong =
                "the cosignature in the name of " + *cosigned->wrong.begin() + " is not its own";
        else if (!cosigned->enough)
            wrong = "the policy's quorum is not met";
    }
    const auto header = receipt ? storage::decode_header(receipt->entry.header) : std::nullopt;
    auto& out = context.terminal.out;
    if (context.globals.json) {
        json::object object{{"schema", "tocsin.receipt/1"}, {"sound", wrong.empty()}};
        object["wrong"] = wrong.empty() ? json::value(nullptr) : json::value(wrong);
        object["entry"] = header ? json::value(event_json(receipt->entry, *header)) : nullptr;
        object["cosigned"] = cosigned_json(cosigned);
        context.print_json(object);
    } else if (!wrong.empty()) {
        out << "NOT SOUND  " << harmless(wrong) << '\n';
    } else {
        out << "SOUND  entry " << receipt->entry.index << " of " << harmless(options.log_key->name)
            << ", recorded at " << print_utc(header->recorded_at) << '\n'
            << cosigned_words(cosigned);
        v1::Event event;
        if (!receipt->entry.salt)
            out << "payload     withheld\n";
        else if (event.ParseFromString(receipt->entry.payload))
            out << "received    " << print_utc(from_ms(event.received_at())) << '\n'
                << json::serialize(view_json(event)) << '\n';
    }
    return wrong.empty() ? static_cast<int>(done) : static_cast<int>(not_verified);
}

void add_receipt_verbs(CLI::App& app, Context& context) {
    auto* fetching =
        app.add_subcommand("receipt", "the proof that an entry stands in the log, as a file");
    auto given = std::make_shared<Fetching>();
    fetching->add_option("INDEX", given->index, "of the entry")->required();
    fetching->add_option("-o,--output", given->file, "file to write (default: stdout)");
    on(*fetching, context, [&context, given] { return receipt(context, *given); });
}

} // namespace tocsin::cli
