// Texts and their versions, believed only after we hashed them ourselves.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/show.hpp"
#include "storage/sha256.hpp"

#include <algorithm>

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

Result<std::optional<Digest>>
fetch_later_answer(Session& session, const v1::ProcedureView& view, const std::string& party) {
    std::optional<Digest> found;
    const auto& amendments = view.amendments();
    const bool spoke = std::any_of(amendments.begin(), amendments.end(), [&](const auto& line) {
        return line.party() == party;
    });
    std::uint64_t from = 0, size = spoke ? 1 : 0;
    while (from < size) {
        v1::Query query;
        query.mutable_fetch_entries()->set_subject(view.procedure_id());
        query.mutable_fetch_entries()->set_from(from);
        const auto answer = session.ask(std::move(query));
        if (!answer) return answer.error();
        const auto& page = answer->entries();
        for (const auto& record : page.entries()) {
            v1::Event event;
            const bool is_position =
                event.ParseFromString(record.payload()) && event.has_position_taken();
            if (is_position && event.position_taken().party() == party)
                found = storage::leaf_hash(record.header());
        }
        if (page.next() <= from) break;
        from = page.next();
        size = page.size();
    }
    return found;
}

Result<std::vector<TextVersion>> fetch_versions(Session& session, const std::string& procedure_id) {
    v1::Query query;
    query.mutable_show_procedure()->set_procedure_id(procedure_id);
    const auto answer = session.ask(std::move(query));
    if (!answer) return answer.error();
    std::vector<TextVersion> versions;
    for (const auto& text : answer->procedure().texts())
        versions.push_back({text.version(), text.text_sha256(), text.language(), text.editorial()});
    return versions;
}

} // namespace tocsin::cli
