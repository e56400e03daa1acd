// Texts and their versions, believed only after we hashed them ourselves.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/show.hpp"
#include "storage/entry.hpp"
#include "storage/sha256.hpp"

namespace tocsin::cli {

Result<std::string> fetch_document(Session& session, const std::string& sha256) {
    v1::Query query;
    query.mutable_fetch_document()->set_sha256(sha256);
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    if (storage::sha256({answer->document().content()}).view() != sha256) {
        Trouble trouble;
        trouble.exit_code = not_verified;
        trouble.what = "TEXT_MISMATCH: the text received is not the one that was asked for";
        trouble.why = "its SHA-256 is not " + to_hex(sha256);
        trouble.next = "do not sign; tell the secretariat";
        return trouble;
    }
    return answer->document().content();
}

Result<std::vector<TextVersion>> fetch_versions(Session& session, const std::string& procedure_id) {
    std::vector<TextVersion> versions;
    std::uint64_t from = 0, size = 0;
    do {
        v1::Query query;
        query.mutable_fetch_entries()->set_subject(procedure_id);
        query.mutable_fetch_entries()->set_from(from);
        const auto answer = session.ask(std::move(query));
        if (!answer) return answer.error();
        const auto& page = answer->entries();
        for (const auto& record : page.entries()) {
            const auto header = storage::decode_header(record.header());
            const auto salt = storage::Salt::from(record.salt());
            v1::Event event;
            if (!header || !salt || !storage::payload_matches(*header, *salt, record.payload()))
                continue;
            if (!event.ParseFromString(record.payload()) || !event.has_text_added()) continue;
            const auto& text = event.text_added();
            versions.push_back(
                {text.version(), text.text_sha256(), text.language(), text.editorial()}
            );
        }
        if (page.next() <= from) break;
        from = page.next();
        size = page.size();
    } while (from < size);
    return versions;
}

} // namespace tocsin::cli
