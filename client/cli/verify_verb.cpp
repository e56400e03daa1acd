// verify: checking the log where no server can interfere.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/receipts.hpp"
#include "client/cli/report_words.hpp"
#include "client/cli/session.hpp"
#include "client/cli/verbs.hpp"
#include "client/cli/verify_database.hpp"
#include "client/cli/words.hpp"
#include "client/core/connection.hpp"
#include "client/core/evidence.hpp"
#include "client/core/fetch_export.hpp"
#include "client/core/files.hpp"
#include "client/core/state_dir.hpp"
#include "storage/receipt.hpp"

#include <fcntl.h>
#include <fstream>
#include <unistd.h>
#include <vector>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t policy_bytes_max = 64 * 1024;
constexpr std::size_t receipt_bytes_max = 256 * 1024;

struct Checking {
    std::string file, log_key, policy;
};

// What one folder of our own state knows of the log of this name.
struct KnownLog {
    storage::VerifierKey key;
    std::string checkpoint; // may be empty
};

std::vector<KnownLog> known_logs(const fs::path& home, const std::string& origin) {
    std::vector<KnownLog> known;
    std::error_code ec;
    for (const auto& folder : fs::directory_iterator(home, ec)) {
        if (!folder.is_directory(ec)) continue;
        const client::StateDir state(folder.path());
        const auto text = state.log_key();
        const auto note = state.checkpoint();
        const auto key = text && *text ? storage::VerifierKey::parse(**text) : std::nullopt;
        if (key && key->name == origin) known.push_back({*key, note ? note->value_or("") : ""});
    }
    return known;
}

// The key and the newest checkpoint of our own state for this log, if we have ever spoken to it.
Result<void> use_own_state(const std::string& origin, client::VerifyOptions& options) {
    const auto home = client::state_home();
    if (!home) return {}; // verifying needs no home
    storage::Index newest = 0;
    for (const auto& known : known_logs(*home, origin)) {
        if (options.trust == client::LogKeyTrust::known &&
            options.log_key->str() != known.key.str())
            return usage_trouble(
                "two servers have shown different keys for the log " + origin,
                "say which is right: --log-key"
            );
        if (!options.log_key) {
            options.log_key = known.key;
            options.trust = client::LogKeyTrust::known;
        }
        const auto checkpoint = storage::open_checkpoint(known.checkpoint, *options.log_key);
        if (!checkpoint || checkpoint->head.size < newest) continue;
        newest = checkpoint->head.size;
        options.known_checkpoint = known.checkpoint;
    }
    return {};
}

// --log-key, itself or a file that holds it; with --demo what the demo says of itself.
Result<void>
use_given_key(const Context& context, const std::string& given, client::VerifyOptions& options) {
    std::string text = given;
    if (given.empty() && context.globals.demo) {
        const auto demo = find_demo();
        if (demo) text = demo->log_key; // one that has ended still has files to verify
    }
    if (text.empty()) return {};
    const auto content = client::read_small(text, 4096);
    if (content && *content) text = (*content)->substr(0, (*content)->find('\n'));
    options.log_key = storage::VerifierKey::parse(text);
    if (!options.log_key) return usage_trouble("--log-key is not a key like name+8hex+base64");
    options.trust = client::LogKeyTrust::given;
    return {};
}

// --policy: whom to believe, and with it the key of the log, when it names only one.
Result<void> use_policy(const std::string& file, client::VerifyOptions& options) {
    if (file.empty()) return {};
    const auto text = client::read_small(file, policy_bytes_max);
    if (!text) return text.error();
    if (!*text) return usage_trouble("--policy: there is no file " + file);
    auto policy = storage::TrustPolicy::parse(**text);
    if (const auto* wrong = std::get_if<storage::TrustPolicy::Wrong>(&policy))
        return usage_trouble(
            "--policy, line " + std::to_string(wrong->line) + ": " + wrong->why,
            "docs/LOG_FORMAT.md, section 12"
        );
    options.policy = std::get<storage::TrustPolicy>(std::move(policy));
    if (options.log_key || options.policy->logs().size() != 1) return {};
    options.log_key = options.policy->logs().front();
    options.trust = client::LogKeyTrust::given;
    return {};
}

std::string origin_of(const std::string& file) {
    std::ifstream plain(file, std::ios::binary);
    auto evidence = client::is_evidence(file)
                        ? client::Evidence::open(file)
                        : Result<std::unique_ptr<client::Evidence>>(Trouble{});
    std::istream& in = evidence ? (*evidence)->lines() : plain;
    std::string line, why;
    if (!std::getline(in, line)) return {};
    const auto parsed = client::parse_line(line, why);
    const auto* head = parsed ? std::get_if<client::ExportHead>(&*parsed) : nullptr;
    return head ? head->origin : std::string();
}

// The text of a file that says of itself that it is a receipt.
std::optional<std::string> receipt_at(const std::string& file) {
    std::error_code ec;
    if (!fs::is_regular_file(file, ec)) return std::nullopt;
    const auto text = client::read_small(file, receipt_bytes_max);
    if (!text || !*text || !(*text)->starts_with("c2sp.org/tlog-proof@")) return std::nullopt;
    return **text;
}

std::string origin_of_receipt(const std::string& text) {
    const auto parsed = storage::parse_receipt(text);
    const auto* receipt = std::get_if<storage::Receipt>(&parsed);
    const auto note = receipt ? storage::parse_note(receipt->checkpoint) : std::nullopt;
    const auto checkpoint = note ? storage::parse_checkpoint_body(note->text) : std::nullopt;
    return checkpoint ? checkpoint->origin : std::string();
}

// The export in it, and that what stands beside it says the same.
Result<client::VerifyReport>
verify_evidence(const std::string& file, client::VerifyOptions options) {
    auto evidence = client::Evidence::open(file);
    if (!evidence) return evidence.error();
    auto report = client::verify_export((*evidence)->lines(), std::move(options));
    if (auto words = (*evidence)->what_differs(); !words.empty())
        report.findings.push_back({client::Finding::Weight::wrong, std::nullopt, std::move(words)});
    return report;
}

// A file that goes with whoever made it.
class Passing {
public:
    static Result<Passing> make() {
        std::string name = (fs::temp_directory_path() / "tocsin-verify-XXXXXX").string();
        const int file = ::mkstemp(name.data()); // 0600
        if (file < 0) return client::file_trouble("cannot write " + name, errno);
        ::close(file);
        return Passing(name);
    }

    Passing(Passing&& other) noexcept : path_(std::exchange(other.path_, {})) {}

    Passing& operator=(Passing&&) = delete;

    ~Passing() {
        std::error_code ec;
        if (!path_.empty()) fs::remove(path_, ec);
    }

    const std::string& path() const { return path_; }

private:
    explicit Passing(std::string path) : path_(std::move(path)) {}

    std::string path_;
};

// Not a file, but what a server is asked for: the whole log, or a case.
bool is_asked_for(const std::string& what) {
    std::error_code ec;
    const bool is_case =
        what.starts_with("al-") || what.starts_with("ex-al-") || is_procedure_id(what);
    return (what == client::whole_log || is_case) && !fs::exists(what, ec);
}

// Of a live server: exported first, so that what is checked is what a file of it would hold.
Result<Passing> fetch(Context& context, const std::string& scope) {
    Session session(context);
    const auto opened = session.open();
    if (!opened) return opened.error();
    auto file = Passing::make();
    if (!file) return file.error();
    std::ofstream out(file->path(), std::ios::binary);
    const auto count = session.export_case(scope, out);
    if (!count) return count.error();
    out.close();
    if (!out.good()) return client::file_trouble("cannot write " + file->path(), EIO);
    return file;
}

// Where a person waits for it: how far it has come, on one line that is written over.
std::function<void(std::uint64_t)> progress(Context& context) {
    if (!context.for_people()) return {};
    return [&context](std::uint64_t entries) {
        context.terminal.err << "\r" << entries << " entries checked" << std::flush;
    };
}

Result<client::VerifyReport> verify_file(const std::string& file, client::VerifyOptions options) {
    std::error_code ec;
    if (fs::is_directory(file, ec)) return verify_database(file, std::move(options));
    if (fs::path(file).filename() == "tocsin.db")
        return verify_database(fs::absolute(file).parent_path(), std::move(options));
    if (client::is_evidence(file)) return verify_evidence(file, std::move(options));
    std::ifstream in(file, std::ios::binary);
    if (!in) return client::file_trouble("cannot read " + file, errno);
    return client::verify_export(in, std::move(options));
}

Result<int> verify(Context& context, Checking given) {
    std::optional<Passing> fetched;
    if (is_asked_for(given.file)) {
        auto passing = fetch(context, given.file);
        if (!passing) return passing.error();
        fetched.emplace(std::move(*passing));
        given.file = fetched->path();
    }
    client::VerifyOptions options;
    options.on_progress = progress(context);
    const auto keyed = use_given_key(context, given.log_key, options);
    if (!keyed) return keyed.error();
    const auto trusted = use_policy(given.policy, options);
    if (!trusted) return trusted.error();
    if (const auto text = receipt_at(given.file)) {
        const auto known = use_own_state(origin_of_receipt(*text), options);
        if (!known) return known.error();
        return verify_receipt(context, *text, options);
    }
    std::error_code ec;
    const bool database =
        fs::is_directory(given.file, ec) || fs::path(given.file).filename() == "tocsin.db";
    const std::string origin = database ? database_origin(given.file) : origin_of(given.file);
    const auto known = use_own_state(origin, options);
    if (!known) return known.error();
    const bool told = static_cast<bool>(options.on_progress);
    const auto report = verify_file(given.file, std::move(options));
    if (told) context.terminal.err << "\r";
    if (!report) return report.error();
    if (context.globals.json)
        context.print_json(report_json(*report));
    else
        print_report(context, *report);
    return report->sound() ? static_cast<int>(done) : static_cast<int>(not_verified);
}

} // namespace

void add_verify_verb(CLI::App& app, Context& context) {
    auto* checking = app.add_subcommand(
        "verify", "check the log: a file of it offline, or what a server serves now"
    );
    auto checked = std::make_shared<Checking>();
    checking
        ->add_option(
            "FILE",
            checked->file,
            "an export, a bundle, a receipt, a data directory or a backup of it; or all, or the id "
            "of a "
            "case: of the server"
        )
        ->required();
    checking->add_option("--log-key", checked->log_key, "the log's public key, or a file of it");
    checking->add_option("--policy", checked->policy, "a file of witnesses, and their quorum");
    on(*checking, context, [&context, checked] { return verify(context, *checked); });
}

} // namespace tocsin::cli
